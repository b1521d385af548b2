import type { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Port } from './port';

/** When a probe runs and how often it may fail. */
export interface ProbeOptions {
  /**
   * How long to wait after the container has started.
   * @default - no wait
   */
  readonly initialDelay?: Duration;
  /**
   * How often to probe.
   * @default Duration.seconds(10)
   */
  readonly period?: Duration;
  /**
   * After how long a probe without an answer has failed.
   * @default Duration.seconds(1)
   */
  readonly timeout?: Duration;
  /**
   * How many failures in a row count, 1 or more.
   * @default 3
   */
  readonly failureThreshold?: number;
  /**
   * How many successes in a row count after a failure. Only a readiness probe can ask for more than one.
   * @default 1
   */
  readonly successThreshold?: number;
}

/** Details of a probe of a port. */
export interface PortProbeOptions extends ProbeOptions {
  /**
   * The port that the container listens on, 1 to 65535, or its name in the container.
   * @default - the target port of the microservice's first port
   */
  readonly port?: number | string;
}

/** Details of {@link Probe.http}. */
export interface HttpProbeOptions extends PortProbeOptions {
  /** The path to get, with `/` in front. A status from 200 to 399 is a success. */
  readonly path: string;
  /**
   * How it asks. The kubelet trusts every certificate.
   * @default - HTTPS where the port is one of HTTPS, else HTTP
   */
  readonly scheme?: 'HTTP' | 'HTTPS';
  /** Headers of the request, by name. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Details of {@link Probe.grpc}. */
export interface GrpcProbeOptions extends ProbeOptions {
  /**
   * The port that the container listens on, 1 to 65535.
   * @default - the target port of the microservice's first port
   */
  readonly port?: number;
  /**
   * The service to ask the health server about.
   * @default - the server as a whole
   */
  readonly service?: string;
}

/**
 * How the kubelet asks a container how it is.
 *
 * Probes of a port also work under strict mutual TLS: Istio's injector leads them through the sidecar.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 * @see https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/
 */
export class Probe {
  /** Healthy when a GET request is answered with a status from 200 to 399. */
  static http(options: HttpProbeOptions): Probe {
    return new Probe(options, (port, where) => {
      if (!options.path.startsWith('/')) {
        throw new MeshwrightError(where, `path of a probe "${options.path}" must start with "/"`);
      }
      const target = options.port ?? port?.targetPort;
      const overTls = options.scheme === undefined && port?.targetPort === target && port?.protocol === 'https';
      const { scheme = overTls ? 'HTTPS' : undefined, headers = {} } = options;
      const httpHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
      return {
        httpGet: {
          path: options.path,
          port: portToWire(where, target),
          ...(scheme !== undefined && { scheme }),
          ...(httpHeaders.length > 0 && { httpHeaders }),
        },
      };
    });
  }

  /** Healthy when the port accepts a connection. */
  static tcp(options: PortProbeOptions = {}): Probe {
    return new Probe(options, (port, where) => ({
      tcpSocket: { port: portToWire(where, options.port ?? port?.targetPort) },
    }));
  }

  /** Healthy when the server says so by gRPC's health-checking protocol. */
  static grpc(options: GrpcProbeOptions = {}): Probe {
    return new Probe(options, (port, where) => ({
      grpc: { port: requirePort(where, options.port ?? port?.targetPort), service: options.service },
    }));
  }

  /** Healthy when the command exits with 0 inside the container. */
  static command(command: readonly [string, ...string[]], options: ProbeOptions = {}): Probe {
    return new Probe(options, () => ({ exec: { command: [...command] } }));
  }

  private constructor(
    private readonly options: ProbeOptions,
    private readonly action: (port: Port | undefined, where: Construct) => k8s.Probe,
  ) {}

  /** @internal */
  _toWire(where: Construct, port: Port | undefined): k8s.Probe {
    const { failureThreshold, successThreshold } = this.options;
    for (const [what, count] of Object.entries({ failureThreshold, successThreshold })) {
      if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
        throw new MeshwrightError(where, `${what} must be a whole number from 1, not ${count}`);
      }
    }
    return {
      ...this.action(port, where),
      initialDelaySeconds: this.options.initialDelay?.toSeconds(),
      periodSeconds: this.options.period?.toSeconds(),
      timeoutSeconds: this.options.timeout?.toSeconds(),
      failureThreshold,
      successThreshold,
    };
  }
}

function portToWire(where: Construct, port: number | string | undefined): k8s.IntOrString {
  if (typeof port !== 'string') return k8s.IntOrString.fromNumber(requirePort(where, port));
  if (/^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(port) && port.length <= 15) return k8s.IntOrString.fromString(port);
  throw new MeshwrightError(
    where,
    `port of a probe "${port}" is no name of a port: at most 15 lower-case letters, digits and "-"`,
  );
}

function requirePort(where: Construct, port: number | undefined): number {
  if (port === undefined) {
    throw new MeshwrightError(where, 'a probe needs a port, and the microservice has none: give the probe a `port`');
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new MeshwrightError(where, `port of a probe must be a whole number from 1 to 65535, not ${port}`);
  }
  return port;
}
