import type { MeshProxy } from '../mesh/proxies';
import type { Workload } from '../world/workload';
import type { UpstreamTls } from './outcome';
import type { Request } from './request';
import { nameOf, type Stop, Trail, type Walk } from './walk';

/** A connection as it arrives at the pods of a workload. */
export interface Incoming {
  readonly client: MeshProxy;
  readonly request: Request;
  readonly tls: UpstreamTls;
  /** Of the pods. */
  readonly port: number;
}

/** What the side of the server makes of a connection: an end, or nothing, if the application gets it. */
export interface Reception {
  readonly stop: Stop | undefined;
  readonly trail: Trail;
}

/** What stands before the pods of a workload says whether they get a connection: mutual TLS. */
export function receive(walk: Walk, workload: Workload, incoming: Incoming): Reception {
  const trail = new Trail();
  const { mesh } = walk;
  const proxy = mesh.proxyOf(workload);
  const { tls, port, client } = incoming;
  const viaProxy = client.kind === 'sidecar' || client.kind === 'gateway';
  const broken = (why: string, flag: string): Reception => {
    trail.add('server', why);
    return {
      trail,
      stop:
        viaProxy && isHttp(incoming.request) ? { kind: 'answered', status: 503, flag, why } : { kind: 'failed', why },
    };
  };
  if (proxy.kind === 'none') {
    return tls.mode === 'istio-mutual'
      ? broken(`the server has no sidecar and does not speak Istio’s mutual TLS`, 'UF')
      : { trail, stop: undefined };
  }
  const { mode, place } = mesh.mutualTls(workload, port);
  const said = place === undefined ? 'by default' : `by ${nameOf(place)}`;
  trail.add('server', `${workload.name} takes ${describe(mode)} at port ${port}, ${said}`, place);
  if (mode === 'STRICT' && tls.mode !== 'istio-mutual') {
    return broken(
      `the server takes mutual TLS only and gets ${tls.mode === 'plaintext' ? 'plain text' : 'other TLS'}: the connection is closed`,
      'UC',
    );
  }
  if (mode === 'DISABLE' && tls.mode === 'istio-mutual' && proxy.kind === 'sidecar') {
    return broken(`the server takes no mutual TLS and gets it: its application does not understand it`, 'UF');
  }
  return { trail, stop: undefined };
}

function describe(mode: string): string {
  return { STRICT: 'mutual TLS only', PERMISSIVE: 'mutual TLS and plain text', DISABLE: 'no mutual TLS' }[mode] ?? mode;
}

function isHttp({ scheme }: Request): boolean {
  return scheme === 'http';
}
