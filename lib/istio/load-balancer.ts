import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/networking.istio.io';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import { checkCount } from './checks';
import { positiveDuration } from './fault';
import type { Locality, LocalityShare, Region } from './locality';
import type { NonEmpty } from './non-empty';
import { checkPercent } from './rule-context';

/**
 * How the share of a new endpoint grows. Of round robin and least request only.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#WarmupConfiguration
 */
export interface Warmup {
  /** How long an endpoint counts as new. */
  readonly duration: Duration;
  /** The share that it starts with, in percent, 0 to 100. @default 10 */
  readonly minimumPercent?: number;
  /** How the share grows: 1 is linear, more is slow at first. @default 1 */
  readonly aggression?: number;
}

/** Where requests from a locality go. */
export interface LocalityDistribution {
  /** The locality that requests come from; as a text also such as `us-west/zone1/*`. */
  readonly from: Locality | string;
  /** The share of each locality that they go to, in percent, 1 to 100: `[west.share(80), east.share(20)]`. */
  readonly to: NonEmpty<LocalityShare> | Readonly<Record<string, number>>;
}

/** Where requests go that a region does not answer. */
export interface LocalityFailover {
  readonly from: Region | string;
  readonly to: Region | string;
}

/**
 * A label by which endpoints are preferred, alone for the value that the client has, or with a value: `key=value`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export type FailoverLabel =
  | 'topology.istio.io/network'
  | 'topology.istio.io/cluster'
  | 'topology.kubernetes.io/region'
  | 'topology.kubernetes.io/zone'
  | 'topology.istio.io/subzone'
  | 'kubernetes.io/hostname'
  | (string & {});

interface LocalityBase {
  /** Whether to balance by locality at all. @default - as the mesh is configured */
  readonly enabled?: boolean;
}

/**
 * Which localities (`region/zone/sub-zone`) requests go to: shares of each, or where to go if one fails.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export type LocalityLoadBalancing = LocalityBase &
  (
    | {
        /** For requests from a locality: the share of each locality in percent, 100 in all. */
        readonly distribute?: NonEmpty<LocalityDistribution>;
        readonly failover?: never;
        readonly failoverPriority?: never;
      }
    | {
        readonly distribute?: never;
        /** For endpoints of a region that fail: the region to go to. Needs outlier detection. */
        readonly failover?: NonEmpty<LocalityFailover>;
        /** Labels by which endpoints are preferred, the first counts most. Needs outlier detection. */
        readonly failoverPriority?: NonEmpty<FailoverLabel>;
      }
  );

interface Common {
  /** @default - as the mesh is configured */
  readonly localityLbSetting?: LocalityLoadBalancing;
}

/** Settings of the algorithms that can let an endpoint warm up. */
export interface LoadBalancerOptions extends Common {
  /** @default - a new endpoint gets its full share at once */
  readonly warmup?: Warmup;
}

/** What a consistent hash is made of. */
export class HashKey {
  /** A header of the request. */
  static header(httpHeaderName: string): HashKey {
    return new HashKey({ httpHeaderName });
  }

  /**
   * A cookie. With a `ttl` it is made where it is missing; a `ttl` of 0 makes one for the session.
   *
   * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB-HTTPCookie
   */
  static cookie(cookie: {
    readonly name: string;
    readonly path?: string;
    readonly ttl?: Duration;
    readonly attributes?: NonEmpty<{ readonly name: string; readonly value?: string }>;
  }): HashKey {
    if (cookie.name === '') throw new MeshwrightError('HashKey.cookie', 'a cookie needs a name: give one');
    return new HashKey({ httpCookie: { ...cookie, ttl: cookie.ttl && goDuration(cookie.ttl) } });
  }

  /** The address that the request comes from. */
  static sourceIp(): HashKey {
    return new HashKey({ useSourceIp: true });
  }

  /** A parameter of the query. */
  static queryParameter(httpQueryParameterName: string): HashKey {
    return new HashKey({ httpQueryParameterName });
  }

