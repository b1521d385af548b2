import { MeshwrightError } from '../core/errors';
import { checkDnsLabel } from '../core/names';

/** What names of ports begin with. */
const PROTOCOLS: ReadonlySet<string> = new Set([
  ...['http', 'http2', 'https', 'grpc', 'tcp', 'tls', 'mongo', 'mysql', 'redis', 'udp'],
]);

/**
 * The protocols that Istio reads from the name of a Service's port.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/#explicit-protocol-selection
 */
export type PortProtocol =
  | 'http'
  | 'http2'
  | 'https'
  | 'grpc'
  | 'grpc-web'
  | 'tcp'
  | 'tls'
  | 'mongo'
  | 'mysql'
  | 'redis'
  | 'udp'
  /** Whatever Istio finds it to be. */
  | 'detected';

/** Details of a {@link Port}. */
export interface PortOptions {
  /**
   * What to add to the protocol in the port's name: `admin` gives `http-admin`. Needed when a Service has two ports of
   * one protocol.
   * @default - the name is the protocol alone
   */
  readonly name?: string;
  /**
   * The port that the container listens on, 1 to 65535.
   * @default - the port of the Service
   */
  readonly targetPort?: number;
  /**
   * The name of the container's port, by which the Service finds it: another version can then listen on another number.
   * @default - the Service finds it by its number
   */
  readonly targetPortName?: string;
  /**
   * What the field `appProtocol` says, which takes precedence over the name where Istio knows it.
   * @default - nothing: the name says the same
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
   */
  readonly appProtocol?: string;
  /**
   * The port on every node, 30000 to 32767, which makes the Service one of type NodePort.
   * @default - none: the Service is reached from inside the cluster only
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
   */
  readonly nodePort?: number;
}

/** Details of {@link Port.detected}. */
export interface DetectedPortOptions extends PortOptions {
  /**
   * The whole name of the port, which begins with no protocol.
   * @default - none: for the only port of a Service
   */
  readonly name?: string;
}

