import { MeshwrightError } from '../core/errors';
import type { Fail, Flag, Scope, ValueOf } from './flag';

/**
 * How an action ends.
 *
 * - `duration`: after a while, by itself.
 * - `irreversible`: what it did stays, such as a killed process; the experiment ends after a while.
 * - `instant`: it acts once, cannot be undone, and knows no time: ChaosBlade ignores `timeout`.
 * - `deletion`: when the ChaosBlade object is deleted, not before: ChaosBlade ignores `timeout`.
 */
export type Ending = 'duration' | 'irreversible' | 'instant' | 'deletion';

/** Flags by their names, as the catalogue lists them. */
export type FlagTable = Readonly<Record<string, Flag<never>>>;

/** The flags of an action, in groups by how they may be combined. */
export interface FlagGroups {
  /** All of them are given. */
  readonly required?: FlagTable;
  /** Exactly one of them is given. */
  readonly oneOf?: FlagTable;
  /** At least one of them is given. */
  readonly someOf?: FlagTable;
  /** Any of them, but none of one list together with one of another, which ChaosBlade would ignore. */
  readonly either?: Readonly<Record<string, FlagTable>>;
  /** Any of them. */
  readonly optional?: FlagTable;
  /** Any of them; with `true` the action cannot be undone. */
  readonly forced?: FlagTable;
}

/** An action of the catalogue. */
export interface Action<G extends FlagGroups = FlagGroups, E extends Ending = Ending> {
  readonly target: string;
  readonly action: string;
  readonly groups: G;
  readonly ending: E;
}

/** An action that ends after a while. */
export function action<G extends FlagGroups>(target: string, name: string, groups: G): Action<G, 'duration'> {
  return { target, action: name, groups, ending: 'duration' };
}

/** An action that ends otherwise. */
export function actionEnding<E extends Ending, G extends FlagGroups>(
  ending: E,
  target: string,
  name: string,
  groups: G,
): Action<G, E> {
  return { target, action: name, groups, ending };
}

// The types below map over the catalogue's own properties, so that editors show the comments written there.
type Values<T, S extends Scope> = { readonly [K in keyof T]: ValueOf<T[K], S> };
type Given<V> = Exclude<V, false | undefined>;
type None<K extends PropertyKey> = { readonly [P in K]?: never };
type Required<G, S extends Scope> = G extends { readonly required: infer T } ? Values<T, S> : unknown;
type Optional<G, S extends Scope> = G extends { readonly optional: infer T } ? Partial<Values<T, S>> : unknown;
type Forced<G, S extends Scope> = G extends { readonly forced: infer T } ? Partial<Values<T, S>> : unknown;
type OneOf<G, S extends Scope> = G extends { readonly oneOf: infer T }
  ? { [K in keyof T]: { readonly [P in K]: ValueOf<T[P], S> } & None<Exclude<keyof T, K>> }[keyof T]
  : unknown;
type SomeOf<G, S extends Scope> = G extends { readonly someOf: infer T }
  ? { [K in keyof T]: { readonly [P in K]: Given<ValueOf<T[P], S>> } & Partial<Values<Omit<T, K>, S>> }[keyof T]
  : unknown;
type NamesIn<T> = T extends unknown ? keyof T : never;
type Either<G, S extends Scope> = G extends { readonly either: infer T }
  ? { [K in keyof T]: Partial<Values<T[K], S>> & None<Exclude<NamesIn<T[keyof T]>, keyof T[K]>> }[keyof T]
  : unknown;

/** What an action is told, in a scope. */
export type FlagsOf<G, S extends Scope> = Required<G, S> &
  OneOf<G, S> &
  SomeOf<G, S> &
  Either<G, S> &
  Optional<G, S> &
  Forced<G, S>;

/** A matcher of an experiment: a name and its values, which the operator joins with commas. */
export type Matcher = readonly [name: string, values: readonly string[]];

/** The flags of an action by their names in TypeScript. */
export function flagsOf({ groups }: Action): FlagTable {
  return {
    ...groups.required,
    ...groups.oneOf,
    ...groups.someOf,
    ...Object.assign({}, ...Object.values(groups.either ?? {})),
    ...groups.optional,
    ...groups.forced,
  };
}

/** How ChaosBlade spells a flag. */
export function spellingOf(name: string, flag: Flag<never>): string {
  return flag.spelling ?? name.replace(/[A-Z]/g, (letters) => `-${letters.toLowerCase()}`);
}

/**
 * Checks what an action is told, also for those who write JavaScript, and writes it as matchers.
 *
 * @throws MeshwrightError when a flag is missing, unknown, out of range or ignored beside another
 */
export function renderFlags(
  where: string,
  scope: Scope,
  what: Action,
  values: Readonly<Record<string, unknown>>,
): Matcher[] {
  const table = flagsOf(what);
  const error = (message: string): never => {
    throw new MeshwrightError(where, message);
  };
  const matchers = new Map<string, Matcher>();
  for (const [name, value] of Object.entries(values)) {
    const flag = table[name] ?? error(`there is no flag ${name}: its flags are ${listed(Object.keys(table))}`);
    if (value === undefined) continue;
    const fail: Fail = (message) => error(`${name} ${message}`);
    const rendered = flag.render(value as never, fail, scope);
    if (rendered.length > 0) matchers.set(name, [spellingOf(name, flag), rendered]);
  }
  checkGroups(what.groups, (name) => matchers.has(name), error);
  return Object.keys(table)
    .map((name) => matchers.get(name))
    .filter((matcher) => matcher !== undefined);
}

/** Whether a flag is set that makes the action one that cannot be undone. */
export function isForced({ groups }: Action, values: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(groups.forced ?? {}).some((name) => values[name] === true);
}

function checkGroups(
  { required = {}, oneOf, someOf, either }: FlagGroups,
  has: (name: string) => boolean,
  error: (message: string) => never,
): void {
  const missing = Object.keys(required).filter((name) => !has(name));
  if (missing.length > 0) error(`${missing.join(' and ')} must be given`);
  if (oneOf !== undefined) {
    const there = Object.keys(oneOf).filter(has);
    if (there.length !== 1) {
      error(`exactly one of ${listed(Object.keys(oneOf))} must be given, not ${there.join(' and ') || 'none'}`);
    }
  }
  if (someOf !== undefined && !Object.keys(someOf).some(has)) {
    error(`at least one of ${listed(Object.keys(someOf))} must be given`);
  }
  const there = Object.values(either ?? {})
    .map((table) => Object.keys(table).filter(has))
    .filter((names) => names.length > 0);
  if (there.length > 1) {
    error(`${there.map((names) => names.join(', ')).join(' excludes ')}: ChaosBlade would ignore one of them`);
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
