import { describe, expect, test } from '@jest/globals';
import { podYaml, saying } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { url } from './url';

const found = saying(url);
const TESTER = objectExample('v1', 'Service', 'tester', 'spec: {ports: [{port: 80}]}');
const hook = (address: string, type = 'rollout', ...others: string[]) =>
  yaml(canaryExample({ also: [`webhooks: [{name: a, type: ${type}, url: "${address}"}]`] }), TESTER, ...others);
const flagger = (arg: string) =>
  podYaml('flagger', { container: `, args: [${arg}]` })
    .replace('example.com/c:1.0.0', 'ghcr.io/fluxcd/flagger:1.44.0')
    .replace('---\n', '');

describe('a Service that does not exist', () => {
  test('GIVEN a webhook THEN it says what becomes of the release', () => {
    expect(found(hook('http://testr.shop/'))).toEqual([
      'a.yaml:13 error FLAGGER_URL: Service shop/testr of http://testr.shop/ does not exist: every check fails, and each release is rolled back',
      '  fix: write tester in place of testr',
      '  a.yaml:18: is Service shop/tester',
    ]);
    expect(found(hook('http://gate.shop.svc.cluster.local/', 'confirm-promotion'))[0]).toMatch(
      /warning .* no version is ever promoted$/,
    );
    expect(found(hook('http://log.shop/', 'event'))[0]).toMatch(/warning .* events are lost$/);
  });

  test('GIVEN a name alone THEN it is one of the namespace of Flagger', () => {
    expect(found(hook('http://tester/'))).toEqual([]);
    expect(found(hook('http://testr/', 'rollout', flagger('-log-level=info')))[0]).toMatch(/Service shop\/testr of/);
  });

  test('GIVEN the address of a template, of alerts, or of metrics THEN it is called, too', () => {
    const template = objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      't',
      'spec: {provider: {type: prometheus, address: "http://prom.shop:9090"}, query: up}',
    );
    const alert = objectExample(
      'flagger.app/v1beta1',
      'AlertProvider',
      'p',
      'spec: {type: slack, address: "http://slack.shop"}',
    );
    const lines = found(
      yaml(
        TESTER,
        template,
        alert,
        canaryExample({ spec: ['metricsServer: "http://own.shop"'] }),
        flagger('-metrics-server=http://all:9090'),
      ),
    );
    expect(lines.filter((line) => line.startsWith('a.yaml'))).toEqual([
      'a.yaml:9 warning FLAGGER_URL: Service shop/prom of http://prom.shop:9090 is not in the files given: unless it exists, every check fails, and each release is rolled back',
      'a.yaml:14 warning FLAGGER_URL: Service shop/slack of http://slack.shop is not in the files given: unless it exists, alerts are lost',
      'a.yaml:20 warning FLAGGER_URL: Service shop/own of http://own.shop is not in the files given: unless it exists, every check fails, and each release is rolled back',
      'a.yaml:33 warning FLAGGER_URL: Service shop/all of http://all:9090 is not in the files given: unless it exists, every check fails, and each release is rolled back',
    ]);
  });
});

test('GIVEN a command of the load tester THEN nobody answers it', () => {
  const command = (address: string) =>
    found(
      yaml(
        canaryExample({
          also: [`webhooks: [{name: a, url: "http://tester.shop/", metadata: {cmd: "hey -z 1m '${address}'"}}]`],
        }),
        TESTER,
      ),
    ).filter((line) => line.startsWith('a.yaml'));
  expect(command('http://testr.shop/a')).toEqual([
    'a.yaml:13 error FLAGGER_URL: Service shop/testr of http://testr.shop/a does not exist: nobody answers the command of hook a',
  ]);
  expect(command('http://tester.shop/a')).toEqual([]);
});

test('GIVEN a port that the Service does not have THEN nobody answers', () => {
  expect(found(hook('http://tester.shop:8080/'))).toEqual([
    'a.yaml:13 error FLAGGER_URL: Service shop/tester has no port 8080: every check fails, and each release is rolled back',
    '  fix: it has 80',
    '  a.yaml:19: its ports',
  ]);
});

test.each([
  'http://tester.shop/',
  'https://hooks.slack.com/services/a',
  'https://tester.shop/',
  'http://example.dev/',
  'http://10.0.0.1/',
  'http://[::1]/',
  'http://tester.other/',
  'http://tester.shop.example.com/',
])('GIVEN %s THEN nothing is reported', (address) => {
  expect(found(hook(address))).toEqual([]);
});
