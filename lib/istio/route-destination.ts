import type * as wire from '../../imports/networking.istio.io';
import type { Destination } from './destination';
import type { DestinationOptions } from './destination-options';
import { checkPort, type RuleContext } from './rule-context';

/** As the API server reads it; a Service with several ports must be told which one. */
export function destinationToWire(
  { host, subset }: Destination,
  { port }: DestinationOptions,
  context: RuleContext,
): wire.Destination {
  if (host.name === '*') throw context.error('host * is no destination: name a Service or a DNS name');
  const allowed = host.ports.map(({ number, name }) => `${number} (${name})`).join(', ');
  if (port === undefined && host.ports.length > 1) {
    throw context.error(`Service "${host.name}" has several ports: say which one, of ${allowed}, by { port }`);
  }
  if (port !== undefined) {
    checkPort(context.construct, port);
    if (host.ports.length > 0 && !host.ports.some(({ number }) => number === port)) {
      throw context.error(`Service "${host.name}" has no port ${port}: it has ${allowed}`);
    }
  }
  return { host: context.hostName(host), subset, port: port === undefined ? undefined : { number: port } };
}

/** A destination of a route, with its share where there are several. */
export interface RouteEntry {
  readonly destination: Destination;
  readonly weight?: number;
  readonly options: DestinationOptions;
}
type Weighted = RouteEntry & { readonly weight: number };

/** Throws for subsets of several hosts, which the types let through where the names of hosts are not literals. */
export function checkOneHost(split: readonly RouteEntry[], context: RuleContext): void {
  const [first, ...rest] = split.filter(({ destination }) => destination.subset !== undefined);
  const other = rest.find(({ destination }) => first && !destination.host.equals(first.destination.host));
  if (first && other) {
    throw context.error(
      `a split among subsets of ${first.destination.host.fullName} has one of ${other.destination.host.fullName}: use splitAcrossHosts if that is meant`,
    );
  }
}

/** Throws unless the weights share out all requests: whole numbers, not all 0, to different destinations. */
export function checkSplit(split: readonly RouteEntry[], context: RuleContext): void {
  const destinations = split.filter((entry): entry is Weighted => entry.weight !== undefined);
  if (destinations.length === 0) return;
  const names = destinations.map(({ destination, options }) => destinationName(destination, options));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw context.error(`${twice} stands twice in a split: give it the sum of both weights`);
  const listed = destinations.map(({ weight }, index) => `${names[index]} ${weight}`).join(', ');
  if (destinations.some(({ weight }) => !Number.isInteger(weight) || weight < 0 || weight > 2 ** 31 - 1)) {
    throw context.error(`weights must be whole numbers, 0 or more (${listed}): give shares such as 80 and 20`);
  }
  if (destinations.every(({ weight }) => weight === 0)) {
    throw context.error(`weights must not all be 0 (${listed}): give at least one destination a weight above 0`);
  }
}

function destinationName({ host, subset }: Destination, { port }: DestinationOptions): string {
  return `${host.fullName}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : `/${subset}`}`;
}
