import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { remembered } from '../../../kube/remembered';
import { byCreation, isOrderKnown } from '../../../mesh/creation-order';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { Visibility } from '../../../mesh/visibility';
import { describeId, qualifiedName, type Sound } from '../../../world/entity';
import { SIDECAR, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Report, Rule } from '../../rule';

const route = (name: string, rules: string) => istio('VirtualService', name, `hosts: [reviews]\nhttp:\n${rules}`);
const TO = 'route: [{destination: {host: reviews}}]';

export const conflictingHosts: Rule = {
  id: 'IST0109',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'VirtualServices for the sidecars that have a host in common',
    why: 'A sidecar follows one VirtualService for each host: of those that it sees, first one that only its own namespace sees, then the oldest. The rules of the others are not looked at; they are not joined, as they are at a gateway.',
    fix: 'Write one VirtualService for the host. Teams that share one delegate: a rule names the VirtualService of each in `delegate`.',
    symptoms: ['rules are ignored', 'requests go to the wrong version', '404 NR'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0109/',
    wrong: documents(
      shop('reviews'),
      route('reviews-api', `- match: [{uri: {prefix: /api}}]\n  timeout: 3s\n  ${TO}\n- ${TO}`),
      route('reviews-login', `- match: [{uri: {prefix: /login}}]\n  timeout: 9s\n  ${TO}\n- ${TO}`),
    ),
    right: documents(
      shop('reviews'),
      route(
        'reviews',
        `- match: [{uri: {prefix: /api}}]\n  timeout: 3s\n  ${TO}\n- match: [{uri: {prefix: /login}}]\n  timeout: 9s\n  ${TO}\n- ${TO}`,
      ),
    ),
  },

  check(mesh, report) {
    const { given, config } = mesh;
    const byHost = new Map<string, Naming[]>();
    for (const entity of given.all(VIRTUAL_SERVICE)) {
      const { id, spec } = entity;
      if (!isForMesh(spec)) continue;
      for (const [index, host] of (spec.hosts ?? []).entries()) {
        remembered(byHost, fullName(host, id.namespace, config.clusterDomain), newNamings).push({ entity, index });
      }
    }
    for (const [host, all] of byHost) {
      const first = all[0]?.entity.key;
      if (all.every(({ entity }) => entity.key === first)) continue;
      const claims = all.map(({ entity, index }): Claim => {
        const { id, spec } = entity;
        const visibility = Visibility.of(id.namespace, spec.exportTo, config.defaultVirtualServiceExportTo);
        return { entity, visibility, index, host };
      });
      reportHost(mesh, claims, report);
    }
  },
};

interface Naming {
  readonly entity: Sound<VirtualServiceSpec>;
  /** In the list of hosts. */
  readonly index: number;
}

const newNamings = (): Naming[] => [];

interface Claim extends Naming {
  readonly visibility: Visibility;
  readonly host: string;
}

function isForMesh({ gateways = [] }: VirtualServiceSpec): boolean {
  return gateways.length === 0 || gateways.includes(MESH_GATEWAY);
}

function reportHost(mesh: Mesh, claims: readonly Claim[], report: Report): void {
  const sorted = [...claims].sort((a, b) => byCreation(a.entity, b.entity));
  const told = new Set<string>();
  for (const [index, claim] of sorted.entries()) {
    for (const other of sorted.slice(0, index)) {
      const conflict = conflictOf(mesh, other, claim);
      if (conflict === undefined) continue;
      const { winner, loser, namespace, isNearer } = conflict;
      const key = `${loser.entity.manifest.file} ${loser.entity.key}`;
      if (told.has(key)) continue;
      told.add(key);
      const name = describeId(winner.entity.id);
      const written = loser.entity.spec.hosts?.[loser.index] ?? loser.host;
      report(loser.entity, ['spec', 'hosts', loser.index], {
        severity: isNearer ? 'warning' : 'error',
        message: isNearer
          ? `${name} is for host ${written}, too, and for namespace ${namespace} alone: its clients do not follow the rules of this one`
          : isOrderKnown(winner.entity, loser.entity)
            ? `${name} is for host ${written}, too, and is older: no sidecar follows the rules of this one`
            : `${name} is for host ${written}, too: sidecars follow the older one alone (by name: ${qualifiedName(winner.entity.id)}), and no rule of the other`,
        fix: 'put the rules into one VirtualService, or give each a host of its own',
        related: [
          {
            entity: winner.entity,
            path: ['spec', 'hosts', winner.index],
            message: isNearer ? 'is followed there' : 'comes first',
          },
        ],
      });
    }
  }
}

interface Conflict {
  readonly winner: Claim;
  readonly loser: Claim;
  /** Of clients that see both. */
  readonly namespace: string;
  /** Whether one is for fewer clients, and so is asked first whatever its age. */
  readonly isNearer: boolean;
}

/** Whether clients see both of two claims. @param first what was created first */
function conflictOf(mesh: Mesh, first: Claim, second: Claim): Conflict | undefined {
  if (first.entity.key === second.entity.key) return undefined;
  if (!mesh.given.together(first.entity, second.entity)) return undefined;
  const namespaces = commonNamespaces(mesh, first, second);
  const equal = namespaces.find((each) => first.visibility.nearness(each) === second.visibility.nearness(each));
  if (equal !== undefined) return { winner: first, loser: second, namespace: equal, isNearer: false };
  const [namespace] = namespaces;
  if (namespace === undefined) return undefined;
  const nearness = ({ visibility }: Claim) => visibility.nearness(namespace) ?? 0;
  const [winner, loser] = nearness(first) < nearness(second) ? [first, second] : [second, first];
  return { winner, loser, namespace, isNearer: true };
}

/** The namespaces whose clients see both; where no client is known, those that would. */
function commonNamespaces(mesh: Mesh, a: Claim, b: Claim): readonly string[] {
  const sidecars = sidecarsOf(mesh);
  const hasScopes = mesh.world.current(SIDECAR).length > 0;
  const seen = new Set<string>();
  for (const proxy of sidecars) {
    const { namespace } = proxy;
    if (seen.has(namespace) || !a.visibility.includes(namespace) || !b.visibility.includes(namespace)) continue;
    const isScoped = hasScopes && mesh.given.isCurrent(a.entity) && mesh.given.isCurrent(b.entity);
    const sees = ({ entity }: Claim) =>
      mesh.scope(proxy).listeners.some((listener) => listener.virtualServices.some((each) => each.entity === entity));
    if (!isScoped || (sees(a) && sees(b))) seen.add(namespace);
  }
  if (seen.size > 0 || sidecars.length > 0) return [...seen].sort();
  const written = [a, b].flatMap(({ visibility, entity }) => [entity.id.namespace, ...visibility.key.split(',')]);
  return [...new Set(written)]
    .filter((each) => !/^[.*~]$/.test(each) && a.visibility.includes(each) && b.visibility.includes(each))
    .sort();
}

const sidecarsOf = perMesh((mesh) => mesh.proxies.filter(({ kind }) => kind === 'sidecar'));
