import type { GatewayBinding } from './gateway-binding';
import type { HostPort } from './host';
import type { RuleContext } from './rule-context';

/** What a sidecar sees of a port: requests, connections of TLS by name, or connections. */
export type Seen = 'HTTP' | 'TLS' | 'TCP';

const SEEN: ReadonlyMap<string, Seen> = new Map<string, Seen>([
  ...['http', 'http2', 'grpc', 'grpc-web'].map((protocol): [string, Seen] => [protocol, 'HTTP']),
  ...['https', 'tls'].map((protocol): [string, Seen] => [protocol, 'TLS']),
  ...['tcp', 'mongo', 'mysql', 'redis', 'udp'].map((protocol): [string, Seen] => [protocol, 'TCP']),
]);

/** What a sidecar sees of a port, by its name; undefined where it finds out by looking. */
export function seenOf({ name }: Pick<HostPort, 'name'>): Seen | undefined {
  const [protocol = ''] = /^(grpc-web|[a-z0-9]+)(?=-|$)/.exec(name) ?? [];
  return SEEN.get(protocol);
}

/** Throws for routes that no port of a host of the mesh has use for. */
export function checkRoutesOfPorts(
  binding: GatewayBinding,
  routes: Readonly<Record<Seen, boolean>>,
  context: RuleContext,
): void {
  if (binding.isOfGatewaysOnly) return;
  for (const { name, ports } of binding.owners) {
    if (ports.length === 0) continue;
    const seen = new Set(ports.map(seenOf));
    if (seen.has(undefined)) continue;
    const listed = ports.map((port) => `${port.number} (${port.name})`).join(', ');
    for (const kind of ['HTTP', 'TLS', 'TCP'] as const) {
      // Connections of TLS are routed as TCP where no rule is for their name.
      const used = seen.has(kind) || (kind === 'TCP' && seen.has('TLS'));
      if (routes[kind] && !used) {
        throw context.error(
          `routes of ${kind} are for ports of ${kind}, and Service "${name}" has ${listed}: ${advice(kind, seen)}`,
        );
      }
    }
  }
}

function advice(kind: Seen, seen: ReadonlySet<Seen | undefined>): string {
  const props = { HTTP: '`rules` and `otherwise`', TLS: '`tls`', TCP: '`tcp`' };
  const fitting = [...seen].flatMap((each) => (each === undefined ? [] : [props[each]]));
  return `say it by ${fitting.join(' or ')}, or name the port after what is spoken there${kind === 'HTTP' ? ', as Port.http() does' : ''}`;
}
