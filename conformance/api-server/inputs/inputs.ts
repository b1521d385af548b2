import type { FieldPath } from '../../../lib/model/finding';
import { Random } from '../../random';
import { Additions } from './additions';
import { type BaseObject, baseObjects, writtenObjects } from './base-objects';
import { combinations } from './combinations';
import { type Fault, faultsOf } from './faults';
import type { Input } from './input';
import { type Edit, edited } from './patch';
import type { ServedSchemas } from './served-schemas';

/** How many pairs of faults are tried together. */
const PAIRS = 6_000;

/**
 * Everything that is asked, the same in every run: each base object and each object of `dist` as it is and with each
 * systematic fault (once for each kind, place and fault), additions, hand-made combinations, and pairs of faults.
 */
export function* inputs(schemas: ServedSchemas): Generator<Input> {
  const bases = baseObjects();
  const written = writtenObjects().filter(({ apiVersion, kind }) => schemas.of(apiVersion, kind) !== undefined);
  const seen = new Set<string>();
  const additions = new Additions(schemas);
  for (const base of [...bases, ...otherVersions(bases, schemas), ...written]) {
    yield input(base, { name: 'as it is', edits: [] });
    // The definitions of Flagger are large, and no faults are new in them.
    if (base.kind === 'CustomResourceDefinition' && written.includes(base)) continue;
    for (const fault of faultsOf(base.object)) {
      const key = `${base.apiVersion} ${base.kind} ${placeOf(fault)} ${fault.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield input(base, fault);
    }
    for (const fault of additions.of(base)) yield input(base, fault);
  }
  yield* combinations();
  yield* pairs(bases);
}

/** The place of a fault, whatever the index: an item of a list stands for all. */
export function placeOf({ edits }: { readonly edits: readonly Edit[] }): string {
  return edits.map(({ path }) => generalPath(path)).join(' + ');
}

export function generalPath(path: FieldPath): string {
  return path
    .map((part) => (typeof part === 'number' ? '[*]' : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function input(base: BaseObject, { name, edits }: Fault): Input {
  const object = edits.length === 0 ? base.object : edited(base.object, edits);
  if (object === undefined) throw new Error(`${base.id}: ${name} finds no place`);
  return { base, fault: name, edits, object };
}

/** The base objects of a custom kind in the other versions in which it is served: the schemas are much the same. */
function otherVersions(bases: readonly BaseObject[], schemas: ServedSchemas): BaseObject[] {
  const versions = ['v1', 'v1beta1', 'v1alpha3', 'v1alpha1'];
  const has = new Set(bases.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
  return bases
    .filter(({ apiVersion }) => apiVersion.includes('.istio.io/'))
    .flatMap((base) => {
      const [group] = base.apiVersion.split('/');
      return versions
        .map((version) => `${group}/${version}`)
        .filter(
          (apiVersion) => !has.has(`${apiVersion} ${base.kind}`) && schemas.of(apiVersion, base.kind) !== undefined,
        )
        .map((apiVersion) => ({
          id: `${base.id} (${apiVersion})`,
          apiVersion,
          kind: base.kind,
          object: { ...base.object, apiVersion },
        }));
    });
}

/** Two faults in one object: which of them is told, and whether one hides the other. */
function* pairs(bases: readonly BaseObject[]): Generator<Input> {
  const random = new Random(1);
  const faults = bases.map(({ object }) => [...faultsOf(object)]);
  for (let made = 0; made < PAIRS; ) {
    const index = random.below(bases.length);
    const [base, all] = [bases[index], faults[index]];
    if (base === undefined || all === undefined) continue;
    const [first, second] = [all[random.below(all.length)], all[random.below(all.length)]];
    if (first === undefined || second === undefined) continue;
    const edits = [...first.edits, ...second.edits];
    const object = edited(base.object, edits);
    if (object === undefined) continue;
    made++;
    yield { base, fault: `${first.name} + ${second.name}`, edits, object };
  }
}
