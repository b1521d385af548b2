import { worldOf, type Yaml } from '../world/fixtures';
import type { WorldSettings } from '../world/settings';
import { Mesh } from './mesh';
import type { MeshSettings } from './mesh-config';
import type { MeshProxy } from './proxies';

/** A mesh of YAML, for tests. */
export function meshOf(yaml: Yaml, settings: WorldSettings & MeshSettings & { readonly sound?: false } = {}): Mesh {
  return Mesh.of(worldOf(yaml, settings), settings);
}

/** What stands before a workload of a mesh. */
export function proxyNamed(mesh: Mesh, name: string): MeshProxy {
  const [namespace, own] = name.split('/');
  const found = mesh.proxies.find((proxy) => proxy.namespace === namespace && proxy.name === own);
  if (found === undefined) throw new Error(`no workload ${name}`);
  return found;
}

/** Documents in one text. */
export function yaml(...documents: readonly string[]): string {
  return documents.join('\n---\n');
}

const meta = (name: string, namespace: string, more = '') =>
  `metadata: {name: ${name}, namespace: ${namespace}${more}}`;

export function namespace(name: string, labels = '{istio-injection: enabled}'): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}`;
}

/** @param ports `http:80`, `tcp-x:90>8080`, `:80` */
export function service(qualified: string, ports: string, more = '', annotations = '{}'): string {
  const [space = '', name = ''] = qualified.split('/');
  const list = ports
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => {
      const [, called, port, target] = /^(.*):(\d+)(?:>(.+))?$/.exec(each) ?? [];
      return `{${called === '' ? '' : `name: ${called}, `}port: ${port}${target === undefined ? '' : `, targetPort: ${target}`}}`;
    });
  return `apiVersion: v1\nkind: Service\n${meta(name, space, `, annotations: ${annotations}`)}\nspec: {selector: {app: ${name}}, ports: [${list.join(', ')}]${more}}`;
}

/** @param more of the spec of the pods */
export function pod(qualified: string, labels: string, more = ''): string {
  const [space = '', name = ''] = qualified.split('/');
  return `apiVersion: v1\nkind: Pod\n${meta(name, space, `, labels: ${labels}`)}\nspec: {containers: [{name: app, image: a}]${more}}`;
}

export function istio(kind: string, qualified: string, spec: string, more = ''): string {
  const [space = '', name = ''] = qualified.split('/');
  const group = /^(Peer|Request|Authorization)/.test(kind) ? 'security' : 'networking';
  return `apiVersion: ${group}.istio.io/v1\nkind: ${kind}\n${meta(name, space, more)}\nspec: ${spec}`;
}

export const virtualService = (name: string, spec: string, more?: string) => istio('VirtualService', name, spec, more);
export const destinationRule = (name: string, spec: string, more?: string) =>
  istio('DestinationRule', name, spec, more);
