import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { interval } from './interval';

const found = saying(interval);
const release = (text: string, ...more: string[]) =>
  canaryExample({ analysis: [`interval: ${text}`, 'threshold: 1', 'stepWeight: 10', ...more] });

test.each([
  ['5s', 'interval 5s is less than Flagger takes: it looks every 10 s'],
  ['1m30', 'interval 1m30 cannot be read: Flagger takes 60 s'],
])('GIVEN %s THEN it is not taken so', (text, message) => {
  expect(found(release(text))).toEqual([
    `a.yaml:9 warning FLAGGER_INTERVAL: ${message}`,
    '  fix: write a duration of 10 seconds or more, such as 30s or 1m30s',
  ]);
});

test('GIVEN what it takes, or what another rule tells of THEN nothing is reported', () => {
  expect(found(release('1m30s'))).toEqual([]);
  expect(found(release('1m30', 'sessionAffinity: {cookieName: a, primaryCookieName: b}'))).toEqual([]);
});
