import { isWildcard } from '../../mesh/host-names';
import { sourceLabelKeys } from '../../mesh/http-routes';
import type { Mesh } from '../../mesh/mesh';
import type { MeshProxy } from '../../mesh/proxies';
import type { Scope } from '../../mesh/scopes';
import { DESTINATION_RULE, SERVICE } from '../../world/kinds';

/**
 * Texts for clients that are equal where routes and policies of a mesh are the same for them, so that one can stand for
 * all. Most namespaces of a big mesh see the same: what is told apart is what a namespace sees, and whatever names it.
 */
export class ClassKeys {
  private readonly labels: readonly string[];
  /** Namespaces that routes or rules are for, or that have rules of their own for hosts of others. */
  private readonly named: ReadonlySet<string>;
  private readonly scopes = new WeakMap<Scope, string>();
  private readonly numbers = new WeakMap<object, number>();
  private next = 0;
  private shared: Map<string, string> | undefined;

  /**
   * Whether clients of each namespace have to be looked at: what they call a Service, or which rules they see, may depend
   * on it.
   */
  readonly tellsNamespacesApart: boolean;

  constructor(private readonly mesh: Mesh) {
    const rules = mesh.world.current(DESTINATION_RULE);
    const selected = rules.flatMap(({ spec }) => Object.keys(spec.workloadSelector?.matchLabels ?? {}));
    const asked = mesh.virtualServices.flatMap(sourceLabelKeys);
    this.labels = [...new Set(['istio-locality', ...asked, ...selected])].sort();
    const sources = mesh.virtualServices.flatMap(({ http, tcp, tls }) =>
      [...http, ...tcp, ...tls].flatMap(({ rule }) =>
        (rule.match ?? []).flatMap(({ sourceNamespace }) => sourceNamespace || []),
      ),
    );
    const owners = rules
      // Without a host, as the schema allows, it is for nobody.
      .filter(({ id, spec }) => mesh.host(spec.host ?? '', id.namespace)?.namespace !== id.namespace)
      .map(({ id }) => id.namespace);
    // Clients beside a route of the Gateway API follow it before all others.
    const ofRoutes = mesh.virtualServicesOfRoutes.map(({ namespace }) => namespace);
    this.named = new Set([mesh.config.rootNamespace, ...sources, ...owners, ...ofRoutes]);
    this.tellsNamespacesApart =
      rules.some(({ spec }) => spec.exportTo !== undefined || spec.workloadSelector !== undefined) ||
      mesh.world.current(SERVICE).some(({ annotations }) => 'networking.istio.io/exportTo' in annotations) ||
      mesh.config.defaultDestinationRuleExportTo.join() !== '*' ||
      hasOtherNames(mesh);
  }

  of(proxy: MeshProxy, byNamespace: boolean): string {
    const { kind, namespace, name, labels } = proxy;
    // What a gateway serves is its own.
    if (kind === 'gateway') return `${kind} ${namespace}/${name}`;
    if (kind !== 'sidecar') return kind;
    const own = this.labels.map((each) => labels[each] ?? '\n');
    const scope = this.mesh.scope(proxy);
    const isNamed = byNamespace || scope.sidecar !== undefined || this.named.has(namespace);
    return JSON.stringify([isNamed ? namespace : '', this.scopeKey(scope), own]);
  }

  /** What a scope holds. */
  private scopeKey(scope: Scope): string {
    let known = this.scopes.get(scope);
    if (known === undefined) {
      const { sidecar, listeners, services } = scope;
      const parts = [
        sidecar === undefined ? '' : `${sidecar.id.namespace}/${sidecar.id.name}`,
        ...listeners.map((each) => [
          each.port,
          each.services.map((service) => this.numberOf(service)),
          each.virtualServices.map((virtualService) => this.numberOf(virtualService)),
        ]),
        [...services.values()].map((service) => this.numberOf(service)),
      ];
      known = this.short(JSON.stringify(parts));
      this.scopes.set(scope, known);
    }
    return known;
  }

  private short(text: string): string {
    this.shared ??= new Map();
    const known = this.shared.get(text) ?? String(this.shared.size);
    this.shared.set(text, known);
    return known;
  }

  private numberOf(object: object): number {
    const known = this.numbers.get(object) ?? this.next++;
    this.numbers.set(object, known);
    return known;
  }
}

/** Whether a host may be taken for another one that a client calls by a short name. */
function hasOtherNames({ services, virtualServices, config }: Mesh): boolean {
  const end = `.svc.${config.clusterDomain}`;
  const short = new Set(
    services.flatMap(({ host }) => (host.endsWith(end) ? [host.slice(0, -end.length), host.split('.')[0] ?? ''] : [])),
  );
  const hosts = [...services.map(({ host }) => host), ...virtualServices.flatMap((each) => each.hosts)];
  return hosts.some((host) => (isWildcard(host) && host !== '*') || short.has(host));
}
