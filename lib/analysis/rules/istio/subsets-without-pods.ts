import type { DestinationRuleSpec, Subset } from '../../../../imports/networking.istio.io';
import { groupBy } from '../../../kube/group-by';
import { isInSubset } from '../../../mesh/endpoints';
import { fullName, isWildcard, overlaps } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { MeshService } from '../../../mesh/services';
import { describeId, type Sound } from '../../../world/entity';
import { DESTINATION_RULE, WORKLOAD_ENTRY } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import { documents, istio, shop } from '../../examples';
import type { RelatedObservation, Report, Rule } from '../../rule';
import { type Use, usesIn } from '../../traffic/destinations';
import { hostText, standingOf } from '../../traffic/hosts';

const SEE = 'https://istio.io/latest/docs/reference/config/analysis';
const rule = (spec: string) => istio('DestinationRule', 'reviews', spec);
const routed = (version: string) =>
  documents(
    shop('reviews', ['v1', 'v2']),
    rule(`host: reviews\nsubsets: [{name: newest, labels: {version: ${version}}}]`),
    istio(
      'VirtualService',
      'reviews',
      'hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews, subset: newest}}]}]',
    ),
  );

export const subsetWithoutPods: Rule = {
  id: 'IST0173',
  severity: 'error',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'a subset that none of the pods of its service has the labels of',
    why: 'A route to the subset has a cluster without endpoints. A subset that no route uses does no harm, and is a note.',
    fix: 'Write labels that the pods of the service have.',
    symptoms: ['503 UH', 'no healthy upstream'],
    see: `${SEE}/ist0173/`,
    wrong: routed('v3'),
    right: routed('v2'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(DESTINATION_RULE)) {
      const host = fullName(entity.spec.host, entity.id.namespace, mesh.config.clusterDomain);
      if (isWildcard(host)) continue;
      const services = mesh.servicesWithHost(host);
      if (services.length === 0 || !services.every((service) => knowsEndpoints(mesh, service))) continue;
      for (const [index, subset] of (entity.spec.subsets ?? []).entries()) {
        if (!services.some((service) => isAnywhere(mesh, service, subset)))
          reportSubset(mesh, entity, subset, index, services, report);
      }
    }
  },
};

function reportSubset(
  mesh: Mesh,
  entity: Sound<DestinationRuleSpec>,
  { name, labels = {} }: Subset,
  index: number,
  services: readonly MeshService[],
  report: Report,
): void {
  const [service] = services;
  if (service === undefined) return;
  const text = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
  const users = (usersOfSubsets(mesh).get(`${service.host} ${name}`) ?? []).filter((use) =>
    mesh.given.together(use.from, entity),
  );
  const [user] = users;
  const isMirror = users.every(({ role }) => role === 'mirror');
  const endpoints = mesh.endpoints(service);
  const near = endpoints.filter((endpoint) => Object.keys(labels).some((key) => endpoint.labels[key] !== undefined));
  const values = [
    ...new Set(near.flatMap((endpoint) => Object.keys(labels).map((key) => `${key}=${endpoint.labels[key] ?? ''}`))),
  ].sort();
  const called = hostText(mesh, service.host, entity.id.namespace);
  const nobody = endpoints.length === 0 ? `${called} has no pods` : `no pod of ${called} has ${text}`;
  report(entity, ['spec', 'subsets', index, 'labels'], {
    severity: user === undefined ? 'note' : isMirror || !mesh.world.describes(service.namespace) ? 'warning' : 'error',
    message:
      user === undefined
        ? `${nobody}: subset ${name} is empty; no route uses it`
        : isMirror
          ? `${nobody}: subset ${name} is empty, and nothing is mirrored to it`
          : `${nobody}: requests to subset ${name} get 503 (no healthy upstream)`,
    ...(values.length === 0 ? {} : { fix: `the pods have ${values.slice(0, 5).join(', ')}` }),
    related: [
      ...(user === undefined ? [] : [{ entity: user.from, path: [...user.path, 'subset'], message: 'uses it' }]),
      { entity: service.entity, path: ['metadata', 'name'], message: `is ${describeId(service.entity.id)}` },
      ...near.slice(0, 3).flatMap(({ workload }): RelatedObservation[] =>
        workload === undefined
          ? []
          : [
              {
                entity: workload.entity,
                path: [...workload.template, 'metadata', 'labels'],
                message: 'has other labels',
              },
            ],
      ),
    ],
  });
}

