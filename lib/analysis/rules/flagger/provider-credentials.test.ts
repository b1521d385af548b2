import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { objectExample, yaml } from '../../release/example';
import { providerCredentials } from './provider-credentials';

const found = saying(providerCredentials);
const { wrong, right } = providerCredentials.docs;
const template = (provider: string) =>
  objectExample('flagger.app/v1beta1', 'MetricTemplate', 't', `spec: {provider: {${provider}}, query: up}`);
const secret = (data: string) => objectExample('v1', 'Secret', 's', `stringData: {${data}}`);

test('GIVEN a Secret without the keys THEN every check fails', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:10 error FLAGGER_PROVIDER_CREDENTIALS: Secret shop/datadog has api_key, datadog_application_key, and provider datadog needs datadog_api_key and datadog_application_key: every check fails, and each release is rolled back',
    '  fix: add datadog_api_key and datadog_application_key to the Secret',
    '  a.yaml:3: the Secret',
  ]);
  expect(found(right)).toEqual([]);
});

describe('GIVEN a provider without what it needs THEN every check fails', () => {
  test.each([
    [
      'type: datadog',
      'provider datadog has no secretRef, and needs a Secret with datadog_api_key and datadog_application_key',
    ],
    ['type: prometheus', 'provider prometheus has no address'],
    ['type: cloudwatch', 'provider cloudwatch has no region'],
  ])('%s', (provider, message) => {
    expect(found(template(provider))[0]).toBe(
      `a.yaml:4 error FLAGGER_PROVIDER_CREDENTIALS: ${message}: every check fails, and each release is rolled back`,
    );
  });
});

test('GIVEN a Secret that is not there THEN it is a warning, as it may be made by hand', () => {
  const other = objectExample('v1', 'Secret', 'other', 'stringData: {a: b}');
  const missing = yaml(template('type: newrelic, secretRef: {name: s}'), other);
  expect(found(missing)[0]).toMatch(
    /^a\.yaml:4 warning .* Secret shop\/s is not in the files given: unless it exists, every check fails/,
  );
  expect(found(missing, { complete: true })[0]).toMatch(/^a\.yaml:4 error/);
  expect(found(template('type: newrelic, secretRef: {name: s}'))).toEqual([]);
});

test.each([
  ['nobody who asks', template('type: prometheus, address: "http://a.test"')],
  ['a token', yaml(template('type: prometheus, address: "http://a.test", secretRef: {name: s}'), secret('token: a'))],
  [
    'a user',
    yaml(
      template('type: prometheus, address: "http://a.test", secretRef: {name: s}'),
      secret('username: a, password: b'),
    ),
  ],
  ['a provider that needs nothing', template('type: keptn')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
