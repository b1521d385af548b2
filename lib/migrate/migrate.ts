import { loadSchemas } from '../check/installed-schemas';
import type { Judge } from '../check/judge';
import { printDocument } from '../core/yaml-printer';
import type { JsonMap } from '../kube/json';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import { everyPart, type Handle } from './code/expression';
import type { Declaration, Form } from './declaration';
import { UnreadableError } from './errors';
import { format } from './format';
import { planCharts } from './plan';
import { printMain } from './print-main';
import { ModulePrinter } from './print-module';
import { type Proof, prove } from './prove';
import { readSources, type SourceObject, type Sources } from './read/read-sources';
import type { Registry } from './registry';
import type { Unit } from './unit';
import { unwritable } from './unwritable';
import { type Built, type Refused, Workshop } from './workshop';

/** What became of an object. */
export interface Migrated {
  readonly source: SourceObject;
  readonly form: Form;
  /** Why it is not written in a better form, if it is not. */
  readonly reason: string | undefined;
}

/** What a migration has found and written. */
export interface Migration {
  /** The files of the project, by their paths. */
  readonly files: ReadonlyMap<string, string>;
  readonly objects: readonly Migrated[];
  readonly units: readonly Unit[];
  readonly proof: Proof;
  readonly passedOver: readonly string[];
  /** Objects that several files have in one form, which is written once. */
  readonly repeated: readonly string[];
  readonly removed: ReadonlyMap<string, number>;
}

/**
 * Manifests as a TypeScript project that writes the same objects: with constructs where they say exactly the same, with
 * generated classes where they do not reach, with plain objects for the rest. Nothing is written to the disk.
 *
 * @param paths files, folders, or `-` for the standard input
 * @param schemas a folder of schemas of more kinds
 * @throws UnreadableError when something cannot be read, or there is nothing
 */
export async function migrate(paths: readonly string[], cwd: string, schemas?: string): Promise<Migration> {
  const sources = readSources(paths, cwd);
  if (sources.problems.length > 0) throw new UnreadableError(sources.problems);
  if (sources.files.length === 0) throw new UnreadableError([nothingIn(paths, sources)]);
  const lost = unwritable(sources.files.flatMap(({ objects }) => objects));
  if (lost.length > 0) throw new UnreadableError(lost);
  const { units, repeated } = planCharts(sources);
  const all = units.flatMap(({ objects }) => objects.map(({ object }) => object));
  const judge = loadSchemas({ cwd, folder: schemas }).knowingAmong(all);
  const built = build(units, judge);
  const printed = printProject(units, built);
  const files = new Map<string, string>();
  for (const [name, text] of printed.typed) files.set(name, name.endsWith('.ts') ? await format(text) : text);
  const proof = prove(new Map([...printed.beside, ...printed.runnable]), units, judge);
  return {
    files: new Map([...files, ...printed.beside]),
    objects: objectsOf(built),
    units,
    proof,
    passedOver: sources.passedOver,
    repeated,
    removed: sources.removed,
  };
}

function nothingIn(paths: readonly string[], { passedOver }: Sources): string {
  const where = paths.map((path) => (path === '-' ? 'the standard input' : path)).join(', ');
  return [`${where}: no objects of a cluster`, ...passedOver].join('\n');
}

/** Builds all, and once more without what the whole refuses, until it refuses nothing. */
function build(units: readonly Unit[], judge: Judge): Built {
  const refused: Refused = new Map();
  const refusal = refusalOf(judge);
  for (;;) {
    const built = new Workshop(units, refused, refusal).build();
    const news = built.problems.filter(({ declaration: { sources, form } }) =>
      sources.some((source) => !refused.get(source)?.has(form)),
    );
    if (news.length === 0) return built;
    for (const { declaration, reason } of news) {
      for (const source of declaration.sources) {
        const forms = refused.get(source) ?? new Map<Form, string>();
        refused.set(source, forms.set(declaration.form, reason));
      }
    }
  }
}

/** Why the API server would refuse an object, by the schemas of its kind. */
function refusalOf(judge: Judge): (object: JsonMap) => string | undefined {
  const known = new Map<JsonMap, string | undefined>();
  return (object) => {
    if (!known.has(object)) {
      const first = judge.verdict(object).violations.find(isError);
      known.set(object, first && messageOf(first));
    }
    return known.get(object);
  };
}

interface Printed {
  /** Modules as TypeScript. */
  readonly typed: ReadonlyMap<string, string>;
  /** The same modules as JavaScript. */
  readonly runnable: ReadonlyMap<string, string>;
  /** Texts and YAML beside the code. */
  readonly beside: ReadonlyMap<string, string>;
}

function printProject(units: readonly Unit[], { declarations, registry }: Built): Printed {
  const [typed, runnable, beside] = [1, 2, 3].map(() => new Map<string, string>()) as [
    Map<string, string>,
    Map<string, string>,
    Map<string, string>,
  ];
  const elsewhere = usedElsewhere(declarations, registry);
  const fieldNames = new Map<Handle, string>();
  const ordered = registry.ordered(units);
  for (const unit of ordered) {
    const own = declarations.filter((declaration) => declaration.unit === unit);
    const asYaml = own.filter(({ form }) => form === 'YAML').flatMap(({ sources }) => sources);
    const yaml = asYaml.length === 0 ? undefined : `manifests/${unit.id}.yaml`;
    if (yaml !== undefined) beside.set(yaml, asYaml.map(({ object }) => printDocument(object)).join('---\n'));
    for (const part of own.flatMap(({ expression }) => [...everyPart(expression)])) {
      if (part.type === 'file') beside.set(part.path, part.text);
    }
    const printer = new ModulePrinter(unit, own, registry, elsewhere, fieldNames, yaml);
    typed.set(`${unit.module}.ts`, printer.print('TypeScript'));
    runnable.set(`${unit.module}.js`, printer.print('JavaScript'));
  }
  typed.set('main.ts', printMain(units, registry, 'TypeScript'));
  runnable.set('main.js', printMain(units, registry, 'JavaScript'));
  return { typed, runnable, beside };
}

function usedElsewhere(declarations: readonly Declaration[], registry: Registry): ReadonlySet<Handle> {
  const used = new Set<Handle>();
  for (const { unit, expression } of declarations) {
    for (const part of everyPart(expression)) {
      if (part.type === 'reference' && registry.unitOf(part.to) !== unit) used.add(part.to);
    }
  }
  return used;
}

function objectsOf({ declarations }: Built): readonly Migrated[] {
  return declarations.flatMap(({ sources, form, reason }) => sources.map((source) => ({ source, form, reason })));
}