  private constructor(private readonly key: wire.ConsistentHashLB) {}

  /** As the API server reads it. @internal */
  _toWire(): wire.ConsistentHashLB {
    return this.key;
  }
}

/** How a consistent hash finds its endpoint. */
export class HashAlgorithm {
  /** A ring with at least `minimumRingSize` places; more of them share requests out more evenly. */
  static ringHash(options: { /** @default 1024 */ readonly minimumRingSize?: number } = {}): HashAlgorithm {
    const { minimumRingSize } = options;
    checkCount('HashAlgorithm.ringHash', 'minimumRingSize', minimumRingSize, { minimum: 1 });
    return new HashAlgorithm({ ringHash: { minimumRingSize } });
  }

  /** A table of a prime number of places, less than 5000011. */
  static maglev(
    options: {
      /** @default 65537, written out, because istiod wants a number */
      readonly tableSize?: number;
    } = {},
  ): HashAlgorithm {
    const { tableSize = 65537 } = options;
    if (!(isPrime(tableSize) && tableSize < 5000011)) {
      throw new MeshwrightError(
        'HashAlgorithm.maglev',
        `table size ${tableSize} is not a prime number below 5000011: give one, such as 65537`,
      );
    }
    return new HashAlgorithm({ maglev: { tableSize } });
  }

  private constructor(private readonly algorithm: Pick<wire.ConsistentHashLB, 'ringHash' | 'maglev'>) {}

  /** As the API server reads it. @internal */
  _toWire(): Pick<wire.ConsistentHashLB, 'ringHash' | 'maglev'> {
    return this.algorithm;
  }
}

/**
 * How requests are shared out among the endpoints of a host.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export class LoadBalancer {
  /** To each in turn. */
  static roundRobin(options: LoadBalancerOptions = {}): LoadBalancer {
    return new LoadBalancer({ simple: 'ROUND_ROBIN' }, options);
  }

  /** To the one of two that has fewer requests open: what Istio does if nothing is said. */
  static leastRequest(options: LoadBalancerOptions = {}): LoadBalancer {
    return new LoadBalancer({ simple: 'LEAST_REQUEST' }, options);
  }

  /** To any. */
  static random(options: Common = {}): LoadBalancer {
    return new LoadBalancer({ simple: 'RANDOM' }, options);
  }

  /** To the address that the caller asked for, without balancing. */
  static passthrough(options: Common = {}): LoadBalancer {
    return new LoadBalancer({ simple: 'PASSTHROUGH' }, options);
  }

  /** Requests with the same key to the same endpoint, as long as it is there. */
  static consistentHash(
    key: HashKey,
    options: Common & { /** @default ring hash */ readonly algorithm?: HashAlgorithm } = {},
  ): LoadBalancer {
    const { algorithm, ...others } = options;
    // A key and an algorithm exclude no property of each other, which the checker cannot see across two unions.
    const consistentHash = { ...key._toWire(), ...algorithm?._toWire() } as wire.ConsistentHashLB;
    return new LoadBalancer({ consistentHash }, others);
  }

  private readonly localities: wire.LocalityLoadBalancerSetting | undefined;

  private constructor(
    private readonly algorithm: wire.LoadBalancerSettings,
    private readonly options: LoadBalancerOptions,
  ) {
    this.localities = options.localityLbSetting && localitiesToWire(options.localityLbSetting);
  }

  /** Whether it moves requests to other endpoints if some fail, which Istio does only with outlier detection. */
  get fails(): boolean {
    const { failover, failoverPriority } = this.options.localityLbSetting ?? {};
    return failover !== undefined || failoverPriority !== undefined;
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.LoadBalancerSettings {
    const { warmup } = this.options;
    return {
      ...this.algorithm,
      localityLbSetting: this.localities,
      warmup: warmup && warmupToWire(warmup),
    };
  }
}

