import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { crossNamespace } from './cross-namespace';

const found = saying(crossNamespace);
const { wrong, right } = crossNamespace.docs;

test('GIVEN an object of another namespace THEN the Canary is not taken up', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:22 error FLAGGER_CROSS_NAMESPACE: Flagger is started with -no-cross-namespace-refs, and does not take the Canary up, as error-rate is of namespace monitoring',
    '  fix: put it into namespace shop',
    '  a.yaml:34: how Flagger is started',
  ]);
});

test('GIVEN its own namespace, or a Flagger that allows it THEN nothing is reported', () => {
  expect(found(right)).toEqual([]);
  expect(found(wrong.replace('-no-cross-namespace-refs=true', '-log-level=info'))).toEqual([]);
});
