import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { isMap } from '../../../kube/json';
import { referenceOf } from '../../../kube/object-reference';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { Visibility } from '../../../mesh/visibility';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Entity, idKey } from '../../../world/entity';
import { CANARY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { isFlaggers, istioReleases, type Release } from '../../release/releases';
import type { Report, Rule } from '../../rule';

const route = (host: string) =>
  objectExample(
    'networking.istio.io/v1',
    'VirtualService',
    'reviews-route',
    'spec:',
    `  hosts: [${host}]`,
    '  http: [{timeout: 3s, route: [{destination: {host: reviews}}]}]',
  );

export const hostTaken: Rule = {
  id: 'FLAGGER_HOST_TAKEN',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a host of a Canary for which there is another VirtualService',
    why: 'Flagger makes a VirtualService for the hosts of the Canary and for its Service. Sidecars follow one VirtualService for each host, the oldest: either the weights of the release have no effect, and each check finds no values, or the rules of the other are ignored. At a gateway the rules are joined, and of two that take all requests only the first is used.',
    fix: 'Say what the other VirtualService does in the Canary (`service.match`, `timeout`, `retries`, …) and take it out; or let it delegate to the one of the Canary, with `service.delegation: true`.',
    symptoms: ['canary never gets traffic', 'no values found', 'rules are ignored', 'weights have no effect'],
    see: 'https://docs.flagger.app/tutorials/istio-progressive-delivery',
    wrong: releaseExample({}, route('reviews')),
    right: releaseExample({}, route('ratings.example.com')),
  },

  check(mesh, report) {
    const claims = istioReleases(mesh).flatMap((release) => claimOf(mesh, release) ?? []);
    const routes = mesh.given
      .all(VIRTUAL_SERVICE)
      .flatMap((each) => (isFlaggers(each) ? [] : claimOfRoutes(mesh, each)));
    const routesByHost = byHost(routes);
    const claimsByHost = byHost(claims);
    const order = new Map(claims.map((claim, index) => [claim, index]));
    for (const claim of claims) {
      for (const other of withHostsOf(claim, routesByHost)) {
        if (other.key === claim.key || !mesh.given.together(claim.entity, other.entity)) continue;
        tell(mesh, claim, other, report);
      }
      for (const other of withHostsOf(claim, claimsByHost)) {
        if ((order.get(other) ?? 0) >= (order.get(claim) ?? 0)) continue;
        const [first, second] = other.entity.key < claim.entity.key ? [other, claim] : [claim, other];
        // Of two for one Service another rule tells.
        if (first.key === second.key || !mesh.given.together(first.entity, second.entity)) continue;
        tell(mesh, second, first, report);
      }
    }
  },
};

function byHost(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const found = new Map<string, Claim[]>();
  for (const claim of claims) {
    for (const { host } of claim.hosts) {
      const known = found.get(host);
      if (known === undefined) found.set(host, [claim]);
      else known.push(claim);
    }
  }
  return found;
}

/** What has a host in common with a claim. */
function withHostsOf({ hosts }: Claim, known: ReadonlyMap<string, readonly Claim[]>): ReadonlySet<Claim> {
  return new Set(hosts.flatMap(({ host }) => known.get(host) ?? []));
}

/** What an object routes. */
interface Claim {
  readonly entity: Entity;
  /** The key of its VirtualService. */
  readonly key: string;
  readonly hosts: readonly { readonly host: string; readonly path: FieldPath }[];
  readonly gateways: readonly string[];
  readonly visibility: Visibility;
  /** Whether some rule takes every request. */
  readonly takesAll: boolean;
}

function claimOf(mesh: Mesh, { entity, made, names, spec, namespace }: Release): Claim | undefined {
  const routes = made.objects.find((object) => referenceOf(object).kind === VIRTUAL_SERVICE.kind);
  if (routes === undefined || !isMap(routes.spec)) return undefined;
  const routed = routes.spec as VirtualServiceSpec;
  const own = spec.service?.hosts ?? [];
  const claim = claimOn(mesh, namespace, routed);
  return {
    ...claim,
    entity,
    key: idKey({ ...VIRTUAL_SERVICE, namespace, name: names.apex }),
    hosts: claim.hosts.map(({ host }, index) => ({
      host,
      path:
        index < own.length
          ? ['spec', 'service', 'hosts', index]
          : spec.service?.name
            ? ['spec', 'service', 'name']
            : ['spec', 'targetRef', 'name'],
    })),
  };
}

function claimOfRoutes(mesh: Mesh, entity: Entity<VirtualServiceSpec>): Claim {
  const { id, spec = {} } = entity;
  return { ...claimOn(mesh, id.namespace, spec), entity, key: idKey(id) };
}

function claimOn({ config }: Mesh, namespace: string, spec: VirtualServiceSpec): Omit<Claim, 'entity' | 'key'> {
  const { hosts = [], gateways = [], http = [], tcp = [], exportTo } = spec;
  return {
    hosts: hosts.map((host, index) => ({
      host: fullName(host, namespace, config.clusterDomain),
      path: ['spec', 'hosts', index],
    })),
    gateways: gateways.length === 0 ? [MESH_GATEWAY] : gateways.map((each) => gatewayName(each, namespace)),
    visibility: Visibility.of(namespace, exportTo, config.defaultVirtualServiceExportTo),
    takesAll: [...http, ...tcp].some(({ match = [] }) => match.length === 0),
  };
}

function tell({ config }: Mesh, claim: Claim, other: Claim, report: Report): void {
  for (const { host, path } of claim.hosts) {
    const same = other.hosts.find((each) => each.host === host);
    if (same === undefined) continue;
    const shared = claim.gateways.filter((each) => other.gateways.includes(each));
    const related = [{ entity: other.entity, path: same.path, message: 'is for the host, too' }];
    const name = describeId(other.entity.id);
    const { namespace } = claim.entity.id;
    const shown = host.replace(`.${namespace}.svc.${config.clusterDomain}`, '');
    if (
      shared.includes(MESH_GATEWAY) &&
      (other.visibility.includes(namespace) || other.entity.id.namespace === namespace)
    ) {
      report(claim.entity, path, {
        message: `${name} is for host ${shown}, too: sidecars follow the older of the two alone, so that either the weights of the release have no effect or the rules of the other are ignored`,
        fix: 'say by the Canary what the other does, or let it delegate, with service.delegation: true',
        related,
      });
      return;
    }
    const gateway = shared.find((each) => each !== MESH_GATEWAY);
    if (gateway === undefined || !claim.takesAll || !other.takesAll) continue;
    report(claim.entity, path, {
      severity: 'warning',
      message: `${name} takes all requests for host ${shown} at gateway ${gateway}, too: only the older of the two is followed`,
      fix: 'give one of them a match, or say by the Canary what the other does',
      related,
    });
    return;
  }
}
