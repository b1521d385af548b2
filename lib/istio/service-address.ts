import { MeshwrightError } from '../core/errors';

/** A Service, as far as it matters where it answers. */
interface AnsweringHost {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly fullName: string;
  readonly isService: boolean;
  readonly ports: readonly { readonly number: number; readonly name: string }[];
}

/**
 * Where a Service answers, as a text for a program's settings: `host:port`. Whoever reads it gets the short name in the
 * namespace of the Service and the full name elsewhere, and a rename of the Service reaches it.
 *
 * ```ts
 * env: { RATINGS: ratings.address, REVIEWS_URL: reviews.address.url('http', '/reviews') }
 * ```
 */
export class ServiceAddress {
  /** @internal */
  static _of(host: AnsweringHost): ServiceAddress {
    return new ServiceAddress(host, host.ports[0]?.number, (address) => address);
  }

  private constructor(
    private readonly service: AnsweringHost,
    private readonly number: number | undefined,
    private readonly around: (address: string) => string,
  ) {}

  /**
   * The same with another of the Service's ports, by its number or its name.
   *
   * @throws MeshwrightError when the Service has no such port
   */
  port(port: number | string): ServiceAddress {
    const { ports } = this.service;
    const found = ports.find(({ name, number }) => number === port || name === port);
    if (found === undefined) {
      const known = ports.map(({ name, number }) => `${number} (${name})`).join(', ') || 'none';
      throw new MeshwrightError(`address of ${this.service.name}`, `there is no port ${port}: the ports are ${known}`);
    }
    return new ServiceAddress(this.service, found.number, this.around);
  }

  /** As a URL: `http://ratings:9080/ratings`. @param path with `/` in front; left out, the URL ends with the port */
  url(
    scheme: 'http' | 'https' | 'grpc' | 'tcp' | 'redis' | 'mysql' | 'postgres' | 'mongodb',
    path = '',
  ): ServiceAddress {
    if (path !== '' && !path.startsWith('/')) {
      throw new MeshwrightError(`address of ${this.service.name}`, `path "${path}" must start with "/"`);
    }
    return new ServiceAddress(this.service, this.number, (address) => `${scheme}://${this.around(address)}${path}`);
  }

  /** As a reader of a namespace writes it. */
  in(namespace: string | undefined): string {
    const { isService, namespace: own, name } = this.service;
    const host = !isService || own === namespace || own === undefined ? name : `${name}.${own}`;
    return this.around(this.number === undefined ? host : `${host}:${this.number}`);
  }

  /** The address with the full name, which is right in every namespace. */
  toString(): string {
    const { fullName } = this.service;
    return this.around(this.number === undefined ? fullName : `${fullName}:${this.number}`);
  }
}
