import type { PortTrafficPolicy, TrafficPolicy } from '../../../../imports/networking.istio.io';
import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { policiesWith } from '../../traffic/policies';

const POOL = 'connectionPool: {tcp: {maxConnections: 10}}';
const example = (more: string) =>
  documents(
    shop('reviews'),
    istio(
      'DestinationRule',
      'reviews',
      `host: reviews
trafficPolicy:
  ${POOL}
  portLevelSettings:
  - port: {number: 80}
    loadBalancer: {simple: RANDOM}${more}`,
    ),
  );

/** What the settings of a port replace, and what is only of the whole and so lost there. */
const REPLACED = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'] as const;
const LOST = ['tunnel', 'proxyProtocol', 'retryBudget'] as const;

export const portSettings: Rule = {
  id: 'MESH_PORT_SETTINGS',
  severity: 'warning',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'settings of a port that take away from it what the policy around them says',
    why: 'At a port with `portLevelSettings` only these hold: `connectionPool`, `loadBalancer`, `outlierDetection` and `tls` of the policy are not inherited, and are as if nobody had set them.',
    fix: 'Repeat in the settings of the port what is to hold there, too.',
    symptoms: ['a policy has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-port_level_settings',
    wrong: example(''),
    right: example(`\n    ${POOL}`),
  },

  check({ given }, report) {
    for (const { entity, path, policy, of } of policiesWith(given, 'portLevelSettings')) {
      if (of === 'port') continue;
      for (const [index, own] of (policy.portLevelSettings ?? []).entries()) {
        const lost = lostAt(policy, own);
        const [first] = lost;
        if (first === undefined) continue;
        report(entity, [...path, 'portLevelSettings', index], {
          severity: lost.every((name) => isSlight(name, policy)) ? 'note' : 'warning',
          message: `at port ${own.port?.number ?? '?'} ${lost.join(', ')} of the policy ${lost.length === 1 ? 'does' : 'do'} not hold: settings of a port replace it`,
          fix: `repeat ${lost.filter((name) => isReplaced(name)).join(', ') || 'nothing: there is no such field for a port'} in the settings of the port`,
          related: [{ entity, path: [...path, first], message: 'does not hold there' }],
        });
      }
    }
  },
};

function lostAt(policy: TrafficPolicy, own: PortTrafficPolicy): readonly (keyof TrafficPolicy)[] {
  return [
    ...REPLACED.filter((name) => policy[name] !== undefined && own[name] === undefined),
    ...LOST.filter((name) => policy[name] !== undefined),
  ];
}

function isReplaced(name: keyof TrafficPolicy): boolean {
  return (REPLACED as readonly string[]).includes(name);
}

/** Whether little changes: another way to choose among endpoints, or mutual TLS, which there is all the same. */
function isSlight(name: keyof TrafficPolicy, { loadBalancer, tls }: TrafficPolicy): boolean {
  if (name === 'tls') return tls?.mode === 'ISTIO_MUTUAL';
  return name === 'loadBalancer' && loadBalancer?.simple !== undefined && loadBalancer.consistentHash === undefined;
}
