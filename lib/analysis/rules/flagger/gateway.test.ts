import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { gateway } from './gateway';

const found = saying(gateway);
const release = (gateways: string, hosts: string, served = 'a.example.com', protocol = 'HTTP') =>
  yaml(
    canaryExample({ service: `port: 80, gateways: [${gateways}], hosts: [${hosts}]` }),
    deploymentExample(),
    objectExample(
      'networking.istio.io/v1',
      'Gateway',
      'edge',
      `spec: {servers: [{port: {number: 80, name: a, protocol: ${protocol}}, hosts: ["${served}"]}]}`,
    ),
  );

test('GIVEN a Gateway that does not exist THEN no request takes the routes', () => {
  expect(found(release('edgy', 'a.example.com'))).toEqual([
    'a.yaml:7 error FLAGGER_GATEWAY: Gateway shop/edgy does not exist: no request that arrives at it takes the routes of the Canary',
    '  fix: did you mean edge?',
    '  a.yaml:26: is Gateway shop/edge',
  ]);
  expect(found(canaryExample({ service: 'port: 80, gateways: [istio-system/edge]' }))[0]).toMatch(/^a\.yaml:7 note/);
});

describe('hosts', () => {
  test('GIVEN none that the Gateway serves THEN no request takes the routes', () => {
    expect(found(release('edge, mesh', 'b.example.com'))).toEqual([
      'a.yaml:7 warning FLAGGER_GATEWAY: Gateway shop/edge serves a.example.com, and none of the hosts of the Canary: no request that arrives there takes its routes',
      '  fix: add a host that the Gateway serves to service.hosts',
      '  a.yaml:27: what it serves',
    ]);
    expect(found(release('edge', 'a.example.com', 'test/a.example.com'))).toHaveLength(3);
  });

  test.each([
    ['one that it serves', release('edge', 'b.example.com, a.example.com')],
    ['one under a wildcard', release('edge', 'b.example.com', '*.example.com')],
    ['one of the namespace', release('edge', 'a.example.com', './a.example.com')],
    ['bytes', release('edge', 'b.example.com', '*.a.com', 'TCP')],
    ['no gateway', release('mesh', 'b.example.com')],
  ])('GIVEN %s THEN nothing is reported', (_name, text) => {
    expect(found(text)).toEqual([]);
  });
});
