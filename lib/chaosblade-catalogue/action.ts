import type { Flag } from './flag';

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
export type FlagTable = Readonly<Record<string, Flag>>;

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
export function spellingOf(name: string, flag: Flag): string {
  return flag.spelling ?? name.replace(/[A-Z]/g, (letters) => `-${letters.toLowerCase()}`);
}

/** What is wrong with the flags that an action is given together, by their names in TypeScript. */
export type GroupProblem =
  /** All of these are missing. */
  | { readonly is: 'missing'; readonly names: readonly string[] }
  /** Exactly one is to be given. */
  | { readonly is: 'not one'; readonly names: readonly string[]; readonly given: readonly string[] }
  /** At least one is to be given. */
  | { readonly is: 'none'; readonly names: readonly string[] }
  /** Those of one list are ignored beside those of another. */
  | { readonly is: 'excluded'; readonly given: readonly (readonly string[])[] };

/** What is wrong with the flags that are given together. */
export function groupProblems(
  { groups: { required = {}, oneOf, someOf, either = {} } }: Action,
  has: (name: string) => boolean,
): readonly GroupProblem[] {
  const problems: GroupProblem[] = [];
  const missing = Object.keys(required).filter((name) => !has(name));
  if (missing.length > 0) problems.push({ is: 'missing', names: missing });
  if (oneOf !== undefined) {
    const names = Object.keys(oneOf);
    const given = names.filter(has);
    if (given.length !== 1) problems.push({ is: 'not one', names, given });
  }
  if (someOf !== undefined && !Object.keys(someOf).some(has)) {
    problems.push({ is: 'none', names: Object.keys(someOf) });
  }
  const given = Object.values(either)
    .map((table) => Object.keys(table).filter(has))
    .filter((names) => names.length > 0);
  if (given.length > 1) problems.push({ is: 'excluded', given });
  return problems;
}
