/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import type { Construct } from 'constructs';
import { Resolution, ServiceEntry } from './service-entry';

export function entries(scope: Construct): void {
  const ports = [{ number: 443, protocol: 'HTTPS' }] as const;
  const resolution = Resolution.dns();
  // @ts-expect-error no hosts
  new ServiceEntry(scope, 'a', { hosts: [], ports, resolution });
  // @ts-expect-error no ports
  new ServiceEntry(scope, 'a', { hosts: ['a.example.com'], ports: [], resolution });
  // @ts-expect-error how addresses are found must be said
  new ServiceEntry(scope, 'a', { hosts: ['a.example.com'], ports });
  // @ts-expect-error a resolution that is a mere string has no endpoints that go with it
  new ServiceEntry(scope, 'a', { hosts: ['a.example.com'], ports, resolution: 'STATIC' });
  // @ts-expect-error a protocol that Istio does not know
  new ServiceEntry(scope, 'a', { hosts: ['a.example.com'], ports: [{ number: 1, protocol: 'UDP' }], resolution });
  // @ts-expect-error endpoints are of a resolution
  new ServiceEntry(scope, 'a', { hosts: ['a.example.com'], ports, resolution, endpoints: [{ address: '192.0.2.1' }] });
  // @ts-expect-error fixed addresses, at least one
  Resolution.static([]);
  // @ts-expect-error one endpoint at most
  Resolution.dnsRoundRobin([{ address: 'a.example.com' }, { address: 'b.example.com' }]);
}
