import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { serviceAccountMissing } from './service-account-missing';

const found = saying(serviceAccountMissing);
const runsAs = (name: string) => podYaml('web', { more: `, serviceAccountName: ${name}` });

test('GIVEN a name that does not exist THEN it is reported', () => {
  expect(found(runsAs('checkout'))).toEqual([
    'a.yaml:4 warning K8S_SERVICE_ACCOUNT_MISSING: ServiceAccount shop/checkout is not in the files given: unless it exists, no pod is made (FailedCreate: error looking up service account)',
    '  fix: add the ServiceAccount, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN pods that say no namespace, and the account in one THEN it may be the same, and is a note', () => {
  const account = object('v1', 'ServiceAccount', 'checkout', '');
  expect(found(account + runsAs('checkout').replace('namespace: shop, ', ''))[0]).toMatch(
    /^a.yaml:9 note .*ServiceAccount default\/checkout is not in the files given/,
  );
});

test.each([
  ['the account', object('v1', 'ServiceAccount', 'checkout', '') + runsAs('checkout')],
  ['the default one', runsAs('default')],
  ['none', podYaml('web')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