/**
 * A port of a Service, made by its protocol.
 *
 * Istio takes the protocol from the port's name, `<protocol>[-<suffix>]`; any other name leaves it to guess, and a guess
 * is never HTTPS, gRPC-Web or a database. So the name is derived and cannot be wrong. `appProtocol` is not written by itself: it
 * would say the same a second time, take precedence where the two differ, and a Service with several ports must name
 * them anyway.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export class Port {
  /** HTTP/1.1 in plain text; Istio routes, retries and measures each request. */
  static http(number: number, options?: PortOptions): Port {
    return new Port('http', number, options);
  }

  /** HTTP/2 in plain text (h2c). */
  static http2(number: number, options?: PortOptions): Port {
    return new Port('http2', number, options);
  }

  /** TLS that the app terminates: Istio sees no requests, only the server name. */
  static https(number: number, options?: PortOptions): Port {
    return new Port('https', number, options);
  }

  /** gRPC, which is HTTP/2 to Istio. */
  static grpc(number: number, options?: PortOptions): Port {
    return new Port('grpc', number, options);
  }

  /** gRPC-Web, which browsers speak and Envoy translates to gRPC. */
  static grpcWeb(number: number, options?: PortOptions): Port {
    return new Port('grpc-web', number, options);
  }

  /** Any protocol over TCP, as opaque bytes. */
  static tcp(number: number, options?: PortOptions): Port {
    return new Port('tcp', number, options);
  }

  /** TLS that the app terminates, whatever is inside: Istio sees only the server name. */
  static tls(number: number, options?: PortOptions): Port {
    return new Port('tls', number, options);
  }

  /** MongoDB. Opaque TCP when istiod runs with `PILOT_ENABLE_MONGO_FILTER=false`. */
  static mongo(number: number, options?: PortOptions): Port {
    return new Port('mongo', number, options);
  }

  /** MySQL. Opaque TCP unless istiod runs with `PILOT_ENABLE_MYSQL_FILTER=true`. */
  static mysql(number: number, options?: PortOptions): Port {
    return new Port('mysql', number, options);
  }

  /** Redis. Opaque TCP unless istiod runs with `PILOT_ENABLE_REDIS_FILTER=true`. */
  static redis(number: number, options?: PortOptions): Port {
    return new Port('redis', number, options);
  }

  /** UDP, which Istio does not proxy. */
  static udp(number: number, options?: PortOptions): Port {
    return new Port('udp', number, options);
  }

  /**
   * A port whose name tells no protocol: Istio looks at what clients send, and takes all that is not HTTP for TCP. Of
   * Services that are there already; for others name the protocol, as a guess is slower and can be wrong.
   *
   * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/#automatic-protocol-selection
   */
  static detected(number: number, options?: DetectedPortOptions): Port {
    return new Port('detected', number, options);
  }

  /** The name in the Service and in the container: `http`, `http-admin`; empty for a port without one. */
  readonly name: string;
  /** The name of the container's port, where the Service finds it by that. */
  readonly targetPortName: string | undefined;
  /** What the field `appProtocol` says. */
  readonly appProtocol: string | undefined;
  /** The port that the container listens on. */
  readonly targetPort: number;
  /** The port on every node, where there is one. */
  readonly nodePort: number | undefined;

  private constructor(
    readonly protocol: PortProtocol,
    /** The port of the Service. */
    readonly number: number,
    options: DetectedPortOptions = {},
  ) {
    this.name =
      protocol === 'detected'
        ? (options.name ?? '')
        : options.name === undefined
          ? protocol
          : `${protocol}-${options.name}`;
    this.targetPortName = options.targetPortName;
    this.appProtocol = options.appProtocol;
    this.targetPort = options.targetPort ?? number;
    this.nodePort = options.nodePort;
    this.check('number', number, 1, 65535);
    this.check('targetPort', this.targetPort, 1, 65535);
    if (this.nodePort !== undefined) this.check('nodePort', this.nodePort, 30000, 32767);
    if (protocol === 'detected') this.checkDetected();
    else if (options.name !== undefined) this.checkSuffix(options.name);
    if (options.targetPortName !== undefined) this.checkName(options.targetPortName);
  }

  /** What carries the protocol. */
  get transport(): 'TCP' | 'UDP' {
    return this.protocol === 'udp' ? 'UDP' : 'TCP';
  }

  private check(what: string, value: number, min: number, max: number): void {
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new MeshwrightError(
        `Port ${this.name}`,
        `${what} must be a whole number from ${min} to ${max}, not ${value}`,
      );
    }
  }

  /** A name that tells a protocol is one of those that are made of it. */
  private checkDetected(): void {
    if (this.name === '') return;
    checkDnsLabel(`Port ${this.name}`, 'name', this.name);
    const [protocol = ''] = this.name.split('-');
    if (!PROTOCOLS.has(protocol)) return;
    throw new MeshwrightError(
      `Port ${this.name}`,
      `Istio takes the protocol from the name "${this.name}": use the method for ${protocol}`,
    );
  }

  private checkName(name: string): void {
    if (/^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 15) return;
    throw new MeshwrightError(
      `Port ${this.name}`,
      `targetPortName "${name}" must be at most 15 lower-case letters, digits and single "-", with a letter`,
    );
  }

  /** Names of container ports are IANA service names: the strictest rule that this name meets. */
  private checkSuffix(suffix: string): void {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(suffix) || this.name.length > 15) {
      throw new MeshwrightError(
        `Port ${this.name}`,
        `name "${suffix}" must be lower-case letters, digits and single "-", and "${this.name}" at most 15 characters long (${this.name.length}): shorten it`,
      );
    }
    if (this.protocol === 'grpc' && suffix.startsWith('web')) {
      throw new MeshwrightError(
        `Port ${this.name}`,
        'Istio reads every name that starts with "grpc-web" as gRPC-Web: use Port.grpcWeb() or another name',
      );
    }
  }
}
