import { describe, expect, test } from '@jest/globals';
import { diff } from '../diff/diff';
import { destinationRule, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { witnessOf } from './diff-witness';

const WEB = yaml(
  namespace('web'),
  pod('web/client', '{app: client}'),
  pod('web/a', '{app: a}'),
  service('web/a', 'http:80'),
  pod('web/b', '{app: b}'),
  service('web/b', 'http:80'),
);
const rule = (more: string) =>
  virtualService('web/a', `{hosts: [a], http: [{${more}route: [{destination: {host: a}}]}]}`);

/** The expectations of the tests that are written for a change. */
function expected(before: string, after: string): readonly (string | undefined)[] {
  const [old, now] = [before, after].map((each) => meshOf(yaml(WEB, each), { complete: true }));
  return diff(old as never, now as never)
    .traffic.filter(({ clients }) => clients.some(({ name }) => name === 'web/client'))
    .map((change) => /\)(\.(?:not\.)?to.*);$/.exec(witnessOf(change).test ?? '')?.[1]);
}

describe('the test of a change', () => {
  test.each([
    ['a timeout', rule(''), rule('timeout: 3s, '), '.toHaveTimeout(Duration.seconds(3))'],
    ['a shorter one', rule('timeout: 3s, '), rule('timeout: 250ms, '), '.toHaveTimeout(Duration.millis(250))'],
    ['none any more', rule('timeout: 3s, '), rule(''), ".toHaveTimeout('none')"],
    ['retries', rule(''), rule('retries: {attempts: 5}, '), '.toBeRetried(5)'],
    [
      'a fault',
      rule(''),
      rule('fault: {delay: {fixedDelay: 2s, percentage: {value: 50}}}, '),
      '.toBeDelayed(Duration.seconds(2), 50)',
    ],
    [
      'none any more',
      rule('fault: {delay: {fixedDelay: 2s, percentage: {value: 100}}}, '),
      rule(''),
      '.not.toBeDelayed(Duration.seconds(2))',
    ],
    ['copies', rule(''), rule('mirror: {host: b}, '), ".toBeCopiedTo('b.web.svc.cluster.local:80')"],
    ['another path', rule(''), rule('rewrite: {uri: /x}, '), ".toArriveWith({ path: '/x' })"],
    ['a header', rule(''), rule('headers: {request: {set: {x: "1"}}}, '), ".toArriveWith({ headers: { 'x': '1' } })"],
    [
      'other TLS',
      '',
      destinationRule('web/a', '{host: a, trafficPolicy: {tls: {mode: DISABLE}}}'),
      ".toUseTls('plaintext')",
    ],
    ['somebody else', rule(''), rule('').replaceAll('host: a}', 'host: b}'), ".toReach('web/b')"],
    [
      'what no matcher is about',
      '',
      destinationRule('web/a', '{host: a, trafficPolicy: {loadBalancer: {simple: RANDOM}}}'),
      undefined,
    ],
  ])('GIVEN %s THEN it expects that', (_name, before, after, expectation) => {
    expect(expected(before, after)).toEqual([expectation]);
  });
});
