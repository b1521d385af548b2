import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Matcher } from './action';
import type { ChaosFault } from './fault';

/** The ports of a node without which nobody, the operator included, gets to it any more. */
const CONTROL_PORTS: readonly (readonly [number: number, who: string])[] = [
  [22, 'SSH'],
  [6443, 'the API server'],
  [10250, 'the kubelet'],
];

/** Actions that shape traffic, to which ports can be exceptions. */
const SHAPING: ReadonlySet<string> = new Set(['delay', 'loss', 'duplicate', 'corrupt', 'reorder']);

/**
 * The matchers of a fault of a node, with the control ports spared: by `exclude-port` where the fault is about all
 * traffic, and by an error where it names them. `exclude-port` has no effect beside `local-port` and `remote-port`, and
 * need not have any: then nothing else is touched.
 *
 * @throws MeshwrightError when the fault cannot spare them
 */
export function spareControlPorts(where: Construct, fault: ChaosFault): readonly Matcher[] {
  const portMatchers = fault.matchers.filter(
    ([name]) => name !== 'exclude-port' && (name === 'port' || name.endsWith('-port')),
  );
  const hit = CONTROL_PORTS.filter(([number]) => portMatchers.some(([, values]) => values.some(covers(number))));
  if (hit.length > 0) {
    const names = hit.map(([number, who]) => `${number} (${who})`).join(' and ');
    throw new MeshwrightError(
      where,
      `${fault.name} hits port ${names} of the node: choose other ports, or say in \`controlPorts\` why`,
    );
  }
  if (fault.target !== 'network' || portMatchers.length > 0) return fault.matchers;
  if (fault.action === 'drop') {
    throw new MeshwrightError(
      where,
      `${fault.name} names no ports, so that SSH, the kubelet and the API server can be cut off: give sourcePort or destinationPort, or say in \`controlPorts\` why`,
    );
  }
  if (!SHAPING.has(fault.action)) return fault.matchers;
  const valuesOf = (matcher: string) => fault.matchers.find(([name]) => name === matcher)?.[1];
  const [protocol = 'all'] = valuesOf('protocol') ?? [];
  // All of them are TCP.
  if (protocol === 'udp' || protocol === 'icmp') return fault.matchers;
  if (protocol === 'tcp' && valuesOf('destination-ip') === undefined) {
    throw new MeshwrightError(
      where,
      `${fault.name} is about all of TCP, from which ChaosBlade cannot except SSH, the kubelet and the API server: give localPort, remotePort or destinationIp, or say in \`controlPorts\` why`,
    );
  }
  const own = valuesOf('exclude-port') ?? [];
  const missing = CONTROL_PORTS.filter(([number]) => !own.some(covers(number))).map(([number]) => `${number}`);
  return [...fault.matchers.filter(([name]) => name !== 'exclude-port'), ['exclude-port', [...missing, ...own]]];
}

/** Whether a port, or a range such as `8000-8080`, covers a port. */
function covers(port: number): (text: string) => boolean {
  return (text) => {
    const [from, to = from] = text.split('-').map(Number);
    return from !== undefined && to !== undefined && from <= port && port <= to;
  };
}
