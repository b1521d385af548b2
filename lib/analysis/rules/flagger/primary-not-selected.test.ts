import { describe, expect, test } from '@jest/globals';
import { saying, telling } from '../../fixtures';
import { objectExample, releaseExample } from '../../release/example';
import { primaryNotSelected } from './primary-not-selected';

const found = telling(primaryNotSelected);
const { wrong, right } = primaryNotSelected.docs;
const budget = (selector: string) =>
  found(
    releaseExample(
      {},
      objectExample('policy/v1', 'PodDisruptionBudget', 'reviews', `spec: {minAvailable: 1, selector: ${selector}}`),
    ),
  );

test('GIVEN a policy for the target THEN the primary has none', () => {
  expect(saying(primaryNotSelected)(wrong)).toEqual([
    'a.yaml:28 error FLAGGER_PRIMARY_NOT_SELECTED: it selects reviews by app=reviews, and not reviews-primary, which serves with app=reviews-primary: requests to it are not judged by these rules',
    '  fix: select by a label that both have, or by app=reviews-primary, too',
    '  a.yaml:15: Canary shop/reviews makes the primary',
    '  a.yaml:7: the labels',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN another for the primary THEN nothing is reported', () => {
  const second = wrong
    .slice(wrong.lastIndexOf('---\n'))
    .replace('name: reviews,', 'name: primary,')
    .replace('{app: reviews}', '{app: reviews-primary}');
  expect(found(wrong + second)).toEqual([]);
});

test.each([
  ['{matchLabels: {app: reviews}}', 1],
  ['{matchExpressions: [{key: app, operator: In, values: [reviews, reviews-primary]}]}', 0],
  ['{matchLabels: {app: ratings}}', 0],
])('GIVEN a budget for %s', (selector, findings) => {
  expect(budget(selector)).toHaveLength(findings);
});

describe('what connects pods', () => {
  const service = (selector: string, name = 'reviews-peers') =>
    objectExample('v1', 'Service', name, `spec: {clusterIP: None, selector: {${selector}}, ports: [{port: 9080}]}`);
  const policy = (spec: string) => objectExample('networking.k8s.io/v1', 'NetworkPolicy', 'database', `spec: ${spec}`);
  const lets = (peer: string) => policy(`{podSelector: {matchLabels: {app: database}}, ingress: [{from: [${peer}]}]}`);
  const ofTarget = '{podSelector: {matchLabels: {app: reviews}}}';

  test('GIVEN a Service of the target alone THEN it has no endpoints between releases', () => {
    expect(found(releaseExample({}, service('app: reviews')))[0]).toMatch(
      /warning .* it selects reviews by app=reviews, and not reviews-primary, .*: between releases it has no endpoints$/,
    );
    expect(found(releaseExample({}, service('team: shop')))).toEqual([]);
    expect(found(releaseExample({}, service('app: reviews', 'reviews-canary')))).toEqual([]);
  });

  test('GIVEN a peer that is the target alone THEN connections of the primary are dropped', () => {
    expect(found(releaseExample({}, lets(ofTarget)))[0]).toMatch(
      /error .* it lets reviews through by app=reviews, and not reviews-primary, .*: its connections are dropped$/,
    );
    const out = policy(`{podSelector: {matchLabels: {app: web}}, egress: [{to: [${ofTarget}]}]}`);
    expect(found(releaseExample({}, out))).not.toEqual([]);
  });

  test.each([
    ['both', `${ofTarget}, {podSelector: {matchLabels: {app: reviews-primary}}}`],
    [
      'pods of another namespace',
      '{namespaceSelector: {matchLabels: {a: b}}, podSelector: {matchLabels: {app: reviews}}}',
    ],
    ['others', '{podSelector: {matchLabels: {app: web}}}'],
    ['addresses', '{ipBlock: {cidr: 10.0.0.0/8}}'],
  ])('GIVEN a policy that lets in %s THEN nothing is reported', (_name, peer) => {
    expect(found(releaseExample({}, lets(peer)))).toEqual([]);
  });
});
