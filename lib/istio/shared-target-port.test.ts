import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { warningsOf } from '../core/warnings';
import { DestinationRule, type DestinationRuleProps, Host } from '.';

const ONE = { tcp: { maxConnections: 1 } } as const;
const MANY = { tcp: { maxConnections: 100 } } as const;
const port = (number: number, targetPort: number) => ({ number, targetPort, name: `http-${number}` });

function warnings(ports: ReturnType<typeof port>[], props: Partial<DestinationRuleProps>, namespace = 'web'): string[] {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'web' });
  const host = Host.service({ name: 'httpbin', namespace, ports });
  return warningsOf(new DestinationRule(chart, 'pool', { host, ...props }));
}

describe('limits of ports that lead to one port of the pods', () => {
  const trafficPolicy = { connectionPool: ONE, portLevelSettings: [{ port: 8001, connectionPool: MANY }] } as const;

  test('GIVEN a first port with stricter ones THEN the other suffers from them', () => {
    expect(warnings([port(8000, 8080), port(8001, 8080)], { trafficPolicy })).toEqual([
      '[chart/pool] ports 8000 and 8001 both lead to port 8080 of the pods, whose own sidecars take the connection limits of ' +
        '8000 for both: give `workloadSelector`, for clients alone, put port 8001 first in the Service, or give each a port of its own',
    ]);
  });

  test.each<[string, string[]]>([
    ['the wider ones first', warnings([port(8001, 8080), port(8000, 8080)], { trafficPolicy })],
    ['ports of their own', warnings([port(8000, 8080), port(8001, 8081)], { trafficPolicy })],
    [
      'a rule for clients',
      warnings([port(8000, 8080), port(8001, 8080)], { trafficPolicy, workloadSelector: { app: 'a' } }),
    ],
    ['a rule of another namespace', warnings([port(8000, 8080), port(8001, 8080)], { trafficPolicy }, 'shop')],
    ['the same for both', warnings([port(8000, 8080), port(8001, 8080)], { trafficPolicy: { connectionPool: ONE } })],
  ])('GIVEN %s THEN there is nothing to say', (_, lines) => expect(lines).toEqual([]));
});