function warmupToWire({ duration, minimumPercent, aggression }: Warmup): wire.WarmupConfiguration {
  if (minimumPercent !== undefined) checkPercent('LoadBalancer', minimumPercent);
  if (aggression !== undefined && !(aggression >= 1)) {
    throw new MeshwrightError(
      'LoadBalancer',
      `aggression ${aggression} is less than 1, which is linear: give 1 or more`,
    );
  }
  return { duration: positiveDuration('LoadBalancer', 'a warmup', duration), minimumPercent, aggression };
}

function localitiesToWire(setting: LocalityLoadBalancing): wire.LocalityLoadBalancerSetting {
  const { distribute, failover, failoverPriority, enabled } = setting;
  const written = {
    enabled,
    distribute: distribute?.map(({ from, to }) => ({ from: `${from}`, to: sharesToWire(to) })),
    failover: failover?.map(({ from, to }) => ({ from: `${from}`, to: `${to}` })),
    failoverPriority,
  };
  checkLocalities(written);
  return written;
}

function sharesToWire(to: LocalityDistribution['to']): Readonly<Record<string, number>> {
  if (!isShares(to)) return to;
  const names = to.map(({ locality }) => locality.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw fail(`locality ${twice} has two shares: give it the sum of both`);
  return Object.fromEntries(to.map(({ locality, percent }) => [locality.name, percent]));
}

function isShares(to: LocalityDistribution['to']): to is NonEmpty<LocalityShare> {
  return Array.isArray(to);
}

interface Localities {
  readonly distribute?: readonly { readonly from: string; readonly to: Readonly<Record<string, number>> }[];
  readonly failover?: readonly { readonly from: string; readonly to: string }[];
  readonly failoverPriority?: readonly string[];
}

function checkLocalities({ distribute = [], failover = [], failoverPriority = [] }: Localities): void {
  checkDistinct(
    distribute.map(({ from }) => from),
    true,
  );
  for (const { from, to } of distribute) {
    checkDistinct(Object.keys(to), false);
    const shares = Object.values(to);
    if (shares.some((share) => !Number.isInteger(share) || share < 1)) {
      throw fail(`the shares of requests from ${from} (${shares.join(', ')}) must be whole numbers from 1 to 100`);
    }
    const sum = shares.reduce((total, share) => total + share, 0);
    if (sum !== 100) throw fail(`the shares of requests from ${from} make ${sum}: they must make 100`);
  }
  for (const { from, to } of failover) {
    if (from === to) throw fail(`failover of ${from} to itself: name another region`);
    const wrong = [from, to].find((region) => region === '' || /[/*]/.test(region));
    if (wrong !== undefined) throw fail(`failover names "${wrong}", which is not a region: leave out zones and "*"`);
  }
  const topology =
    failover.length > 0 &&
    failoverPriority.find((label) => /^topology\.(kubernetes|istio)\.io\/(region|zone|subzone)(=|$)/.test(label));
  if (topology) throw fail(`failover and failoverPriority by ${topology} exclude each other: leave one of them out`);
}

/** Localities end in `*` at most, and none is part of another; of a list that is read in order, of one before it. */
function checkDistinct(localities: readonly string[], inOrder: boolean): void {
  const prefixes = localities.map((locality) => {
    if (!/^(\*|[^*/]+(\/[^*/]+){0,2}|[^*/]+(\/[^*/]+)?\/\*)$/.test(locality)) {
      throw fail(`"${locality}" is not a locality: write region/zone/sub-zone, or "*" at the end`);
    }
    return locality.replace(/\*$/, '').replace(/\/?$/, '/').replace(/^\/$/, '');
  });
  prefixes.forEach((prefix, index) => {
    const other = prefixes.findIndex(
      (before, position) => position !== index && (position < index || !inOrder) && prefix.startsWith(before),
    );
    if (other >= 0)
      throw fail(`localities ${localities[index]} and ${localities[other]} overlap: leave one of them out`);
  });
}

function fail(message: string): MeshwrightError {
  return new MeshwrightError('LoadBalancer', message);
}

function isPrime(value: number): boolean {
  if (!Number.isInteger(value) || value < 2) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
}
