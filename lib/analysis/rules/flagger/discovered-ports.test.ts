import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { discoveredPorts } from './discovered-ports';

const found = saying(discoveredPorts);
const release = (port: string, service = 'port: 80, targetPort: 9080, portDiscovery: true', container = '') =>
  yaml(
    canaryExample({ service }),
    deploymentExample({ ports: `[{name: web, containerPort: 9080}, ${port}]`, container }),
  );

test('GIVEN a port that is called as the own one THEN no Service can be made', () => {
  expect(found(release('{name: http, containerPort: 9090}'))).toEqual([
    'a.yaml:7 error FLAGGER_DISCOVERED_PORTS: the Services would have two ports with the name http: the API server refuses them, at each interval anew, and nothing else is made',
    '  fix: give the Canary another portName',
    '  a.yaml:22: the port of the container',
  ]);
});

test('GIVEN a port with the number of the own one THEN no Service can be made', () => {
  expect(found(release('{name: a, containerPort: 80}'))[0]).toMatch(/two ports with the number 80/);
});

test('GIVEN UDP THEN it becomes TCP', () => {
  expect(found(release('{name: dns, containerPort: 53, protocol: UDP}'))[0]).toBe(
    'a.yaml:7 warning FLAGGER_DISCOVERED_PORTS: port dns (53) is UDP, and the Services of Flagger have it as TCP',
  );
});

test('GIVEN two containers with ports of one name THEN one is missing', () => {
  const second = '}, {name: b, image: "example.com/b:1.0.0", ports: [{name: m, containerPort: 2}]';
  expect(found(release('{name: m, containerPort: 1}', undefined, second))[0]).toMatch(
    /two containers have a port called m, 1 and 2/,
  );
});

test.each([
  ['other names and numbers', release('{name: m, containerPort: 9090}')],
  ['no discovery', release('{name: http, containerPort: 80}', 'port: 80, targetPort: 9080')],
  [
    'the port of a proxy',
    release(
      '{name: m, containerPort: 1}',
      undefined,
      '}, {name: istio-proxy, image: "example.com/b:1.0.0", ports: [{name: http, containerPort: 80}]',
    ),
  ],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
