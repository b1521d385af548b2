import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { networkPolicyPort } from './network-policy-port';

const found = saying(networkPolicyPort);
const policy = (port: string) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'p',
    `spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [${port}]}]}`,
  );
const POD = podYaml('web', { labels: '{app: web}', container: ', ports: [{name: http, containerPort: 8080}]' });
const SERVICE = object('v1', 'Service', 's', 'spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}');

test('GIVEN the port of the Service THEN that of the pods is proposed', () => {
  expect(found(POD + SERVICE + policy('{port: 80}'))).toEqual([
    'a.yaml:14 warning K8S_NETWORK_POLICY_PORT: 80 is the port of Service shop/s, not of its pods: what clients reach is not opened',
    '  fix: write http, the port of the containers',
    '  a.yaml:9: translates it',
  ]);
});

test('GIVEN a name of no port THEN nothing is opened', () => {
  expect(found(POD + policy('{port: web}'))).toEqual([
    'a.yaml:9 warning K8S_NETWORK_POLICY_PORT: no container of its pods has a port named web: nothing is opened',
    '  fix: the containers have http',
  ]);
});

test.each([
  ['the port of the pods', POD + SERVICE + policy('{port: 8080}, {port: http}')],
  ['a port of which nothing is known', POD + policy('{port: 9090}')],
  ['all ports', POD + policy('{protocol: TCP}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
