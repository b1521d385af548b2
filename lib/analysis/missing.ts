import { groupBy } from '../kube/group-by';
import { remembered } from '../kube/remembered';
import { closest, isSlip } from '../kube/suggestion';
import type { Mesh } from '../mesh/mesh';
import { perMesh } from '../mesh/per-mesh';
import type { Severity } from '../model/finding';
import { describeId, type Entity, idKey, type ObjectId } from '../world/entity';
import { SERVICE } from '../world/kinds';
import { isLive } from '../world/live';
import type { Reference } from '../world/references/reference';
import type { World } from '../world/world';
import type { RelatedObservation, Report } from './rule';

/** How a rule judges names of objects that do not exist. */
interface Judgement {
  /** Whether the rule is about a reference; those that may lead nowhere are left out before. */
  readonly concerns: (reference: Reference) => boolean;
  /** What happens to what refers: "containers do not start (CreateContainerConfigError)". */
  readonly consequence: (reference: Reference) => string;
  /** When the object is known to be missing. @default - that of the rule */
  readonly missing?: Severity;
  /** How sure it is that there is none. @default - as {@link absenceOf} */
  readonly absence?: (id: ObjectId) => Absence;
  /** When it may exist without a manifest. @default - nothing is said, unless it looks like a slip of the pen */
  readonly unknown?: Severity;
}

/** For how many missing objects others are proposed; where more are missing, it is no slip of the pen. */
const PROPOSALS = 200;

/**
 * Reports names of objects that do not exist: once for each such object, at the first place that names it. An object
 * that comes from a cluster is not asked, as what it needs was there.
 */
export function reportMissing(mesh: Mesh, report: Report, judgement: Judgement): void {
  const { given, world } = mesh;
  for (const [index, [first, ...others]] of missingIn(mesh, judgement.concerns).entries()) {
    if (first === undefined) continue;
    const { from, to, path } = first;
    const near = index < PROPOSALS ? nearest(given, to) : undefined;
    const elsewhere = inOtherNamespace(given, to);
    const absence = judgement.absence?.(to) ?? absenceOf(world, to);
    const isSlipped = isMeant(to, near);
    const severity = severityOf(absence, isSlipped, isPerhapsBeside(given, from, to), judgement);
    if (severity === 'none') continue;
    report(from, path, {
      ...(severity === 'own' ? {} : { severity }),
      message: absent(describeId(to), isSure(absence, isSlipped), judgement.consequence(first)),
      fix: fixFor(to, near, elsewhere),
      related: [
        ...oncePerObject(from, others)
          .slice(0, 10)
          .map((other): RelatedObservation => ({ entity: other.from, path: other.path, message: 'names it, too' })),
        ...[near, elsewhere].flatMap((entity): RelatedObservation[] =>
          entity === undefined ? [] : [{ entity, path: ['metadata', 'name'], message: `is ${describeId(entity.id)}` }],
        ),
      ],
    });
  }
}

/** `own` for that of the rule. */
function severityOf(
  absence: Absence,
  isSlipped: boolean,
  isBeside: boolean,
  { missing, unknown }: Judgement,
): Severity | 'own' | 'none' {
  if (absence === 'open') return isSlipped ? 'warning' : (unknown ?? 'none');
  if (isBeside) return 'note';
  if (missing === 'note') return isSlipped ? 'warning' : 'note';
  return isSure(absence, isSlipped) ? (missing ?? 'own') : 'warning';
}

/** "Service shop/reviews does not exist: requests get 503", or that it is not in the files given. */
export function absent(what: string, isKnown: boolean, consequence: string): string {
  return isKnown
    ? `${what} does not exist: ${consequence}`
    : `${what} is not in the files given: unless it exists, ${consequence}`;
}

/** Whether it can be said that there is none: nobody else can have it, or the name is one with a slip of the pen. */
export function isSure(absence: Absence, isSlipped: boolean): boolean {
  return absence === 'certain' || (absence === 'likely' && isSlipped);
}

/** For each object that does not exist: what names it, in the order of files and places, raw material last. */
function missingIn(mesh: Mesh, concerns: Judgement['concerns']): readonly (readonly Reference[])[] {
  const { given } = mesh;
  const missing = groupBy(unmet(mesh).filter(concerns), ({ to }) => idKey(to));
  const isRaw = (reference: Reference) => given.isRaw(reference.from);
  return [...missing]
    .sort(([a], [b]) => compare(a, b))
    .map(([, references]) => {
      if (references.length === 1) return references;
      const [raw, others] = [references.filter(isRaw), references.filter((each) => !isRaw(each))];
      return [...others.sort(byPlace), ...raw.sort(byPlace)];
    });
}

