import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { networkPolicySelectsNothing } from './network-policy-selects-nothing';

const found = saying(networkPolicySelectsNothing);
const policy = (spec: string) => object('networking.k8s.io/v1', 'NetworkPolicy', 'p', `spec: {${spec}}`);
const from = (peer: string) => policy(`podSelector: {}, ingress: [{from: [${peer}]}]`);
const POD = podYaml('web', { labels: '{app: web}' });
const OTHER = podYaml('api', { labels: '{app: api}' }).replace('namespace: shop', 'namespace: other');

test('GIVEN labels that no pod has THEN nothing is protected', () => {
  expect(found(POD + policy('podSelector: {matchLabels: {app: wbe}}'))).toEqual([
    'a.yaml:9 warning K8S_NETWORK_POLICY_SELECTS_NOTHING: no pod of namespace shop matches app=wbe: the policy protects nothing',
    '  fix: the pods of Pod web have app=web',
    '  a.yaml:3: has other labels',
  ]);
});

test('GIVEN peers that are not in the namespace THEN nothing is allowed', () => {
  expect(found(POD + OTHER + from('{podSelector: {matchLabels: {app: api}}}'))[0]).toBe(
    'a.yaml:14 warning K8S_NETWORK_POLICY_SELECTS_NOTHING: no pod of namespace shop matches app=api: it allows nothing',
  );
  const named = (namespace: string) =>
    `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}, podSelector: {matchLabels: {app: web}}}`;
  expect(found(POD + OTHER + from(named('other')))[0]).toMatch(
    /no pod of namespace other matches app=web: it allows nothing$/,
  );
  expect(found(POD + OTHER + from(named('shop')))).toEqual([]);
});

test.each([
  ['pods of the namespace', POD + from('{podSelector: {matchLabels: {app: web}}}')],
  ['all pods', POD + from('{podSelector: {}}')],
  [
    'namespaces by labels, which may be others',
    POD + from('{namespaceSelector: {matchLabels: {team: x}}, podSelector: {matchLabels: {app: x}}}'),
  ],
  [
    'a namespace that is not given',
    POD +
      from(
        '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}, podSelector: {matchLabels: {app: x}}}',
      ),
  ],
  ['addresses', POD + from('{ipBlock: {cidr: 10.0.0.0/8}}')],
  ['nothing that runs', policy('podSelector: {matchLabels: {app: web}}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
