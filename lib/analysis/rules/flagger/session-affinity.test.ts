import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { sessionAffinity } from './session-affinity';

const found = saying(sessionAffinity);
const BOTH = 'sessionAffinity: {cookieName: a, primaryCookieName: b}';
const release = (analysis: string[], service = 'port: 80') =>
  canaryExample({ service, analysis: ['threshold: 1', ...analysis, BOTH] });

test.each([
  [
    ['interval: 1m', 'stepWeight: 10', 'match: [{headers: {a: {exact: b}}}]'],
    'port: 80',
    'the rules of analysis.match take the place of those for the cookie',
  ],
  [
    ['interval: 1m', 'iterations: 3', 'threshold: 2'].slice(0, 2),
    'port: 80',
    'with iterations all requests are at one version',
  ],
  [['interval: 1m', 'stepWeight: 10'], 'port: 80, appProtocol: tcp', 'connections have no cookies'],
])('GIVEN %j with %s THEN it has no effect', (analysis, service, why) => {
  expect(found(release(analysis, service))).toEqual([
    `a.yaml:${10 + analysis.length} warning FLAGGER_SESSION_AFFINITY: session affinity has no effect: ${why}`,
    '  fix: take sessionAffinity out',
  ]);
});

test('GIVEN an interval that cannot be read THEN each step fails', () => {
  expect(found(release(['interval: 1minute', 'stepWeight: 10']))).toEqual([
    'a.yaml:10 error FLAGGER_SESSION_AFFINITY: interval 1minute is no duration, which the cookie of the primary is to last: each step fails, and the share stays at 0 %',
    '  fix: write a duration such as 30s or 1m',
    '  a.yaml:12: the cookie',
  ]);
});

test('GIVEN a release by shares, or no affinity THEN nothing is reported', () => {
  expect(found(release(['interval: 1m', 'stepWeight: 10']))).toEqual([]);
  expect(found(canaryExample())).toEqual([]);
});
