import { checkDnsLabel } from '../core/names';
import type { DestinationOptions } from './destination-options';
import type { Host, WeightedHost } from './host';

/**
 * Where requests can be sent: all pods of a host, or a subset of them.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export interface Destination<HostName extends string = string> {
  readonly host: Host<HostName>;
  /** The name of the subset; undefined for all pods of the host. */
  readonly subset?: string;
}

/**
 * What a route can name: a host, or a {@link Subset}. A subset that is a mere string does not compile, because nothing
 * says that there is one.
 */
export type RouteTarget<HostName extends string = string> =
  | (Destination<HostName> & { readonly subset?: undefined })
  | Subset<HostName>;

/** A subset of a host's pods, with a share of the requests. */
export interface WeightedSubset<HostName extends string = string> {
  readonly destination: Subset<HostName>;
  /** The share, relative to the sum of all shares: a whole number, 0 or more. */
  readonly weight: number;
  readonly options: DestinationOptions;
}

/** A destination with its share of the requests. */
export type WeightedDestination<HostName extends string = string> = WeightedHost<HostName> | WeightedSubset<HostName>;

/**
 * A part of a host's pods, by their labels: what a DestinationRule calls a subset.
 *
 * Subsets come from a DestinationRule or from a microservice's versions. A route cannot name one by a string, so a
 * route to a subset that no DestinationRule defines does not compile. `new Subset(host, name)` is for one that somebody
 * else's DestinationRule defines.
 *
 * @throws when the name is not a DNS label
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
 */
export class Subset<HostName extends string = string> implements Destination<HostName> {
  constructor(
    readonly host: Host<HostName>,
    /** The name that the DestinationRule gives it. */
    readonly subset: string,
  ) {
    checkDnsLabel('Subset', 'subset', subset);
  }

  /** This subset with a share of the requests, relative to the sum of all shares. */
  weighted(weight: number, options: DestinationOptions = {}): WeightedSubset<HostName> {
    return { destination: this, weight, options };
  }
}
