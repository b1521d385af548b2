import type { Matcher } from './action';

/** The ports of a node without which nobody, the operator included, gets to it any more. */
export const CONTROL_PORTS: readonly ControlPort[] = [
  { number: 22, who: 'SSH' },
  { number: 6443, who: 'the API server' },
  { number: 10250, who: 'the kubelet' },
];

/** A port on which the control of a node depends. */
export interface ControlPort {
  readonly number: number;
  /** Who answers there. */
  readonly who: string;
}

/** Actions that shape traffic, to which ports can be exceptions. */
const SHAPING: ReadonlySet<string> = new Set(['delay', 'loss', 'duplicate', 'corrupt', 'reorder']);

/** How a fault of a node touches its control ports. */
export type ControlThreat =
  /** It names them. */
  | { readonly is: 'named'; readonly ports: readonly ControlPort[] }
  /** It drops packets whatever their port. */
  | { readonly is: 'all dropped' }
  /** It is about all of TCP, to which ChaosBlade takes no exception. */
  | { readonly is: 'all of TCP' }
  /** It is about all traffic, and does not except these. */
  | { readonly is: 'not excepted'; readonly ports: readonly ControlPort[] };

/** A fault with the flags that it is told, as ChaosBlade reads them. */
export interface WrittenFault {
  readonly target: string;
  readonly action: string;
  readonly matchers: readonly Matcher[];
}

/**
 * How a fault touches the control ports of a node; undefined when it does not. `exclude-port` has no effect beside
 * `local-port` and `remote-port`, and need not have any: then nothing else is touched.
 */
export function controlThreat({ target, action, matchers }: WrittenFault): ControlThreat | undefined {
  const portMatchers = matchers.filter(
    ([name]) => name !== 'exclude-port' && (name === 'port' || name.endsWith('-port')),
  );
  const named = CONTROL_PORTS.filter(({ number }) =>
    portMatchers.some(([, values]) => values.some((each) => coversPort(each, number))),
  );
  if (named.length > 0) return { is: 'named', ports: named };
  if (target !== 'network' || portMatchers.length > 0) return undefined;
  if (action === 'drop') return { is: 'all dropped' };
  if (!SHAPING.has(action)) return undefined;
  const valuesOf = (matcher: string) => matchers.find(([name]) => name === matcher)?.[1];
  const [protocol = 'all'] = valuesOf('protocol') ?? [];
  // All of them are TCP.
  if (protocol === 'udp' || protocol === 'icmp') return undefined;
  if (protocol === 'tcp' && valuesOf('destination-ip') === undefined) return { is: 'all of TCP' };
  const excepted = valuesOf('exclude-port') ?? [];
  const ports = CONTROL_PORTS.filter(({ number }) => !excepted.some((each) => coversPort(each, number)));
  return ports.length === 0 ? undefined : { is: 'not excepted', ports };
}

/** Whether a port, or a range such as `8000-8080`, covers a port. */
export function coversPort(text: string, port: number): boolean {
  const [from, to = from] = text.split('-').map(Number);
  return from !== undefined && to !== undefined && from <= port && port <= to;
}
