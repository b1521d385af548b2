import { isIP } from 'node:net';
import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import { isDnsName } from './checks';
import type { Host } from './host';
import type { NonEmpty } from './non-empty';
import { checkPort } from './rule-context';
import type { ServerTls } from './server-tls';

/** What every server of a gateway has. */
export interface ServerProps {
  /**
   * The hosts that it takes requests for: DNS names, wildcards such as `*.example.com`, or `*`. In front of one, for
   * VirtualServices of one namespace only, may stand its name and a slash, or `./` for the gateway's own.
   */
  readonly hosts: NonEmpty<string | Host>;
  /** The name of the port. @default - the protocol in lower case; with the port, if that is not the protocol's usual one */
  readonly portName?: string;
  /** The name of the server, which access logs and metrics show. */
  readonly name?: string;
  /** The address to listen on, or a Unix socket such as `unix:///run/http.sock`: then `port` is 0. @default - all addresses */
  readonly bind?: string;
  /** Where connections go that no route is for, such as `127.0.0.1:8080`. */
  readonly defaultEndpoint?: string;
}

/** A server of a protocol that has no usual port. */
export interface PortServerProps extends ServerProps {
  /** The port of the gateway's Service, 1 to 65535. */
  readonly port: number;
}

/** A server of HTTP, without TLS. */
export interface HttpServerProps extends ServerProps {
  /** Whether every request is redirected to HTTPS, with 301. @default false */
  readonly httpsRedirect?: boolean;
  /** The port of the gateway's Service, 1 to 65535. @default 80 */
  readonly port?: number;
}

/** A server of a protocol over HTTP, without TLS, that has no usual port. */
export interface Http2ServerProps extends HttpServerProps {
  /** The port of the gateway's Service, 1 to 65535. */
  readonly port: number;
}

/** A server of HTTPS that the gateway terminates. */
export interface HttpsServerProps extends ServerProps {
  readonly tls: ServerTls;
  /** The port of the gateway's Service, 1 to 65535. @default 443 */
  readonly port?: number;
}

/** A server of TLS that the gateway terminates. */
export interface TlsServerProps extends PortServerProps {
  readonly tls: ServerTls;
}

type Protocol = 'HTTP' | 'HTTPS' | 'HTTP2' | 'GRPC' | 'GRPC-WEB' | 'TCP' | 'TLS' | 'MONGO' | 'MYSQL' | 'REDIS';

