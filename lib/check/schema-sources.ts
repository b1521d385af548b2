import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import type { Catalogue } from '../schema/catalogue';
import { SUFFIX } from '../schema/schema-files';
import type { JudgedBy, KindName } from './judged-by';

const SYSTEMS = { istio: 'networking.istio.io', flagger: 'flagger.app', chaosblade: 'chaosblade.io' };
/** Those that have a version of their own in what is judged by. */
const OWN: ReadonlySet<string | undefined> = new Set(['Istio', 'Flagger', 'ChaosBlade']);

/** @param kinds of the objects that are judged */
export function judgedBy(kubernetes: string, catalogue: Catalogue, kinds: Iterable<KindName>): JudgedBy {
  const records = new Records();
  const version = (group: string) => {
    const file = catalogue.fileOf(group);
    return (file === undefined ? undefined : records.of(file)?.version) ?? 'unknown';
  };
  const others = new Map<string, string>();
  for (const { apiVersion, kind } of kinds) {
    const group = groupOf(apiVersion);
    const file = OWN.has(projectOf(group)) ? undefined : catalogue.fileOf(group);
    const record = file === undefined ? undefined : records.of(file, kind);
    if (record?.name !== undefined) others.set(record.name, record.version);
  }
  const { istio, flagger, chaosblade } = SYSTEMS;
  return {
    kubernetes,
    istio: version(istio),
    flagger: version(flagger),
    chaosblade: version(chaosblade),
    others: Object.fromEntries([...others].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Where a schema comes from. */
export interface SourceRecord {
  /** As people call it, where that is known. */
  readonly name?: string;
  readonly version: string;
}

/** What the SOURCES.json beside schema files say of them. */
export class Records {
  private readonly folders = new Map<string, readonly unknown[]>();

  /** Where a file, or a kind of it, comes from. */
  of(file: string, kind?: string): SourceRecord | undefined {
    const group = basename(file).replace(SUFFIX, '');
    const found = this.sources(dirname(file)).find((source) => {
      if (!isMap(source)) return false;
      if (Array.isArray(source.modules)) return source.modules.includes(group);
      const kinds = isMap(source.kinds) ? source.kinds[group] : undefined;
      return Array.isArray(kinds) && (kind === undefined || kinds.includes(kind));
    });
    if (!isMap(found)) return undefined;
    const { name, version, source } = found;
    // A file of one's own need not say its version.
    const project = typeof name === 'string' ? name : projectOf(group);
    return { ...(project === undefined ? {} : { name: project }), version: String(version ?? source) };
  }

  private sources(folder: string): readonly unknown[] {
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    const file = join(folder, 'SOURCES.json');
    const content: unknown = existsSync(file) ? readJson(file) : undefined;
    const sources = isMap(content) && Array.isArray(content.sources) ? content.sources : [];
    this.folders.set(folder, sources);
    return sources;
  }
}

/** Nothing of a file that is damaged: verdicts do not depend on it. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What this package has constructs for, whose definitions say nothing of their project. */
const PROJECTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)istio\.io$/, 'Istio'],
  [/^gateway\.networking\.k8s\.io$/, 'Gateway API'],
  [/^flagger\.app$/, 'Flagger'],
  [/^chaosblade\.io$/, 'ChaosBlade'],
];

/** Which project a group is of, where its definitions do not say it. */
export function projectOf(group: string): string | undefined {
  return PROJECTS.find(([pattern]) => pattern.test(group))?.[1];
}
