import { describe, expect, test } from '@jest/globals';
import { deploymentYaml, object, podYaml, saying } from '../../fixtures';
import { targetPort } from './target-port';

const found = saying(targetPort);
const service = (ports: string, more = '', name = 's') =>
  object('v1', 'Service', name, `spec: {selector: {app: web}, ports: [${ports}]${more}}`);
const pod = (ports: string, name = 'web', more = '') =>
  podYaml(name, { labels: `{app: web, pod: ${name}}`, container: `, ports: [${ports}]`, more });

describe('names', () => {
  test('GIVEN a name that no container has THEN there are no endpoints', () => {
    expect(
      found(
        pod('{name: http, containerPort: 80}, {containerPort: 53, protocol: UDP}') +
          service('{port: 80, targetPort: web}'),
      ),
    ).toEqual([
      'a.yaml:9 error K8S_TARGET_PORT: no container of Pod shop/web has a port named web: port 80 of the Service has no endpoints',
      '  fix: the containers have http (80), 53/UDP',
      '  a.yaml:4: its containers',
    ]);
  });

  test('GIVEN a name that some pods have THEN the others get nothing', () => {
    const yaml = pod('{name: http, containerPort: 80}') + pod('', 'old') + service('{port: 80, targetPort: http}');
    expect(found(yaml)).toEqual([
      'a.yaml:14 warning K8S_TARGET_PORT: no container of Pod shop/old has a port named http: its pods get no connections for port 80',
      '  fix: give a container a port of this name, or write the number',
      '  a.yaml:9: its containers',
    ]);
  });

  test('GIVEN a name of another protocol THEN it is not the same port', () => {
    expect(
      found(pod('{name: dns, containerPort: 53}') + service('{port: 53, protocol: UDP, targetPort: dns}')),
    ).toHaveLength(3);
  });
});

describe('numbers', () => {
  test('GIVEN a number that no container declares, and one that no Service reaches THEN it is a warning', () => {
    expect(found(pod('{containerPort: 9080}') + service('{port: 80, targetPort: 8080}'))).toEqual([
      'a.yaml:9 warning K8S_TARGET_PORT: no container of Pod shop/web has a port 8080: connections are refused, unless something listens there that is not declared',
      '  fix: the containers have 9080',
      '  a.yaml:4: its containers',
    ]);
    expect(found(pod('{containerPort: 9080}') + service('{port: 80}'))[0]).toMatch(
      /^a.yaml:9 warning .* has a port 80:/,
    );
  });
});

test.each([
  ['the name', pod('{name: http, containerPort: 80}') + service('{port: 80, targetPort: http}')],
  [
    'the name in a sidecar',
    pod(
      '',
      'web',
      ', initContainers: [{name: i, image: example.com/i:1.0.0, restartPolicy: Always, ports: [{name: http, containerPort: 80}]}]',
    ) + service('{port: 80, targetPort: http}'),
  ],
  ['the number', pod('{containerPort: 8080}') + service('{port: 80, targetPort: 8080}')],
  ['a number where nothing is declared', pod('') + service('{port: 80, targetPort: 8080}')],
  [
    'a number, where other Services reach all that is declared',
    pod('{containerPort: 9080}') + service('{port: 80, targetPort: 8080}') + service('{port: 9080}', '', 'other'),
  ],
  [
    'a proxy, which listens where it is told',
    podYaml('web', { labels: '{app: web}', container: ', ports: [{containerPort: 8080}]' }).replace(
      'name: c,',
      'name: istio-proxy,',
    ) + service('{port: 80, targetPort: 8081}'),
  ],
  ['a port of the sidecar of Istio', pod('{containerPort: 80}') + service('{port: 15020}')],
  [
    'no selector',
    pod('{containerPort: 80}') + object('v1', 'Service', 's', 'spec: {ports: [{port: 80, targetPort: x}]}'),
  ],
  [
    'an alternative of the pods that has it',
    {
      'a.yaml':
        service('{port: 80, targetPort: http}') + pod('{name: web, containerPort: 80}').replace('app: web', 'app: x'),
      'x/b.yaml': pod('{name: http, containerPort: 80}'),
    },
  ],
  [
    'jobs that have no such port',
    deploymentYaml('web', { container: ', ports: [{name: http, containerPort: 80}]' }) +
      object(
        'batch/v1',
        'Job',
        'j',
        'spec: {template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: example.com/c:1.0.0}]}}}',
      ) +
      service('{port: 80, targetPort: http}'),
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