/**
 * A port that a gateway listens on. A protocol with TLS cannot be written without its settings, nor a certificate where
 * TLS is passed through.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export class Server {
  /** HTTP. */
  static http(props: HttpServerProps): Server {
    return new Server('HTTP', props.port ?? 80, props, redirect(props));
  }

  /** HTTPS that the gateway terminates. */
  static https(props: HttpsServerProps): Server {
    return new Server('HTTPS', props.port ?? 443, props, props.tls._toWire());
  }

  /** HTTP/2 without TLS. */
  static http2(props: Http2ServerProps): Server {
    return new Server('HTTP2', props.port, props, redirect(props));
  }

  /** gRPC without TLS. */
  static grpc(props: Http2ServerProps): Server {
    return new Server('GRPC', props.port, props, redirect(props));
  }

  /** gRPC of browsers, without TLS. */
  static grpcWeb(props: Http2ServerProps): Server {
    return new Server('GRPC-WEB', props.port, props, redirect(props));
  }

  /** Any protocol over TCP; routed by port alone. */
  static tcp(props: PortServerProps): Server {
    return new Server('TCP', props.port, props);
  }

  /** The protocol of MongoDB. */
  static mongo(props: PortServerProps): Server {
    return new Server('MONGO', props.port, props);
  }

  /** The protocol of MySQL. */
  static mysql(props: PortServerProps): Server {
    return new Server('MYSQL', props.port, props);
  }

  /** The protocol of Redis. */
  static redis(props: PortServerProps): Server {
    return new Server('REDIS', props.port, props);
  }

  /** TLS over any protocol, which the gateway terminates. */
  static tls(props: TlsServerProps): Server {
    return new Server('TLS', props.port, props, props.tls._toWire());
  }

  /** TLS that reaches the workload as it is; routed by the name that the client asks for, by a VirtualService's `tls`. */
  static passthrough(
    props: ServerProps & {
      /** @default 443 */
      readonly port?: number;
      /** What the port is called; both are passed through. @default TLS */
      readonly protocol?: 'TLS' | 'HTTPS';
    },
  ): Server {
    return new Server(props.protocol ?? 'TLS', props.port ?? 443, props, { mode: 'PASSTHROUGH' });
  }

  /** TLS among meshes, routed by names that hold the destination, without a VirtualService. */
  static autoPassthrough(props: ServerProps & { /** @default 15443 */ readonly port?: number }): Server {
    return new Server('TLS', props.port ?? 15443, props, { mode: 'AUTO_PASSTHROUGH' });
  }

  /** The hosts that it takes requests for. */
  readonly hosts: NonEmpty<string>;
  /** The name of its port, which is unique in a gateway. */
  readonly portName: string;
  /** The address or socket that it listens on; undefined for all addresses. */
  readonly bind: string | undefined;

  private constructor(
    readonly protocol: Protocol,
    /** The port of the gateway's Service; 0 for a Unix socket. */
    readonly port: number,
    private readonly props: ServerProps,
    private readonly tls?: wire.ServerTLSSettings,
  ) {
    checkBind(port, props.bind);
    const [first, ...others] = props.hosts;
    this.hosts = [hostName(first), ...others.map(hostName)];
    for (const host of this.hosts) checkHost(host);
    this.bind = props.bind;
    const usual = { HTTP: 80, HTTPS: 443, TLS: 443 }[protocol as string] ?? port;
    this.portName = props.portName ?? `${protocol.toLowerCase()}${port === usual || port === 0 ? '' : `-${port}`}`;
    if (this.portName === '') throw new MeshwrightError('Server', 'a port needs a name: give one, or leave it out');
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.Server {
    const { name, bind, defaultEndpoint } = this.props;
    return {
      port: { number: this.port, name: this.portName, protocol: this.protocol },
      hosts: this.hosts,
      name,
      bind,
      defaultEndpoint,
      tls: this.tls,
    };
  }
}

function hostName(host: string | Host): string {
  return typeof host === 'string' ? host : host.fullName;
}

function redirect({ httpsRedirect }: HttpServerProps): wire.ServerTLSSettings | undefined {
  return httpsRedirect ? { httpsRedirect } : undefined;
}

function checkBind(port: number, bind: string | undefined): void {
  if (bind?.startsWith('unix://')) {
    if (!/^unix:\/\/(@.+|\/.*[^/])$/.test(bind)) {
      throw new MeshwrightError('Server', `"${bind}" is not a Unix socket: write unix:///path or unix://@name`);
    }
    if (port !== 0) throw new MeshwrightError('Server', `a Unix socket has no port ${port}: give port 0`);
    return;
  }
  checkPort('Server', port);
  if (bind !== undefined && isIP(bind) === 0) {
    throw new MeshwrightError('Server', `bind "${bind}" is not an address: give one, or a Unix socket`);
  }
}

function checkHost(host: string): void {
  const [, pattern = ''] = /^(?:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?|\.|\*)\/)?([^/]*)$/.exec(host) ?? [];
  if (pattern === '*' || (pattern.includes('.') && isDnsName(pattern.replace(/^\*\./, '')))) return;
  throw new MeshwrightError(
    'Server',
    `"${host}" is not a host of a server: give a DNS name with a dot, "*.example.com" or "*", with "namespace/", "./" or "*/" in front if wanted, and no port`,
  );
}