/** Whether all that is behind a service is known. */
function knowsEndpoints({ world }: Mesh, { registry, entity, namespace, resolution, aliasOf }: MeshService): boolean {
  if (aliasOf !== undefined) return false;
  if (registry === 'Kubernetes')
    return Object.keys(entity.spec.selector ?? {}).length > 0 && knowsPodsOf(world, namespace);
  if (entity.spec.workloadSelector !== undefined)
    return knowsPodsOf(world, namespace) || world.hasIn(namespace, WORKLOAD_ENTRY);
  return resolution === 'STATIC' || (entity.spec.endpoints ?? []).length > 0;
}

/** Whether an endpoint of the service is in a subset; workloads of other alternatives count as well. */
function isAnywhere(mesh: Mesh, service: MeshService, { labels = {} }: Subset): boolean {
  if (mesh.endpoints(service).some((endpoint) => isInSubset(endpoint, labels))) return true;
  const own =
    service.registry === 'Kubernetes' ? service.entity.spec.selector : service.entity.spec.workloadSelector?.labels;
  if (own === undefined) return false;
  return mesh.world.selectedByAny(service.namespace, { matchLabels: { ...own, ...labels } }).length > 0;
}

/** Routes to subsets, by `host subset`. */
const usersOfSubsets = perMesh(
  (mesh): ReadonlyMap<string, readonly Use[]> =>
    groupBy(
      usesIn(mesh).filter(({ destination }) => destination.subset),
      ({ host, destination }) => `${host} ${destination.subset}`,
    ),
);

export const ruleWithoutHost: Rule = {
  id: 'IST0174',
  severity: 'warning',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'a DestinationRule for a host that nobody defines',
    why: 'Its policies and subsets are for nobody: what they were meant for goes on as if there was no rule.',
    fix: 'Write the name of a Service of the namespace, or a host in full.',
    symptoms: ['a policy has no effect', '503 NC'],
    see: `${SEE}/ist0174/`,
    wrong: documents(shop('reviews'), rule('host: review\ntrafficPolicy: {loadBalancer: {simple: RANDOM}}')),
    right: documents(shop('reviews'), rule('host: reviews\ntrafficPolicy: {loadBalancer: {simple: RANDOM}}')),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(DESTINATION_RULE)) {
      const host = fullName(entity.spec.host, entity.id.namespace, mesh.config.clusterDomain);
      if (isWildcard(host)) {
        reportWildcard(mesh, entity, host, report);
        continue;
      }
      const standing = standingOf(mesh, host);
      // Where routes lead there, that is what is told.
      if (standing.kind === 'known' || standing.kind === 'elsewhere' || routedHosts(mesh).has(host)) continue;
      const { service, expanded, meant, absence } = standing;
      const isKnown = absence === 'certain';
      const what = service === undefined ? entity.spec.host : describeId(service);
      report(entity, ['spec', 'host'], {
        severity: absence !== 'open' || meant !== undefined ? 'warning' : 'note',
        message: isKnown
          ? service === undefined && expanded !== undefined
            ? `${what} is no host of the mesh, as only names without a dot are completed: the rule is for nobody`
            : `${what} does not exist: the rule is for nobody`
          : service === undefined
            ? `no ServiceEntry among the files has ${what}: unless one exists, the rule is for nobody`
            : `${what} is not in the files given: unless it exists, the rule is for nobody`,
        fix:
          meant !== undefined
            ? `did you mean ${meant.host}?`
            : expanded !== undefined && isKnown
              ? `write ${expanded}`
              : 'correct the host, or remove the rule',
        related:
          meant === undefined
            ? []
            : [{ entity: meant.entity, path: ['metadata', 'name'], message: `has ${meant.host}` }],
      });
    }
  },
};

const routedHosts = perMesh((mesh): ReadonlySet<string> => new Set(usesIn(mesh).map(({ host }) => host)));

function reportWildcard(mesh: Mesh, entity: Sound<DestinationRuleSpec>, host: string, report: Report): void {
  if (mesh.given.settings.complete !== true || mesh.services.some((service) => overlaps(service.host, host))) return;
  report(entity, ['spec', 'host'], { message: `no host is covered by ${entity.spec.host}: the rule is for nobody` });
}
