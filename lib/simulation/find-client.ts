import { closest } from '../kube/suggestion';
import type { Mesh } from '../mesh/mesh';
import { type MeshProxy, OUTSIDE } from '../mesh/proxies';

/** A client that is not there. */
export class ClientError extends Error {}

/**
 * The client that a text names: `NAMESPACE/WORKLOAD`, `WORKLOAD.NAMESPACE`, a workload of which there is one with that
 * name, a Service with one workload behind it, or `outside`.
 *
 * @throws ClientError
 */
export function findClient(mesh: Mesh, text: string): MeshProxy {
  if (text === 'outside') return OUTSIDE;
  const found = namesIn(text).flatMap(({ namespace, name }) => workloadsNamed(mesh, namespace, name));
  const [first, second] = found;
  if (first === undefined) throw new ClientError(`no workload ${text}: ${suggestion(mesh, text)}`);
  if (second !== undefined && second !== first) {
    const names = [...new Set(found)].map(qualified).join(', ');
    throw new ClientError(`${text} may be ${names}: say which, as NAMESPACE/NAME`);
  }
  return first;
}

interface Name {
  /** Undefined for any. */
  readonly namespace: string | undefined;
  readonly name: string;
}

function namesIn(text: string): readonly Name[] {
  const slash = text.indexOf('/');
  if (slash !== -1) return [{ namespace: text.slice(0, slash), name: text.slice(slash + 1) }];
  const dot = text.lastIndexOf('.');
  const dotted = dot === -1 ? [] : [{ namespace: text.slice(dot + 1), name: text.slice(0, dot) }];
  return [{ namespace: undefined, name: text }, ...dotted];
}

function workloadsNamed(mesh: Mesh, namespace: string | undefined, name: string): readonly MeshProxy[] {
  const isIn = (of: string) => namespace === undefined || of === namespace;
  const own = mesh.proxies.filter((proxy) => proxy.name === name && isIn(proxy.namespace));
  if (own.length > 0) {
    // Of a Deployment and a Pod with one name, either will do: they are told apart by nothing.
    const byNamespace = new Map(
      own.map((proxy) => [proxy.namespace, own.find((each) => each.namespace === proxy.namespace) ?? proxy]),
    );
    return [...byNamespace.values()];
  }
  return mesh.services
    .filter(
      (service) => service.registry === 'Kubernetes' && service.entity.id.name === name && isIn(service.namespace),
    )
    .flatMap((service) => {
      const behind = mesh.endpoints(service).flatMap(({ workload }) => workload ?? []);
      const [only] = behind;
      return only !== undefined && behind.length === 1 ? [mesh.proxyOf(only)] : [];
    });
}

function suggestion(mesh: Mesh, text: string): string {
  const names = mesh.proxies.map(qualified);
  if (names.length === 0) return 'there are none in these files; a client outside of the mesh is called outside';
  const meant =
    closest(text, names) ??
    closest(
      text.split('/').at(-1) ?? '',
      mesh.proxies.map(({ name }) => name),
    );
  if (meant !== undefined) return `did you mean ${meant}?`;
  return names.length > 8 ? 'meshwright request --list names them all' : `there are ${names.join(', ')}, and outside`;
}

function qualified({ namespace, name }: MeshProxy): string {
  return `${namespace}/${name}`;
}
