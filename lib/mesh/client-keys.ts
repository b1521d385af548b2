import { sourceLabelKeys } from './http-routes';
import type { MeshProxy } from './proxies';
import type { Scope } from './scopes';
import type { VirtualServices } from './virtual-services';

/** One text for clients that have the same routes: few of a thousand workloads differ in what routes ask of clients. */
export class ClientKeys {
  private readonly known = new WeakMap<MeshProxy, string>();
  private labels: readonly string[] | undefined;

  constructor(private readonly virtualServices: VirtualServices) {}

  of(client: MeshProxy, { namespace, sidecar }: Scope): string {
    let key = this.known.get(client);
    if (key === undefined) {
      this.labels ??= [...new Set(this.virtualServices.all.flatMap(sourceLabelKeys))].sort();
      const own = this.labels.map((each) => client.labels[each] ?? '\n').join(' ');
      const of = sidecar === undefined ? '' : `${sidecar.id.namespace}/${sidecar.id.name}`;
      key = `${namespace} ${of} ${own}`;
      this.known.set(client, key);
    }
    return key;
  }
}
