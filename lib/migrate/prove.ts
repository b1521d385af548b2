import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Judge } from '../check/judge';
import { App } from '../core/app';
import type { JsonMap } from '../kube/json';
import { describeObject, identityOf } from '../kube/object-reference';
import { readManifests } from '../model/read-manifests';
import { isOfPackage, loadModule } from './modules-of-packages';
import type { SourceObject } from './read/read-sources';
import { compareObjects, type OtherWords } from './same';
import { compareTraffic, type TrafficComparison } from './traffic';
import type { Unit } from './unit';

/** What came of comparing what was read with what the project writes. */
export interface Proof {
  readonly objects: number;
  readonly same: number;
  /** Of the same, how many are written otherwise, by the reason why that makes no difference. */
  readonly otherWords: ReadonlyMap<OtherWords, number>;
  /** One line for each object that is not the same. */
  readonly differences: readonly string[];
  /** What the project writes, in the order in which it is applied. */
  readonly written: ReadonlyMap<string, string>;
  /** Of the steady state. */
  readonly traffic: TrafficComparison;
}

/** Runs a project, as JavaScript, and compares what it writes with what was read. */
export function prove(files: ReadonlyMap<string, string>, units: readonly Unit[], judge: Judge): Proof {
  const written = synthesize(files);
  const differences: string[] = [];
  const otherWords = new Map<OtherWords, number>();
  let same = 0;
  const compare = (sources: readonly SourceObject[], manifests: readonly JsonMap[]) => {
    const left = new Map<string, JsonMap[]>();
    for (const manifest of manifests) {
      const key = keyOf(manifest);
      left.set(key, [...(left.get(key) ?? []), manifest]);
    }
    for (const { object, reference, file } of sources) {
      const found = left.get(identityOf(reference))?.shift();
      const comparison = found === undefined ? undefined : compareObjects(object, found);
      if (comparison?.same) {
        same++;
        for (const words of comparison.otherWords) otherWords.set(words, (otherWords.get(words) ?? 0) + 1);
      } else {
        const why = comparison === undefined ? 'it is not written' : comparison.difference;
        differences.push(`${file}: ${describeObject(reference)}: ${why}`);
      }
    }
    for (const manifest of [...left.values()].flat())
      differences.push(`${keyOf(manifest).replaceAll('\n', ' ')}: it was not read`);
  };
  const steady = units.filter(({ scenario }) => scenario === undefined).flatMap(({ objects }) => objects);
  const applied = objectsOf([...written].filter(([name]) => !name.startsWith('scenarios/')));
  compare(steady, applied);
  for (const { scenario, id, objects } of units) {
    if (scenario === undefined) continue;
    const name = `scenarios/${scenario.folder}/${id}.k8s.yaml`;
    compare(objects, objectsOf([[name, written.get(name) ?? '']]));
  }
  const objects = units.reduce((sum, unit) => sum + unit.objects.length, 0);
  const read = steady.map(({ object }) => object);
  const traffic = compareTraffic(read, applied, judge);
  return { objects, same, otherWords, differences, written, traffic };
}

function keyOf(manifest: JsonMap): string {
  const { resource } = readManifests('', JSON.stringify(manifest)).manifests[0] ?? {};
  return resource === undefined ? '' : identityOf(resource);
}

function objectsOf(files: readonly (readonly [string, string])[]): readonly JsonMap[] {
  return files
    .filter(([name]) => name.endsWith('.yaml'))
    .flatMap(([name, text]) => readManifests(name, text).manifests.map(({ object }) => object));
}

/** The files that a project writes. The project stands on the disk while it runs, for what it reads beside its code. */
function synthesize(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const root = mkdtempSync(join(tmpdir(), 'meshwright-migrate-'));
  try {
    for (const [name, text] of files) {
      if (name.endsWith('.js')) continue;
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const app = new App({ outdir: join(root, 'dist') });
    (new Modules(root, files).load(join(root, 'main.js')) as { build(app: App): void }).build(app);
    return app.render();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Modules of a project that are on no disk, as Node.js would load them. */
class Modules {
  private readonly loaded = new Map<string, Record<string, unknown>>();
  private readonly node = createRequire(__filename);

  constructor(
    private readonly root: string,
    private readonly files: ReadonlyMap<string, string>,
  ) {}

  load(path: string): Record<string, unknown> {
    const known = this.loaded.get(path);
    if (known !== undefined) return known;
    const text = this.files.get(relative(this.root, path).replaceAll('\\', '/'));
    if (text === undefined) throw new Error(`no module ${path}`);
    const exports: Record<string, unknown> = {};
    this.loaded.set(path, exports);
    const load = (name: string): unknown => {
      if (name.startsWith('.')) return this.load(resolve(dirname(path), `${name}.js`));
      return isOfPackage(name) ? loadModule(name) : this.node(name);
    };
    // Of this realm, as cdk8s looks at the classes of objects.
    const run = new Function('exports', 'require', '__dirname', `${text}\n//# sourceURL=${path}`);
    run(exports, load, dirname(path));
    return exports;
  }
}
