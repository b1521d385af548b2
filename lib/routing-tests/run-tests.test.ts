import { describe, expect, test } from '@jest/globals';
import { destinationRule, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { runTest } from './run-tests';
import { readTests } from './test-file';

const ROUTES = virtualService(
  'shop/reviews',
  `
  hosts: [reviews, reviews.example.com]
  http:
  - match: [{uri: {prefix: /v2}, port: 9080}]
    timeout: 1s
    route: [{destination: {host: reviews, subset: v2}}]
  - match: [{queryParams: {old: {exact: 'yes'}}}]
    redirect: {uri: /old}
  - route:
    - {destination: {host: reviews, subset: v1}, weight: 80}
    - {destination: {host: reviews, subset: v2}, weight: 20}`,
);
const MESH = meshOf(
  yaml(
    namespace('shop'),
    pod('shop/client', '{app: client}'),
    pod('shop/reviews-v1', '{app: reviews, version: v1}'),
    pod('shop/reviews-v2', '{app: reviews, version: v2}'),
    service('shop/reviews', 'http:9080'),
    destinationRule(
      'shop/reviews',
      '{host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}',
    ),
    ROUTES,
  ),
);

/** What fails of a test, in a word each. */
function failuresOf(text: string, mesh = MESH): readonly string[] {
  const { tests, problems } = readTests('t.yaml', '/t.yaml', `testCases:\n${text}`);
  expect(problems).toEqual([]);
  return tests.flatMap((each) => {
    const { answers, passed } = runTest({ mesh, settings: {}, below: undefined, onTop: new Set() }, each);
    const failures = answers.flatMap((answer) => answer.failures);
    expect(passed).toBe(failures.length === 0);
    return failures.map((failure) =>
      failure.kind === 'rule'
        ? `rule ${failure.field.field}`
        : failure.kind === 'error'
          ? failure.message
          : failure.kind,
    );
  });
}

const V2 = '[{destination: {host: reviews.shop.svc.cluster.local, subset: v2}}]';

describe('rules that take requests', () => {
  test.each([
    ['the rule that takes it', `- {wantMatch: true, request: {authority: [reviews], uri: [/v2/x]}, route: ${V2}}`, []],
    ['another rule', `- {wantMatch: true, request: {authority: [reviews], uri: [/]}, route: ${V2}}`, ['rule route']],
    ['that it is not to take it', `- {wantMatch: false, request: {authority: [reviews], uri: [/]}, route: ${V2}}`, []],
    [
      'that a rule is not to take what it takes',
      `- {wantMatch: false, request: {authority: [reviews], uri: [/v2]}, route: ${V2}}`,
      ['rule route'],
    ],
    [
      'a port that the rule is not for',
      `- {wantMatch: true, request: {authority: [reviews], port: 80, uri: [/v2]}, route: ${V2}}`,
      ['rule route'],
    ],
    [
      'a query',
      '- {wantMatch: true, request: {authority: [reviews.example.com], query: "old=yes"}, redirect: {uri: /old}}',
      [],
    ],
    [
      'times and fields that mean the same',
      '- {wantMatch: true, request: {authority: [reviews], uri: [/v2]}, timeout: 1000ms, retries: {}}',
      [],
    ],
    ['a host that nobody serves', '- {wantMatch: true, request: {authority: [other]}}', []],
    ['some destination, whichever', '- {wantMatch: false, request: {authority: [reviews]}}', []],
  ])('GIVEN %s THEN it is told from others', (_what, text, expected) => {
    expect(failuresOf(text)).toEqual(expected);
  });

  test('GIVEN a delegate THEN the root names it and its own rules are compared', () => {
    const mesh = meshOf(
      yaml(
        virtualService(
          'shop/root',
          '{hosts: [a.example.com], http: [{match: [{uri: {prefix: /b}}], delegate: {name: b, namespace: team}}]}',
        ),
        virtualService('team/b', '{http: [{route: [{destination: {host: b}}]}]}'),
      ),
    );
    const route = '[{destination: {host: b.team.svc.cluster.local}}]';
    const request = 'request: {authority: [a.example.com], uri: [/b]}';
    expect(
      failuresOf(`- {wantMatch: true, ${request}, delegate: {name: b, namespace: team}, route: ${route}}`, mesh),
    ).toEqual([]);
    expect(failuresOf(`- {wantMatch: true, ${request}, delegate: {name: c}}`, mesh)).toEqual(['rule delegate']);
  });
});

describe('what becomes of requests', () => {
  const from = (url: string, expected: string, more = '') =>
    `- {request: {source: shop/client, url: '${url}'}, expect: {${expected}}${more}}`;

  test.each([
    ['who is reached', from('http://reviews:9080/v2', 'reaches: shop/reviews-v2'), []],
    ['who is reached sometimes', from('http://reviews:9080/', 'reaches: shop/reviews-v2'), ['unmet']],
    ['who is never reached', from('http://reviews:9080/v2', 'reaches: shop/reviews-v1', ', wantMatch: false'), []],
    ['who sometimes is', from('http://reviews:9080/', 'reaches: shop/reviews-v1', ', wantMatch: false'), ['unmet']],
    ['shares', from('http://reviews:9080/', "split: {shop/reviews-v1: 80, 'reviews, subset v2': 20 %}"), []],
    ['a time', from('http://reviews:9080/v2', 'timeout: 1s'), []],
    ['an answer', from('http://reviews:9080/', 'status: 503'), ['unmet']],
    [
      'nobody',
      from('http://reviews:9080/', 'reaches: shop/nobody'),
      ['there is no shop/nobody: meshwright request --list names every workload and host'],
    ],
    [
      'somebody who is not there',
      '- {request: {source: shop/clint, url: http://a/}, expect: {status: 404}}',
      ['no workload shop/clint: did you mean shop/client?'],
    ],
  ])('GIVEN %s THEN it is met or not', (_what, text, expected) => {
    expect(failuresOf(text)).toEqual(expected);
  });

  test('GIVEN what cannot be known THEN it fails, unless it is ignored', () => {
    const filter = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: lua, namespace: shop}
spec: {configPatches: [{applyTo: HTTP_FILTER, patch: {operation: INSERT_BEFORE, value: {name: envoy.filters.http.lua}}}]}`;
    const mesh = meshOf(
      yaml(
        namespace('shop'),
        pod('shop/client', '{app: client}'),
        pod('shop/a', '{app: a}'),
        service('shop/a', 'http:80'),
        filter,
      ),
    );
    expect(failuresOf(from('http://a/', 'reaches: shop/a'), mesh)).toEqual(['unknown']);
    expect(failuresOf(from('http://a/', 'reaches: shop/a', ', ignoreUnknown: true'), mesh)).toEqual([]);
  });
});
