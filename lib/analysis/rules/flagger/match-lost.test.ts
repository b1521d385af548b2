import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { matchLost } from './match-lost';

const found = saying(matchLost);
const release = (service: string, analysis: string, more = '') =>
  canaryExample({
    service: `port: 80${more}${service === '' ? '' : `, match: [${service}]`}`,
    analysis: ['interval: 1m', 'threshold: 1', 'iterations: 3', `match: [${analysis}]`],
  });
const QUERY = '{queryParams: {beta: {exact: "1"}}}';

test('GIVEN parameters of a query beside a match of the Service THEN they are dropped', () => {
  expect(found(release('{uri: {prefix: /}}', QUERY))).toEqual([
    'a.yaml:12 warning FLAGGER_MATCH_LOST: queryParams beta are dropped beside service.match: requests without them reach the new version, too',
    '  fix: tell the requests apart by headers',
    '  a.yaml:7: is joined with it',
  ]);
});

test('GIVEN headers of both THEN those of the Service do not count', () => {
  expect(found(release('{headers: {a: {exact: x}, b: {exact: x}}}', '{headers: {b: {exact: z}}}'))).toEqual([
    'a.yaml:7 warning FLAGGER_MATCH_LOST: headers a do not count for the new version, as analysis.match has headers of its own',
    '  fix: write them into analysis.match, too',
    '  a.yaml:12: takes their place',
  ]);
});

test.each([
  ['no match of the Service', release('', QUERY)],
  ['other fields', release('{uri: {prefix: /}}', '{headers: {b: {exact: z}}}')],
  ['TCP, of which another rule tells', release('{port: 80}', QUERY, ', appProtocol: TCP')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
