import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { matchingOnly } from './matching-only';

const found = saying(matchingOnly);

test('GIVEN a match without iterations THEN it is no A/B test', () => {
  expect(found(canaryExample({ also: ['match: [{headers: {a: {exact: b}}}]'] }))).toEqual([
    'a.yaml:13 warning FLAGGER_MATCHING_ONLY: analysis.match without iterations: shares are of the requests that match, no other reaches the new version before it is promoted',
    '  fix: for an A/B test, write iterations in place of stepWeight',
  ]);
});

test('GIVEN an A/B test, no match, or connections THEN nothing is reported', () => {
  expect(found(matchingOnly.docs.right)).toEqual([]);
  expect(found(canaryExample())).toEqual([]);
  const tcp = canaryExample({ service: 'port: 80, appProtocol: tcp', also: ['match: [{headers: {a: {exact: b}}}]'] });
  expect(found(tcp)).toEqual([]);
});
