import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { configLost } from './config-lost';

const found = saying(configLost);
const { wrong, right } = configLost.docs;

test('GIVEN binary data THEN the copy lacks it', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:28 error FLAGGER_CONFIG_LOST: the copy that Flagger makes for the pods of reviews-primary lacks store.jks',
    '  fix: annotate it with flagger.app/config-tracking: disabled',
    '  a.yaml:15: makes Flagger copy what Deployment shop/reviews uses',
  ]);
});

test.each([
  ['it is shared', right],
  ['the pods do not use it', wrong.replace('configMap: {name: trust}', 'emptyDir: {}')],
  ['there is none', wrong.replace('binaryData: {store.jks: AAAA}', 'binaryData: {}')],
])('GIVEN %s THEN nothing is reported', (_, yaml) => {
  expect(found(yaml)).toEqual([]);
});
