import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { EXTERNAL_KINDS } from '../kube/external-kinds';
import { readText, whyUnreadable } from '../kube/file-problems';
import { isMap, type JsonMap } from '../kube/json';
import { type FieldPath, formatPath } from '../model/finding';
import { readDocuments } from '../model/read-documents';
import { textSource } from '../model/source/text-source';
import type { ConfiguredSuppression, Settings, WorldDefinition } from './settings';

/** The name of the file. */
const SETTINGS_FILE = 'meshwright.yaml';

/** Settings that cannot be used: a line each, with file and line. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const KEYS = ['worlds', 'complete', 'external', 'namespace', 'suppress', 'versions', 'meshConfig'];
const SYSTEMS = ['kubernetes', 'istio', 'flagger', 'chaosblade'];

const KINDS: Readonly<Record<string, string>> = EXTERNAL_KINDS;

/**
 * The settings of the repository that a folder belongs to: `meshwright.yaml` there or in the nearest folder above, but
 * not above the root of the repository; the defaults when there is none.
 *
 * @throws SettingsError
 */
export function readSettings(folder: string): Settings {
  const file = findSettings(folder);
  return file === undefined ? settingsOf({}, folder) : readSettingsFile(file, folder);
}

/** The settings without a file. */
export function defaultSettings(root: string): Settings {
  return settingsOf({}, root);
}

/** The file of the settings of the repository that a folder belongs to, if there is one. */
export function findSettings(folder: string): string | undefined {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const file = join(current, SETTINGS_FILE);
    if (existsSync(file)) return file;
    if (existsSync(join(current, '.git')) || dirname(current) === current) return undefined;
  }
}

function readSettingsFile(file: string, folder: string): Settings {
  const name = relative(folder, file) || SETTINGS_FILE;
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw new SettingsError([`${name}: cannot be read: ${whyUnreadable(error)}`]);
  }
  const documents = [...readDocuments(textSource(name, text))];
  const problems = documents.flatMap((document) => document.problems);
  if (problems.length > 0) throw new SettingsError(problems.map(({ line, message }) => `${name}:${line}: ${message}`));
  const [document] = documents;
  const value = document?.value ?? {};
  const reader = new Reader(name, (path) => document?.places.locate(path).line ?? 1);
  if (!isMap(value)) reader.refuse([], 'must be a map', `one with ${KEYS.join(', ')}`);
  const settings = reader.read(isMap(value) ? value : {}, dirname(file));
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return { ...settings, file: name };
}

function settingsOf(value: JsonMap, root: string): Settings {
  return new Reader('', () => 1).read(value, root);
}

/** Reads what the file says and collects what is wrong with it. */
class Reader {
  readonly problems: string[] = [];

  constructor(
    private readonly file: string,
    private readonly lineOf: (path: FieldPath) => number,
  ) {}

  read(value: JsonMap, root: string): Settings {
    this.knownKeys(value, [], KEYS);
    const { worlds, complete, external, namespace, suppress, versions, meshConfig } = value;
    return {
      root,
      worlds: Object.entries(this.map(worlds, ['worlds'])).map(([name, world]) => this.world(name, world)),
      complete: this.boolean(complete, ['complete']) ?? false,
      external: this.external(external),
      ...(namespace === undefined ? {} : { namespace: this.text(namespace, ['namespace']) }),
      suppress: this.list(suppress, ['suppress']).map((each, index) => this.suppression(each, index)),
      versions: this.versions(versions),
      ...(meshConfig === undefined ? {} : { meshConfig: this.map(meshConfig, ['meshConfig']) }),
    };
  }

  refuse(path: FieldPath, problem: string, allowed: string): void {
    const where = path.length === 0 ? '' : ` ${formatPath(path)}`;
    this.problems.push(`${this.file}:${this.lineOf(path)}:${where} ${problem}: write ${allowed}`);
  }

  private world(name: string, value: unknown): WorldDefinition {
    const path = ['worlds', name];
    const world = this.map(value, path);
    this.knownKeys(world, path, ['base', 'overlays', 'complete']);
    const base = this.texts(world.base, [...path, 'base']);
    if (base.length === 0) this.refuse([...path, 'base'], 'is missing', 'patterns of files, such as [dist/*.yaml]');
    const complete = this.boolean(world.complete, [...path, 'complete']);
    return {
      name,
      base,
      overlays: this.texts(world.overlays, [...path, 'overlays']),
      ...(complete === undefined ? {} : { complete }),
    };
  }

  private external(value: unknown): Readonly<Record<string, readonly string[]>> {
    const found: Record<string, readonly string[]> = {};
    for (const [key, names] of Object.entries(this.map(value, ['external']))) {
      const kind = KINDS[key] ?? key;
      if (!/^[A-Z][A-Za-z]*$/.test(kind)) {
        this.refuse(['external', key], 'is no kind', `${Object.keys(KINDS).join(', ')} or the name of a kind`);
        continue;
      }
      found[kind] = [...(found[kind] ?? []), ...this.texts(names, ['external', key])];
    }
    return found;
  }

  private suppression(value: unknown, index: number): ConfiguredSuppression {
    const path = ['suppress', index];
    const entry = this.map(value, path);
    this.knownKeys(entry, path, ['rule', 'resource', 'reason']);
    for (const key of ['rule', 'reason']) {
      if (entry[key] !== undefined && entry[key] !== '') continue;
      this.refuse([...path, key], 'is missing', key === 'rule' ? 'the id of a rule' : 'why the finding is meant');
    }
    return {
      rule: this.text(entry.rule, [...path, 'rule']),
      ...(entry.resource === undefined ? {} : { resource: this.text(entry.resource, [...path, 'resource']) }),
      reason: this.text(entry.reason, [...path, 'reason']),
      line: this.lineOf(path),
    };
  }

  private versions(value: unknown): Readonly<Record<string, string>> {
    const versions = this.map(value, ['versions']);
    this.knownKeys(versions, ['versions'], SYSTEMS);
    return Object.fromEntries(
      Object.entries(versions).map(([system, version]) => [system, this.text(version, ['versions', system])]),
    );
  }

  private knownKeys(value: JsonMap, path: FieldPath, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) this.refuse([...path, key], 'is no setting', `one of ${known.join(', ')}`);
    }
  }

  private map(value: unknown, path: FieldPath): JsonMap {
    if (value === undefined || value === null) return {};
    if (isMap(value)) return value;
    this.refuse(path, 'must be a map', 'keys with values below it');
    return {};
  }

  private list(value: unknown, path: FieldPath): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.refuse(path, 'must be a list', 'its items with a dash each');
    return [];
  }

  private texts(value: unknown, path: FieldPath): readonly string[] {
    if (typeof value === 'string') return [value];
    return this.list(value, path).map((each, index) => this.text(each, [...path, index]));
  }

  private text(value: unknown, path: FieldPath): string {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) this.refuse(path, 'must be text', 'it in quotes');
    return '';
  }

  private boolean(value: unknown, path: FieldPath): boolean | undefined {
    if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
    this.refuse(path, 'must be true or false', 'true or false');
    return undefined;
  }
}
