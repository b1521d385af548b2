import { groupBy } from '../../../../kube/group-by';
import type { Mesh } from '../../../../mesh/mesh';
import type { Severity } from '../../../../model/finding';
import { describeId, type ObjectId } from '../../../../world/entity';
import { isLive } from '../../../../world/live';
import { absent, isMeant, isPerhapsBeside, isSure } from '../../../missing';
import type { Observation, RelatedObservation, Report } from '../../../rule';
import type { Use } from '../../../traffic/destinations';
import { followersOf } from '../../../traffic/followers';
import { type HostStanding, standingOf, wildcardsOver } from '../../../traffic/hosts';

type AbsentHost = Extract<HostStanding, { readonly kind: 'absent' }>;

/** Destinations with hosts that nobody defines, once for each host; and those that no client sees. */
export function reportHosts(mesh: Mesh, uses: readonly Use[], report: Report): void {
  const invisible: Use[] = [];
  const unknown: Use[] = [];
  for (const use of uses) {
    const standing = standingOf(mesh, use.host);
    if (standing.kind === 'absent') unknown.push(use);
    else if (standing.kind === 'known' && isInvisible(mesh, use, standing)) invisible.push(use);
  }
  for (const [host, [first, ...others]] of groupBy(unknown, (use) => use.host)) {
    const standing = standingOf(mesh, host);
    if (first === undefined || standing.kind !== 'absent') continue;
    // An object that comes from a cluster is not asked: what it needs was there.
    if (standing.absence !== 'certain' && isLive(first.from)) continue;
    report(first.from, [...first.path, 'host'], observation(mesh, first, standing, others));
  }
  for (const use of invisible) report(use.from, [...use.path, 'host'], hidden(mesh, use));
}

function observation(mesh: Mesh, use: Use, standing: AbsentHost, others: readonly Use[]): Observation {
  const { service, expanded, meant, absence } = standing;
  const written = use.destination.host;
  const related = [
    ...namers(use, others),
    ...(meant === undefined
      ? []
      : [{ entity: meant.entity, path: ['metadata', 'name'], message: `has ${meant.host}` }]),
  ];
  const fix = fixOf(standing, written);
  if (service !== undefined) {
    return {
      ...severityOf(mesh, use, standing, service),
      message: absent(describeId(service), isSure(absence, isMeant(service, meant?.entity)), consequence(use)),
      fix,
      related,
    };
  }
  if (expanded !== undefined && absence !== 'open') {
    return {
      ...(absence === 'certain' ? {} : { severity: 'warning' }),
      message: `${written} is no host of the mesh, as only names without a dot are completed: ${consequence(use)}`,
      fix,
      related,
    };
  }
  const [wildcard] = wildcardsOver(mesh, use.host);
  const severity = absence === 'certain' ? 'error' : isAtHome(mesh, use) || meant !== undefined ? 'warning' : 'note';
  if (wildcard !== undefined) {
    const [host, entity] = wildcard;
    return {
      severity,
      message: `${written} itself is no host of the mesh, only ${host} is: ${consequence(use)}`,
      fix: `add ${written} to the hosts of the ServiceEntry`,
      related: [...related, { entity, path: ['spec', 'hosts'], message: `has ${host}` }],
    };
  }
  return {
    severity,
    message: `no ServiceEntry among the files has ${written}: unless one exists, ${consequence(use)}`,
    fix,
    related,
  };
}

/** Undefined for that of the rule. */
function severityOf(
  mesh: Mesh,
  { from }: Use,
  { absence, meant }: AbsentHost,
  service: ObjectId,
): { readonly severity?: Severity } {
  const isSlip = isMeant(service, meant?.entity);
  if (absence === 'open') return { severity: isSlip ? 'warning' : 'note' };
  // Where something goes that says no namespace is a guess.
  if (isPerhapsBeside(mesh.given, from, service)) return { severity: 'note' };
  return isSure(absence, isSlip) ? {} : { severity: 'warning' };
}

function fixOf({ service, expanded, meant }: AbsentHost, written: string): string {
  if (meant !== undefined) return `did you mean ${meant.host}?`;
  if (expanded !== undefined) return `write ${expanded}`;
  const kind = service === undefined ? 'a ServiceEntry' : 'the Service';
  return `add ${kind}, or say under external in meshwright.yaml that ${service === undefined ? `host ${written}` : 'it'} exists`;
}

/** Whether what defines a host outside would stand beside the VirtualService. */
function isAtHome({ given }: Mesh, { from }: Use): boolean {
  const { namespace } = from.id;
  return given.isGiven(namespace) && given.workloadsIn(namespace).length > 0;
}

function consequence({ role, protocol }: Use): string {
  if (role === 'mirror') return 'nothing is mirrored';
  return protocol === 'http' ? 'requests get 503' : 'connections are closed';
}

function namers({ from }: Use, others: readonly Use[]): readonly RelatedObservation[] {
  const seen = new Set([from]);
  return others
    .filter((use) => !seen.has(use.from) && seen.add(use.from))
    .map((use) => ({ entity: use.from, path: [...use.path, 'host'], message: 'names it, too' }));
}

/** Whether none of the clients that follow a VirtualService sees any of the services of a host. */
function isInvisible(
  mesh: Mesh,
  { from }: Use,
  { services }: Extract<HostStanding, { readonly kind: 'known' }>,
): boolean {
  if (services.some(({ visibility }) => visibility.isPublic)) return false;
  const followers = followersOf(mesh, from);
  return (
    followers.length > 0 &&
    !followers.some(({ namespace }) => services.some(({ visibility }) => visibility.includes(namespace)))
  );
}

function hidden(mesh: Mesh, use: Use): Observation {
  const [service] = mesh.servicesWithHost(use.host);
  const followers = followersOf(mesh, use.from);
  const names = followers.slice(0, 3).map(({ name }) => name);
  const entity = service?.entity;
  const message = `${use.host} is not exported to ${names.join(', ')}${followers.length > names.length ? ' and others' : ''}: ${consequence(use)}`;
  if (entity === undefined) return { message };
  const path =
    entity.id.kind === 'Service' ? ['metadata', 'annotations', 'networking.istio.io/exportTo'] : ['spec', 'exportTo'];
  return {
    message,
    fix: `export it to ${followers[0]?.namespace ?? 'them'}, too`,
    related: [{ entity, path, message: 'who sees it' }],
  };
}
