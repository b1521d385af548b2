import { equalJson } from '../kube/json';
import { describeObject, groupOf, identityOf } from '../kube/object-reference';
import type { SourceFile, SourceObject, Sources } from './read/read-sources';
import type { Unit } from './unit';

/** Which charts there will be. */
export interface Plan {
  readonly units: readonly Unit[];
  /** Objects that several files have, said once. */
  readonly repeated: readonly string[];
}

/**
 * A chart for each file and namespace. What other files have in another form, is a scenario: an alternative that is
 * applied by hand. Of several files with one object, the one that was named first is part of the steady state; of one
 * folder, the one with most objects, or with the shortest name.
 */
export function planCharts({ files }: Sources): Plan {
  const repeated: string[] = [];
  const taken = new Map<string, SourceObject>();
  const steady: SourceFile[] = [];
  const alternatives: SourceFile[] = [];
  for (const file of [...files].sort(byPrecedence)) {
    const others = file.objects.filter((each) => taken.has(identityOf(each.reference)));
    const isSame = others.every((each) => equalJson(taken.get(identityOf(each.reference))?.object, each.object));
    if ((others.length > 0 && !isSame) || file.objects.every(isExperiment)) {
      alternatives.push(file);
      continue;
    }
    for (const each of others) repeated.push(`${file.name}: ${describeObject(each.reference)}`);
    const [kept, second] = firstOfEach(file.objects.filter((each) => !others.includes(each)));
    for (const each of kept) taken.set(identityOf(each.reference), each);
    if (kept.length > 0) steady.push({ ...file, objects: kept });
    if (second.length > 0) alternatives.push({ ...file, objects: second, header: [] });
  }
  const names = new Names();
  const order = (file: SourceFile) => files.findIndex(({ name }) => name === file.name);
  const inOrder = (list: readonly SourceFile[]) => [...list].sort((a, b) => order(a) - order(b));
  const units = [
    ...inOrder(steady).flatMap((file) => unitsOf(file, names, false)),
    ...inOrder(alternatives).flatMap((file) => unitsOf(file, names, true)),
  ];
  return { units: [...units].sort((a, b) => rankOf(a) - rankOf(b)), repeated };
}

/** Whether it begins when it is applied, which nobody wants of what is always there. */
function isExperiment({ reference: { apiVersion } }: SourceObject): boolean {
  return groupOf(apiVersion) === 'chaosblade.io';
}

function byPrecedence(a: SourceFile, b: SourceFile): number {
  return (
    a.given - b.given ||
    b.objects.length - a.objects.length ||
    a.name.length - b.name.length ||
    (a.name < b.name ? -1 : 1)
  );
}

/** The first of each object, and what stands for others of them later in the same file. */
function firstOfEach(objects: readonly SourceObject[]): [SourceObject[], SourceObject[]] {
  const seen = new Set<string>();
  const [first, later]: [SourceObject[], SourceObject[]] = [[], []];
  for (const each of objects) {
    const key = identityOf(each.reference);
    (seen.has(key) && each.reference.name !== '' ? later : first).push(each);
    seen.add(key);
  }
  return [first, later];
}

/** Definitions and namespaces come before what needs them, scenarios after what they stand for. */
function rankOf({ scenario, objects }: Unit): number {
  if (scenario !== undefined) return 2;
  return objects.some(({ reference: { kind } }) => kind === 'Namespace' || kind === 'CustomResourceDefinition') ? 0 : 1;
}

function unitsOf(file: SourceFile, names: Names, isAlternative: boolean): Unit[] {
  const byNamespace = new Map<string | undefined, SourceObject[]>();
  for (const each of file.objects) {
    const { namespace } = each.reference;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), each]);
  }
  let header = file.header;
  return [...byNamespace].map(([namespace, objects]) => {
    const isOnly = [...byNamespace.keys()].filter((each) => each !== undefined).length <= 1;
    const of = byNamespace.size === 1 || (isOnly && namespace !== undefined) ? undefined : (namespace ?? 'cluster');
    const id = names.take(file.name, of);
    const unit: Unit = {
      id,
      className: `${pascal(id)}${isAlternative ? 'Scenario' : 'Chart'}`,
      module: `${isAlternative ? 'scenarios' : 'charts'}/${id}`,
      namespace,
      scenario: isAlternative ? { folder: folderOf(file.name), title: titleOf(objects) } : undefined,
      objects,
      header,
      file: file.name,
    };
    header = [];
    return unit;
  });
}

/** What it has, in a sentence. */
function titleOf(objects: readonly SourceObject[]): string {
  const byKind = new Map<string, string[]>();
  for (const {
    reference: { kind, name },
  } of objects)
    byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  const parts = [...byKind].map(([kind, [first = '', second, ...others]]) => {
    if (second === undefined) return `${kind} ${first}`;
    return others.length > 2
      ? `${others.length + 2} objects of kind ${kind}`
      : `${kind} ${[first, second, ...others].join(', ')}`;
  });
  const what = parts.join('; ').replace(/\p{C}+/gu, ' ');
  return objects.every(isExperiment) ? `Runs ${what}.` : `Another ${what}.`;
}

/** The folder that a file is in, as a name. */
function folderOf(file: string): string {
  return dashed(file.split('/').at(-2) ?? '') || 'alternatives';
}

/** Ids that are not taken. */
class Names {
  private readonly taken = new Set<string>();

  take(file: string, namespace: string | undefined): string {
    const parts = file === '<stdin>' ? [] : file.split('/').map((part) => dashed(part.replace(/\.(ya?ml|json)$/, '')));
    const own = namespace === undefined ? [] : [dashed(namespace)].filter((part) => part !== '');
    const base = parts.filter((part) => part !== '');
    for (let depth = 1; depth <= Math.max(base.length, 1); depth++) {
      const id = [...base.slice(-depth), ...own].join('-') || 'manifests';
      if (this.add(id)) return id;
    }
    const id = [...base.slice(-1), ...own].join('-') || 'manifests';
    for (let count = 2; ; count++) if (this.add(`${id}-${count}`)) return `${id}-${count}`;
  }

  /** Names of classes are others as well: `a-1` and `a1` would be one. */
  private add(id: string): boolean {
    const name = pascal(id);
    if (this.taken.has(name)) return false;
    this.taken.add(name);
    return true;
  }
}

/** As the name of a file or a chart: lower-case letters and digits, with `-` between. */
function dashed(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** As the name of a class. */
function pascal(text: string): string {
  const name = text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^\p{L}/u.test(name) ? name : `The${name}`;
}

/** As the name of a variable. */
export function camel(text: string): string {
  const name = pascal(text);
  const words = /^The\d/.test(name) ? name : name;
  return words.charAt(0).toLowerCase() + words.slice(1);
}
