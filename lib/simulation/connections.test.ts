import { expect, test } from '@jest/globals';
import { pickChain } from './connections';

// As Envoy 1.38 has it: random chains and connections were given to it.
const CHAINS = [
  { name: 'any', sniHosts: [], subnets: [] },
  { name: 'wide', sniHosts: ['*.com'], subnets: ['10.0.0.0/8'] },
  { name: 'narrow', sniHosts: ['a.com'], subnets: ['10.1.0.0/16', '10.2.0.1'] },
  { name: 'narrow wildcard', sniHosts: ['*.a.com', '*.com'], subnets: ['10.1.0.0/16'] },
  { name: 'name', sniHosts: ['a.com'], subnets: [] },
  { name: 'ipv6', sniHosts: [], subnets: ['fd00::/8'] },
];

test.each([
  ['10.1.0.1', 'a.com', 'narrow'],
  ['10.1.0.1', 'x.a.com', 'narrow wildcard'],
  ['10.1.0.1', 'x.com', 'narrow wildcard'],
  // Others have the name, but a wider range.
  ['10.1.0.1', 'x.org', undefined],
  ['10.2.0.1', 'x.com', undefined],
  ['10.2.0.1', 'a.com', 'narrow'],
  ['10.3.0.1', 'x.com', 'wide'],
  ['10.3.0.1', '', undefined],
  ['11.0.0.1', 'a.com', 'name'],
  ['11.0.0.1', 'x.com', 'any'],
  [undefined, 'a.com', 'name'],
  ['fd00::1', 'a.com', 'ipv6'],
])('GIVEN a connection to %s that asks for "%s" THEN it gets chain %s', (address, sni, expected) => {
  expect(pickChain(CHAINS, { address, sni })?.name).toBe(expected);
});
