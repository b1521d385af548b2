import type { Place } from '../world/entity';
import { HostMap, withoutPort } from './host-names';
import type { HttpRoute, SkippedMatch } from './http-routes';
import type { MeshService } from './services';
import type { MeshVirtualService } from './virtual-services';

/** The routes for requests to some names of a host. */
export interface VirtualHost {
  /** `host:port`. */
  readonly name: string;
  /** In lower case; `*` in front for any beginning; `*` alone for what no other virtual host takes. */
  readonly domains: readonly string[];
  /** In the order in which they are tried; when none fits, the answer is 404. */
  readonly routes: readonly HttpRoute[];
  /** Matches of its VirtualServices that are no routes here. */
  readonly skipped: readonly SkippedMatch[];
  /** The service that it is for; undefined for a name that no service has. */
  readonly service: MeshService | undefined;
  /** VirtualServices that have this host too and come too late, so that nothing of them counts. */
  readonly overruled: readonly MeshVirtualService[];
  /** Where it is said that plain text is answered with a redirect to https, before any route is tried. */
  readonly requiresTls: Place | undefined;
}

/** What istiod pushes to a proxy for a listener: routes by the host of a request. */
export class RouteTable {
  constructor(
    /** As Envoy's configuration dump has it: `8080`, `reviews.web.svc.cluster.local:80`, `http.8080`. */
    readonly name: string,
    /** In the order in which istiod writes them; the one for all others last. */
    readonly virtualHosts: readonly VirtualHost[],
    /** The virtual hosts by their domains, where somebody has them already. */
    private domains?: HostMap<VirtualHost>,
  ) {}

  /** The virtual host that takes requests to an authority: of its domains the exact one, else the longest wildcard. */
  find(authority: string): VirtualHost | undefined {
    this.domains ??= byDomain(this.virtualHosts);
    return this.domains.mostSpecific(withoutPort(authority));
  }
}

function byDomain(hosts: readonly VirtualHost[]): HostMap<VirtualHost> {
  const domains = new HostMap<VirtualHost>();
  for (const host of hosts) {
    for (const domain of host.domains) if (domains.get(domain) === undefined) domains.set(domain, host);
  }
  return domains;
}
