import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { loadSchemas } from '../check/installed-schemas';
import type { Judged } from '../check/judge';
import { isFileError, isFolder } from '../kube/file-problems';
import { isMap, type JsonMap } from '../kube/json';
import { describeObject } from '../kube/object-reference';
import { readDocuments } from '../model/read-documents';
import { streamManifests } from '../model/read-manifests';
import { type TextSource, textSource } from '../model/source/text-source';
import { readSettings } from '../settings/read-settings';
import type { Settings, WorldDefinition } from '../settings/settings';
import { filesOf } from '../settings/world-files';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import { type JudgedManifest, World } from '../world/world';
import { findInputs, type InputFile, problemOf, sourceOf } from './inputs';
import type { ManifestJudge } from './remembering-judge';
import { parseRevision, type Revision, revisionFiles } from './revision';

/** What is to be read. */
export interface AppliedOptions {
  /** None for what `meshwright.yaml` or `cdk8s.yaml` says is applied. */
  readonly paths: readonly string[];
  /** Files that go on top, in order. */
  readonly overlays: readonly string[];
  /** A folder of schemas of more kinds. */
  readonly schemas: string | undefined;
  /** The name of a world of `meshwright.yaml`. @default - the only one */
  readonly world: string | undefined;
}

/** A world as it is applied. */
export interface AppliedWorld {
  readonly world: World;
  /** What `meshwright.yaml` says of MeshConfig. */
  readonly meshConfig: JsonMap | undefined;
  /** What could not be read, one line each. */
  readonly problems: readonly string[];
  /** What the API server would refuse, so that it is not there: one line for each object. */
  readonly refused: readonly string[];
}

/** What was asked for and is not there. */
export class WorldError extends Error {}

/** Objects that were read, to be put on top of a world. */
export interface Overlay extends Pick<AppliedWorld, 'problems' | 'refused'> {
  readonly judged: readonly JudgedManifest[];
}

/** What files, or everything below folders, hold: to be put on top of a world. */
export function readOverlay(paths: readonly string[], cwd: string, judge: ManifestJudge): Overlay {
  const reader = new Reader(judge);
  readOnTop(reader, paths, cwd);
  return { judged: reader.take(), problems: reader.problems, refused: reader.refused };
}

/**
 * The world that `kubectl apply -f PATH` makes: of a folder the files directly in it, or everything below it where none
 * of these is a manifest; `git:REV:PATH` is a path in a revision. Without a path it is the base of the world that `meshwright.yaml` describes, or the output of
 * `cdk8s.yaml`.
 *
 * @param judge in place of that by the schemas
 * @throws WorldError, RevisionError, SchemasError, SettingsError
 */
export function readAppliedWorld(options: AppliedOptions, cwd: string, judge?: ManifestJudge): AppliedWorld {
  const settings = readSettings(cwd);
  const reader = new Reader(judge ?? loadSchemas({ cwd, folder: options.schemas, settings }));
  // What is named by the caller and not found is no smaller world, but another one.
  const { problems: missing } = findInputs(options.overlays, cwd);
  if (missing.length > 0) throw new WorldError(missing.join('\n'));
  if (options.paths.length > 0 && options.world !== undefined) {
    throw new WorldError(
      `--world ${options.world} chooses a world of meshwright.yaml, and ${options.paths[0]} is given: leave one of the two out`,
    );
  }
  const definition = options.paths.length > 0 ? undefined : chosenWorld(settings, options.world);
  if (options.paths.length > 0) for (const path of options.paths) readPath(reader, path, cwd);
  else readUsual(reader, settings, definition, cwd);
  const complete = definition?.complete ?? settings.complete;
  const { external, namespace, meshConfig } = settings;
  const defaultNamespace = namespace === undefined ? {} : { defaultNamespace: namespace };
  let world = World.of(reader.take(), { complete, external, ...defaultNamespace });
  for (const overlay of options.overlays) {
    readOnTop(reader, [overlay], cwd);
    world = world.with(reader.take());
  }
  return { world, meshConfig, problems: reader.problems, refused: reader.refused };
}

/** Reads and judges files. */
class Reader {
  private readonly told = new Set<string>();
  readonly refused: string[] = [];
  private judged: JudgedManifest[] = [];

  constructor(private readonly judge: ManifestJudge) {}

  get problems(): readonly string[] {
    return [...this.told];
  }

  /** @returns how many objects there were */
  add(file: InputFile): number {
    return this.addText(sourceOf(file), file.named);
  }

  /** @returns how many objects there were */
  addText(source: TextSource, strict: boolean): number {
    const { name: file } = source;
    const { texts } = this.judge;
    try {
      if (texts === undefined) return this.addAll(file, this.read(source, strict).judged);
      const { text, source: taken } = texts.take(source);
      const known = text === undefined ? undefined : texts.recall(text, file);
      if (known !== undefined) return this.addAll(file, known);
      const { judged, isClean } = this.read(taken, strict);
      // What is said of a file names it, and depends on how it was asked for.
      if (text !== undefined && isClean) texts.keep(text, judged);
      return this.addAll(file, judged);
    } catch (error) {
      if (!isFileError(error)) throw error;
      this.addProblem(problemOf(file, error));
      return 0;
    }
  }

