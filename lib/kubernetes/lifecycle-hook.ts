import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Port } from './port';

/** A request of {@link LifecycleHook.http}. */
export interface HttpHookOptions {
  /** The path to get, with `/` in front. */
  readonly path: string;
  /**
   * The port that the container listens on, 1 to 65535.
   * @default - the target port of the microservice's first port
   */
  readonly port?: number;
}

/**
 * What a container does right after its start, or before it is told to stop.
 *
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export class LifecycleHook {
  /** Runs a program in the container. */
  static command(command: readonly [string, ...string[]]): LifecycleHook {
    return new LifecycleHook(() => ({ exec: { command: [...command] } }));
  }

  /** Waits, with the image's own `sleep`: time for routes to the pod to be taken away before it stops. */
  static sleep(seconds: number): LifecycleHook {
    return new LifecycleHook((where) => {
      if (!Number.isInteger(seconds) || seconds < 1) {
        throw new MeshwrightError(where, `sleep must be a whole number of seconds from 1, not ${seconds}`);
      }
      return { exec: { command: ['sleep', `${seconds}`] } };
    });
  }

  /** The kubelet sends a GET request to the container. */
  static http(options: HttpHookOptions): LifecycleHook {
    return new LifecycleHook((where, first) => {
      const port = options.port ?? first?.targetPort;
      if (!options.path.startsWith('/')) {
        throw new MeshwrightError(where, `path of a lifecycle hook "${options.path}" must start with "/"`);
      }
      if (port === undefined || !Number.isInteger(port) || port < 1 || port > 65535) {
        throw new MeshwrightError(where, `a lifecycle hook needs a port from 1 to 65535, not ${port ?? 'none'}`);
      }
      return { httpGet: { path: options.path, port: k8s.IntOrString.fromNumber(port) } };
    });
  }

  private constructor(private readonly action: (where: Construct, port: Port | undefined) => k8s.LifecycleHandler) {}

  /** @internal */
  _toWire(where: Construct, port: Port | undefined): k8s.LifecycleHandler {
    return this.action(where, port);
  }
}
