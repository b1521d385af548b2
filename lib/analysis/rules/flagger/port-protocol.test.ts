import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { portProtocol } from './port-protocol';

const found = saying(portProtocol);
const release = (name: string, service: string) =>
  yaml(canaryExample({ service }), deploymentExample({ ports: `[{name: ${name}, containerPort: 9000}]` }));

test('GIVEN a container that speaks something else THEN sidecars do not', () => {
  expect(found(release('grpc', 'port: 80, targetPort: grpc'))).toEqual([
    'a.yaml:7 warning FLAGGER_PORT_PROTOCOL: the port is called http in the Services that Flagger makes, so that sidecars speak HTTP/1.1: the container calls it grpc',
    '  fix: write portName: grpc',
    '  a.yaml:22: the port',
  ]);
  expect(found(release('tcp-echo', 'port: 9000'))).toHaveLength(3);
});

test.each([
  ['a name', release('grpc', 'port: 9000, portName: grpc')],
  ['a protocol', release('grpc', 'port: 9000, appProtocol: grpc')],
  ['HTTP', release('http-web', 'port: 9000')],
  ['a name that says nothing', release('web', 'port: 9000')],
  ['another port', release('grpc', 'port: 80')],
  ['another provider', release('grpc', 'port: 9000').replace('provider: istio', 'provider: linkerd')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
