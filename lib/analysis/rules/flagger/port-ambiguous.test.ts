import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { portAmbiguous } from './port-ambiguous';

const found = saying(portAmbiguous);
const release = (service: string, ports = '[{name: web, containerPort: 80}, {name: more, containerPort: 90}]') =>
  yaml(canaryExample({ service: `port: 80, ${service}` }), deploymentExample({ ports }));

test('GIVEN several ports and mesh first THEN gateways have no port to go to', () => {
  expect(found(release('portDiscovery: true, gateways: [mesh, edge]'))).toEqual([
    'a.yaml:7 warning FLAGGER_PORT_AMBIGUOUS: routes have no port when the first gateway is mesh, and the Services have several, such as more: requests that arrive at edge have nowhere to go',
    '  fix: write mesh last',
  ]);
});

test.each([
  ['mesh last', release('portDiscovery: true, gateways: [edge, mesh]')],
  ['mesh alone', release('portDiscovery: true, gateways: [mesh]')],
  ['one port', release('portDiscovery: true, gateways: [mesh, edge]', '[{containerPort: 80}]')],
  ['no discovery', release('gateways: [mesh, edge]')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
