import type { Mesh } from '../mesh/mesh';

/** Everything that requests can come from or go to, by kind. */
export interface RequestNames {
  readonly workloads: readonly {
    readonly name: string;
    readonly proxy: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly hosts: readonly {
    readonly host: string;
    readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  }[];
  readonly gateways: readonly {
    readonly name: string;
    readonly servers: readonly {
      readonly port: number;
      readonly protocol: string;
      readonly hosts: readonly string[];
      readonly gateway: string;
    }[];
  }[];
}

/** What there is to ask about in a mesh. */
export function requestNames(mesh: Mesh): RequestNames {
  return {
    workloads: mesh.proxies.map(({ namespace, name, kind, labels }) => ({
      name: `${namespace}/${name}`,
      proxy: kind,
      labels,
    })),
    hosts: mesh.services.map(({ host, ports }) => ({
      host,
      ports: ports.map(({ number, protocol }) => ({ port: number, protocol })),
    })),
    gateways: mesh.proxies
      .filter(({ kind }) => kind === 'gateway')
      .map((proxy) => ({
        name: `${proxy.namespace}/${proxy.name}`,
        servers: mesh
          .gateway(proxy)
          .groups.flatMap(({ servers }) => servers)
          .map(({ spec, protocol, gatewayName, hosts }) => ({
            port: spec.port.number,
            protocol,
            hosts,
            gateway: gatewayName,
          })),
      })),
  };
}

/** The names for people: a line each. */
export function* printRequestNames({ workloads, hosts, gateways }: RequestNames): Generator<string> {
  yield 'workloads, for --from\n';
  for (const { name, proxy } of workloads) yield `  ${name}  ${proxy === 'none' ? 'no sidecar' : proxy}\n`;
  yield '  outside\n';
  yield 'hosts\n';
  for (const { host, ports } of hosts) {
    yield `  ${host}  ${ports.map(({ port, protocol }) => `${port} ${protocol === 'auto' ? 'by its first bytes' : protocol}`).join(', ')}\n`;
  }
  if (gateways.length > 0) yield 'gateways\n';
  for (const { name, servers } of gateways) {
    for (const { port, protocol, hosts: names, gateway } of servers)
      yield `  ${name}  ${port} ${protocol} ${names.join(', ')}  Gateway ${gateway}\n`;
  }
}
