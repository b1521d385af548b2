import type * as wire from '../../imports/gateway.networking.k8s.io';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkDnsSubdomain, checkLabels } from '../core/names';
import type { NonEmpty } from '../istio/non-empty';
import { checkPort } from '../istio/rule-context';

/** What a listener speaks. `TLS` is what it passes through unopened. */
export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TLS';

/**
 * The namespaces whose routes a listener takes.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#routenamespaces
 */
export class AllowedNamespaces {
  /** That of the Gateway alone. */
  static readonly SAME = new AllowedNamespaces('Same');
  /** All of the cluster. */
  static readonly ALL = new AllowedNamespaces('All');

  /** Those that have all of these labels. */
  static labels(labels: Readonly<Record<string, string>>): AllowedNamespaces {
    if (Object.keys(labels).length === 0) {
      throw new MeshwrightError('AllowedNamespaces.labels', 'no label is what all have: write AllowedNamespaces.ALL');
    }
    checkLabels('AllowedNamespaces.labels', labels);
    return new AllowedNamespaces('Selector', labels);
  }

  /** These, by their names or by the constructs that make them. */
  static named(namespaces: NonEmpty<string | { readonly name: string }>): AllowedNamespaces {
    const names = namespaces.map((each) => (typeof each === 'string' ? each : each.name));
    for (const name of names) checkDnsLabel('AllowedNamespaces.named', 'namespace', name);
    return new AllowedNamespaces('Selector', undefined, names);
  }

  private constructor(
    /** @internal */
    readonly _from: 'Same' | 'All' | 'Selector',
    private readonly labels?: Readonly<Record<string, string>>,
    private readonly names?: readonly string[],
  ) {}

  /**
   * Whether routes of a namespace are taken; undefined where that depends on labels that are not known.
   *
   * @internal
   */
  _takes(
    namespace: string | undefined,
    own: string | undefined,
    labels?: Readonly<Record<string, string>>,
  ): boolean | undefined {
    if (this._from === 'All') return true;
    if (this._from === 'Same') return namespace === own;
    if (namespace === undefined) return undefined;
    if (this.names !== undefined) return this.names.includes(namespace);
    const known: Readonly<Record<string, string>> | undefined = labels && { [NAME]: namespace, ...labels };
    return known && Object.entries(this.labels ?? {}).every(([key, value]) => known[key] === value);
  }

  /** In words, for messages. @internal */
  get _words(): string {
    if (this._from !== 'Selector') return this._from;
    if (this.names !== undefined) return this.names.join(', ');
    const pairs = Object.entries(this.labels ?? {}).map((pair) => pair.join('='));
    return `those with ${pairs.join(', ')}`;
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.GatewayAllowedRoutesNamespaces {
    if (this._from !== 'Selector') return { from: this._from };
    const selector =
      this.names === undefined
        ? { matchLabels: this.labels }
        : { matchExpressions: [{ key: NAME, operator: 'In', values: this.names }] };
    return { from: 'Selector', selector };
  }
}

/** The label that the API server gives to each namespace. */
const NAME = 'kubernetes.io/metadata.name';

/** What every listener has. */
export interface ListenerProps {
  /** A DNS name, or a wildcard such as `*.example.com`. @default - any host */
  readonly hostname?: string;
  /** Whose routes it takes. @default AllowedNamespaces.SAME */
  readonly allowedRoutes?: AllowedNamespaces;
}

/** A certificate: a Secret by its name, of the Gateway's namespace unless it says another. */
export interface CertificateReference {
  /** The name of a Secret of type `kubernetes.io/tls`. */
  readonly name: string;
  /** Its namespace, which has to allow it by a `ReferenceGrant`. @default - that of the Gateway */
  readonly namespace?: string;
}

/** A listener that opens TLS. */
export interface HttpsListenerProps extends ListenerProps {
  /** @default 443 */
  readonly port?: number;
  /** Several are for clients of different algorithms. */
  readonly certificates: NonEmpty<CertificateReference>;
}

/**
 * A port that a Gateway listens on, for one host or for all.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#listener
 */
export class Listener<out Protocol extends ListenerProtocol = ListenerProtocol> {
  /** HTTP in plain text: for HTTPRoutes and GRPCRoutes. */
  static http(props: ListenerProps & { /** @default 80 */ readonly port?: number } = {}): Listener<'HTTP'> {
    return new Listener('HTTP', props.port ?? 80, props);
  }

  /** HTTPS that the Gateway opens with a certificate: for HTTPRoutes and GRPCRoutes. */
  static https(props: HttpsListenerProps): Listener<'HTTPS'> {
    return new Listener('HTTPS', props.port ?? 443, props, props.certificates);
  }

  /** TLS that reaches the pods unopened: for TLSRoutes, by the name that the client asks for. */
  static passthrough(props: ListenerProps & { /** @default 443 */ readonly port?: number } = {}): Listener<'TLS'> {
    return new Listener('TLS', props.port ?? 443, props);
  }

  readonly hostname: string | undefined;
  readonly allowedRoutes: AllowedNamespaces;

  private constructor(
    readonly protocol: Protocol,
    readonly port: number,
    props: ListenerProps,
    /** @internal */
    readonly _certificates: readonly CertificateReference[] = [],
  ) {
    checkPort('Listener', port);
    if (props.hostname !== undefined) checkHostname('Listener', props.hostname);
    this.hostname = props.hostname;
    this.allowedRoutes = props.allowedRoutes ?? AllowedNamespaces.SAME;
  }

  /** As the API server reads it. @internal */
  _toWire(name: string): wire.GatewayListener {
    const { hostname, port, protocol, allowedRoutes } = this;
    const tls: wire.GatewayListenerTls | undefined =
      protocol === 'HTTP'
        ? undefined
        : protocol === 'TLS'
          ? { mode: 'Passthrough' }
          : { mode: 'Terminate', certificateRefs: this._certificates };
    return {
      name,
      hostname,
      port,
      protocol,
      tls,
      // What the API server would write, so that it says whose routes are taken.
      allowedRoutes: { namespaces: allowedRoutes._toWire() },
    };
  }
}

/** Throws for what is not a host: a DNS name, or one with `*.` in front. */
export function checkHostname(where: Parameters<typeof checkDnsSubdomain>[0], hostname: string): string {
  checkDnsSubdomain(where, 'hostname', hostname.replace(/^\*\./, ''));
  if (/^[\d.]+$/.test(hostname)) throw new MeshwrightError(where, `hostname ${hostname} is an address: give a name`);
  return hostname;
}
