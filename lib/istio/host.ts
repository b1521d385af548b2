import { MeshwrightError } from '../core/errors';
import { checkDnsLabel } from '../core/names';
import { isDnsName } from './checks';
import type { DestinationOptions } from './destination-options';
import { ServiceAddress } from './service-address';

/** A port of a host that routes can name. */
export interface HostPort {
  /** The number that callers use, 1 to 65535. */
  readonly number: number;
  /** The port's name in the Service, for example `http`. */
  readonly name: string;
  /** The port of the pods that it leads to. @default - not known */
  readonly targetPort?: number;
}

/** What {@link Host.service} needs to know of a Service. */
export interface ServiceHostProps<Name extends string = string> {
  /** The Service's `metadata.name`. */
  readonly name: Name;
  /**
   * The namespace of the Service. Without it only rules of charts without a namespace can name the host.
   * @default - whatever namespace `kubectl` is pointed at
   */
  readonly namespace?: string;
  /**
   * The ports of the Service, so that a route to a port that is not there is an error.
   * @default - not known, not checked
   */
  readonly ports?: readonly HostPort[];
}

/**
 * A host as Istio's rules name it: a Service of the cluster or a DNS name.
 *
 * A Service is written by its short name in rules of its own namespace, and by its fully qualified name in
 * all others, because Istio completes a short name with the namespace of the rule.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export class Host<Name extends string = string> {
  /** Every host: `*`. For gateways, and for VirtualServices that are bound to gateways only. */
  static readonly ANY: Host<'*'> = new Host('*', undefined, [], false);

  /**
   * A Service: of this application or of another team.
   *
   * @throws when the name or the namespace is not a DNS label
   */
  static service<const Name extends string>(props: ServiceHostProps<Name>): Host<Name> {
    checkDnsLabel('Host.service', 'name of the Service', props.name);
    if (props.namespace !== undefined) checkDnsLabel('Host.service', 'namespace', props.namespace);
    return new Host(props.name, props.namespace, props.ports ?? [], true);
  }

  /**
   * A DNS name, or a wildcard such as `*.example.com`: written as it is.
   *
   * @throws when the name has no dot, so that Istio would take it for a Service of the rule's namespace, or is not one
   *   of DNS
   */
  static dns<const Name extends string>(name: Name): Host<Name> {
    const withoutWildcard = name.startsWith('*.') ? name.slice(2) : name;
    if (name !== '*' && !name.includes('.')) {
      throw new MeshwrightError(
        'Host.dns',
        `host "${name}" has no dot, so Istio would take it for a Service: write Host.service({ name: "${name}" })`,
      );
    }
    if (name !== '*' && !isDnsName(withoutWildcard)) {
      throw new MeshwrightError(
        'Host.dns',
        `host "${name}" is not a DNS name: only letters, digits, "-" and ".", with "*." at most in front (no port, no scheme)`,
      );
    }
    return new Host(name, undefined, [], false);
  }

  private constructor(
    /** The short name of a Service, or the DNS name. */
    readonly name: Name,
    /** The namespace of a Service, where it is known. */
    readonly namespace: string | undefined,
    /** The ports of a Service, where they are known. */
    readonly ports: readonly HostPort[],
    /** Whether this is a Service of the cluster. */
    readonly isService: boolean,
  ) {}

  /** This host itself, so that a host can be given wherever a destination is asked for. */
  get host(): Host<Name> {
    return this;
  }

  /** Where it answers, for settings of programs: `host:port`, with the first of its ports. */
  get address(): ServiceAddress {
    return ServiceAddress._of(this);
  }

  /** Whether both are the same Service or the same DNS name. */
  equals(other: Host): boolean {
    return this.name === other.name && this.namespace === other.namespace && this.isService === other.isService;
  }

  /** All pods of this host with a share of the requests, relative to the sum of all shares. */
  weighted(weight: number, options: DestinationOptions = {}): WeightedHost<Name> {
    return { destination: this, weight, options };
  }

  /** The name in full, by which Istio compares hosts: with namespace and domain, where the namespace is known. */
  get fullName(): string {
    if (!this.isService || this.namespace === undefined) return this.name;
    return `${this.name}.${this.namespace}.svc.cluster.local`;
  }

  /** How a rule in `namespace` writes this host. */
  nameFor(namespace: string | undefined): string {
    return this.namespace === namespace ? this.name : this.fullName;
  }
}

/** All pods of a host, with a share of the requests. */
export interface WeightedHost<HostName extends string = string> {
  readonly destination: { readonly host: Host<HostName>; readonly subset?: undefined };
  /** The share, relative to the sum of all shares: a whole number, 0 or more. */
  readonly weight: number;
  readonly options: DestinationOptions;
}