/** All references that must lead somewhere and do not: many rules look for theirs among them. */
const unmet = perMesh(({ given, world }) => {
  // Thousands of objects name the same one.
  const known = new Map<string, boolean>();
  return given.references.filter(
    ({ from, to, optional }) =>
      !optional &&
      from.refused !== true &&
      !remembered(known, idKey(to), () => world.exists(to) === 'yes') &&
      (world.settings.complete === true || !isLive(from)),
  );
});

/**
 * How sure it is that an object that no manifest has does not exist.
 *
 * `certain`: the files are all there is, or its namespace is among them with what runs in it; `likely`: of its namespace
 * something is given that runs, or is alike, but the namespace is described elsewhere, and the object may be, too;
 * `open`: nothing is, or only what belongs to it, such as routes.
 */
export type Absence = 'certain' | 'likely' | 'open';

/** How sure it is that an object that no manifest has does not exist. */
export function absenceOf(world: World, id: ObjectId): Absence {
  if (world.exists(id) !== 'no') return 'open';
  const { namespace } = id;
  if (world.settings.complete === true) return 'certain';
  if (namespace === '') return 'likely';
  // What else is in the namespace of the control plane comes with its installation.
  if (namespace === 'istio-system' && !world.workloadsIn(namespace).some(({ name }) => name.startsWith('istiod')))
    return 'open';
  if (!isRunIn(world, namespace) && !world.hasIn(namespace, id)) return 'open';
  return world.describes(namespace) ? 'certain' : 'likely';
}

/** Whether something runs in a namespace, or is called there, for all that manifests say. */
export function isRunIn(world: World, namespace: string): boolean {
  return (
    world.workloadsIn(namespace).some(({ entity }) => isSaid(entity)) ||
    world.namesIn(namespace, SERVICE).some((name) => isSaid(world.get(SERVICE, { namespace, name })))
  );
}

/** The pods of a Gateway say no more than the Gateway does. */
function isSaid(entity: Entity | undefined): boolean {
  return entity?.derived?.by !== 'Gateway API';
}

/** More names are not looked through: nobody reads that far. */
const CANDIDATES = 1000;

/** An object of the kind, in the namespace, that may have been meant. */
export function nearest(world: World, { group, kind, namespace, name }: ObjectId): Entity | undefined {
  const meant = closest(name, world.namesIn(namespace, { group, kind }).slice(0, CANDIDATES));
  return meant === undefined ? undefined : world.get({ group, kind }, { namespace, name: meant });
}

/** Whether another object was meant, and the name is a slip of the pen. */
export function isMeant(to: ObjectId, near: Entity | undefined): boolean {
  return near !== undefined && isSlip(to.name, near.id.name);
}

/** The one object of this kind and name that is in another namespace. */
function inOtherNamespace(world: World, { group, kind, namespace, name }: ObjectId): Entity | undefined {
  if (namespace === '') return undefined;
  const [only, ...others] = world.named({ group, kind }, name);
  return others.length === 0 ? only : undefined;
}

/** Whether an object says no namespace, so that it may be put into any. */
export function isGuess({ id, manifest }: Pick<Entity, 'id' | 'manifest'>): boolean {
  return id.namespace !== '' && manifest.resource.namespace === undefined;
}

/** Whether an object that is named may be in the namespace of what names it after all, as one of the two says none. */
export function isPerhapsBeside(world: World, from: Entity, to: ObjectId): boolean {
  const elsewhere = inOtherNamespace(world, to);
  return elsewhere !== undefined && (isGuess(elsewhere) || (from.id.namespace === to.namespace && isGuess(from)));
}

function fixFor({ kind, namespace }: ObjectId, near: Entity | undefined, elsewhere: Entity | undefined): string {
  if (near !== undefined) return `did you mean ${near.id.name}?`;
  if (elsewhere !== undefined) return `${describeId(elsewhere.id)} is in another namespace: ${namespace} needs its own`;
  return `add the ${kind}, or say under external in meshwright.yaml that it exists`;
}

function oncePerObject(first: Entity, references: readonly Reference[]): readonly Reference[] {
  const seen = new Set([first]);
  return references.filter(({ from }) => !seen.has(from) && seen.add(from));
}

/** By file, object and field: whatever the order in which they stand. */
function byPlace(a: Reference, b: Reference): number {
  if (a.from !== b.from) {
    const order = compare(a.from.manifest.file, b.from.manifest.file) || compare(a.from.key, b.from.key);
    if (order !== 0) return order;
  }
  return compare(a.path.join('\0'), b.path.join('\0'));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
