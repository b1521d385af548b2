import { asksForNamespace, sourceLabelKeys } from './http-routes';
import type { MeshProxy } from './proxies';
import type { Scope } from './scopes';
import type { VirtualServices } from './virtual-services';

/** One text for clients that have the same routes: few of a thousand workloads differ in what routes ask of clients. */
export class ClientKeys {
  private readonly known = new Map<MeshProxy, string>();
  private labels: readonly string[] | undefined;
  private isNamespaceAsked: boolean | undefined;

  constructor(private readonly virtualServices: VirtualServices) {}

  of(client: MeshProxy, { namespace, sidecar }: Scope): string {
    let key = this.known.get(client);
    if (key === undefined) {
      const of = sidecar === undefined ? '' : `${sidecar.id.namespace}/${sidecar.id.name}`;
      key = `${namespace} ${of} ${this.labelsOf(client)}`;
      this.known.set(client, key);
    }
    return key;
  }

  /** One text for clients that meet the same conditions of routes, whatever they call services. */
  ofSource(client: MeshProxy): string {
    this.isNamespaceAsked ??= this.virtualServices.all.some(asksForNamespace);
    return `${this.isNamespaceAsked ? client.namespace : ''} ${this.labelsOf(client)}`;
  }

  private labelsOf(client: MeshProxy): string {
    this.labels ??= [...new Set(this.virtualServices.all.flatMap(sourceLabelKeys))].sort();
    return this.labels.map((each) => client.labels[each] ?? '\n').join(' ');
  }
}
