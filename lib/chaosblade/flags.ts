import type { Duration, Size } from 'cdk8s';
import {
  type Action,
  flagsOf,
  type GroupProblem,
  groupProblems,
  type Matcher,
  spellingOf,
} from '../chaosblade-catalogue/action';
import type { Amount, Flag, OneOrMore, PortNumber, PortNumbers } from '../chaosblade-catalogue/flag';
import { MeshwrightError } from '../core/errors';

/** What an experiment attacks: nodes, pods (their network, their processes), or single containers of pods. */
export type Scope = 'node' | 'pod' | 'container';

/** A port of a node: a gateway's node port by its object, or any by its number. */
export type NodePortLike = number | { readonly nodePort: number };

/** A port inside a pod: that of a Service by its object, which means the port that the container listens on. */
export type PodPortLike = number | { readonly targetPort: number };

/** A port where the fault happens: a node port on nodes, a container's port in pods. */
export type PortLike<S extends Scope> = S extends 'node' ? NodePortLike : PodPortLike;

/** Ports: one or several, or ranges such as `'8000-8080'`. */
export type Ports<S extends Scope> = OneOrMore<PortLike<S> | `${number}-${number}`>;

/** The value of a flag in a scope. */
type ValueOf<F, S extends Scope> =
  F extends Flag<infer Value>
    ? [Value] extends [PortNumbers]
      ? Ports<S>
      : [Value] extends [PortNumber]
        ? PortLike<S>
        : [Value] extends [Amount<'mebibytes'>]
          ? Size
          : [Value] extends [Amount<'milliseconds' | 'seconds'>]
            ? Duration
            : Value
    : never;

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
    const rendered = render(flag, value, scope, (message) => error(`${name} ${message}`));
    if (rendered.length > 0) matchers.set(name, [spellingOf(name, flag), rendered]);
  }
  const [problem] = groupProblems(what, (name) => matchers.has(name));
  if (problem !== undefined) error(describe(problem));
  return Object.keys(table)
    .map((name) => matchers.get(name))
    .filter((matcher) => matcher !== undefined);
}

/** Whether a flag is set that makes the action one that cannot be undone. */
export function isForced({ groups }: Action, values: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(groups.forced ?? {}).some((name) => values[name] === true);
}

/** The values of a flag as texts. */
function render({ form }: Flag, value: unknown, scope: Scope, fail: (message: string) => never): readonly string[] {
  if (form.given === true && value === false) return [];
  const list: readonly unknown[] = form.list && Array.isArray(value) ? value : [value];
  if (list.length === 0) fail('must not be empty: leave it out, or give at least one');
  return list.map((each) => {
    const text = textOf(each, form.unit, scope);
    const problem = form.judge(text);
    return problem === undefined ? text : fail(problem);
  });
}

function textOf(
  value: unknown,
  unit: Amount<'milliseconds' | 'seconds' | 'mebibytes'>['unit'] | undefined,
  scope: Scope,
) {
  switch (unit) {
    case 'milliseconds':
      return rounded((value as Duration).toMilliseconds({ integral: false }));
    case 'seconds':
      return rounded((value as Duration).toSeconds({ integral: false }));
    case 'mebibytes':
      return rounded((value as Size).toKibibytes({ rounding: 0 }) / 1024);
    case undefined:
      return typeof value === 'object' && value !== null ? portText(value, scope) : `${value}`;
  }
}

/** Without what calculating with fractions leaves. */
function rounded(amount: number): string {
  return `${Number(amount.toFixed(6))}`;
}

/** Ports of Services and gateways have both: on nodes the one counts, in pods the other. */
function portText(value: { readonly nodePort?: number; readonly targetPort?: number }, scope: Scope): string {
  return `${(scope === 'node' ? value.nodePort : value.targetPort) ?? Number.NaN}`;
}

function describe(problem: GroupProblem): string {
  switch (problem.is) {
    case 'missing':
      return `${problem.names.join(' and ')} must be given`;
    case 'not one':
      return `exactly one of ${listed(problem.names)} must be given, not ${problem.given.join(' and ') || 'none'}`;
    case 'none':
      return `at least one of ${listed(problem.names)} must be given`;
    case 'excluded':
      return `${problem.given.map((names) => names.join(', ')).join(' excludes ')}: ChaosBlade would ignore one of them`;
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