  private read(source: TextSource, strict: boolean): { readonly judged: readonly Judged[]; readonly isClean: boolean } {
    const judged: Judged[] = [];
    let isClean = true;
    for (const { manifests, findings } of streamManifests(source, { strict, digests: this.judge.key !== undefined })) {
      if (findings.length > 0) isClean = false;
      for (const { severity, message, line = 1 } of findings) {
        if (severity === 'error') this.addProblem(`${source.name}:${line}: ${message}`);
      }
      for (const manifest of manifests) judged.push(this.judge.judge(manifest));
    }
    return { judged, isClean };
  }

  private addAll(file: string, all: readonly Judged[]): number {
    for (const { manifest, sound, scope, violations } of all) {
      this.judged.push({ manifest, sound, scope });
      const [first] = violations.filter(isError);
      if (first !== undefined) this.refused.push(`${file}: ${describeObject(manifest.resource)}: ${messageOf(first)}`);
    }
    return all.length;
  }

  /** Once, however often a file is looked at. */
  addProblem(problem: string): void {
    this.told.add(problem);
  }

  /** What was read since the last time. */
  take(): readonly JudgedManifest[] {
    const taken = this.judged;
    this.judged = [];
    return taken;
  }
}

function readOnTop(reader: Reader, paths: readonly string[], cwd: string): void {
  const { files, problems } = findInputs(paths, cwd);
  for (const problem of problems) reader.addProblem(problem);
  for (const file of files) reader.add(file);
}

function readPath(reader: Reader, path: string, cwd: string): void {
  const revision = parseRevision(path);
  if (revision !== undefined) {
    readRevision(reader, revision, cwd);
    return;
  }
  const full = resolve(cwd, path);
  if (path !== '-' && path !== '' && isFolder(full)) {
    const direct = readdirSync(full)
      .filter((name) => /\.(ya?ml|json)$/.test(name) && !name.startsWith('.'))
      .sort()
      .map((name): InputFile => ({ name: join(path, name), path: join(full, name), named: false }))
      .filter((file) => isFileOrBroken(file.path as string));
    const counts = direct.map((file) => reader.add(file));
    if (counts.some((count) => count > 0)) return;
  }
  readOnTop(reader, [path], cwd);
}

/** A pipe or a device may have no end; what cannot be looked at is said when it is read. */
function isFileOrBroken(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return true;
  }
}

/** As {@link readPath}, without checking anything out. */
function readRevision(reader: Reader, revision: Revision, cwd: string): void {
  const files = revisionFiles({ ...revision, path: revision.path ?? outputOf(cwd) }, cwd);
  const isFile = files.length === 1;
  const direct = files.filter(({ below }) => !below.includes('/'));
  const counts = direct.map(({ source }) => reader.addText(source, isFile));
  if (counts.some((count) => count > 0)) return;
  for (const { below, source } of files) if (below.includes('/')) reader.addText(source, false);
}

/** What is applied when nobody says it. */
/** The world of `meshwright.yaml` that is meant, if it describes any. */
function chosenWorld(settings: Settings, name: string | undefined): WorldDefinition | undefined {
  const { worlds } = settings;
  const chosen = name === undefined ? worlds : worlds.filter((each) => each.name === name);
  const names = worlds.map((each) => each.name).join(', ');
  if (name !== undefined && chosen.length === 0) {
    throw new WorldError(`--world ${name}: ${names === '' ? 'meshwright.yaml has no worlds' : `there are ${names}`}`);
  }
  const [definition, second] = chosen;
  if (second !== undefined)
    throw new WorldError(`meshwright.yaml has several worlds: say --world with one of ${names}`);
  return definition;
}

function readUsual(reader: Reader, settings: Settings, definition: WorldDefinition | undefined, cwd: string): void {
  if (definition === undefined) {
    readPath(reader, outputOf(cwd), cwd);
    return;
  }
  const { base } = filesOf(definition, settings);
  if (base.length === 0)
    throw new WorldError(`no file is in world ${definition.name} of meshwright.yaml: write them first, or give a path`);
  for (const path of base) reader.add({ name: relative(cwd, path), path, named: false });
}

/** The folder that `cdk8s synth` writes to. */
function outputOf(cwd: string): string {
  const file = join(cwd, 'cdk8s.yaml');
  if (!existsSync(file))
    throw new WorldError('give a path, such as dist: neither meshwright.yaml nor cdk8s.yaml is here');
  const [document] = readDocuments(textSource('cdk8s.yaml', readFileSync(file, 'utf8')));
  const output = isMap(document?.value) ? document.value.output : undefined;
  return typeof output === 'string' && output !== '' ? output : 'dist';
}
