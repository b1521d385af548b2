import type { Action, Ending, FlagGroups, Matcher } from '../chaosblade-catalogue/action';
import { CONTAINER_ACTIONS, NODE_ACTIONS, POD_ACTIONS } from '../chaosblade-catalogue/actions';
import { type FlagsOf, isForced, renderFlags, type Scope } from './flags';

/**
 * What goes wrong: an action of ChaosBlade's catalogue with its flags. Made by {@link NodeFault}, {@link PodFault} and
 * {@link ContainerFault}.
 *
 * @see https://chaosblade.io/docs/
 */
export class ChaosFault<S extends Scope = Scope, E extends Ending = Ending> {
  /** @internal */
  static _of<S extends Scope>(scope: S, what: Action, where: string, flags: Readonly<Record<string, unknown>>) {
    const ending = isForced(what, flags) ? 'irreversible' : what.ending;
    return new ChaosFault<S, Ending>(
      where,
      scope,
      what.target,
      what.action,
      ending,
      renderFlags(where, scope, what, flags),
    );
  }

  private constructor(
    /** Its name in TypeScript, for messages: `NodeFault.networkLoss`. */
    readonly name: string,
    /** What it can be done to. */
    readonly scope: S,
    /** What it concerns, in ChaosBlade's words: `network`. */
    readonly target: string,
    /** What happens, in ChaosBlade's words: `loss`. */
    readonly action: string,
    /** How it ends. */
    readonly ending: E,
    /** The flags, as ChaosBlade reads them. */
    readonly matchers: readonly Matcher[],
  ) {}
}

/** The actions that there are, by what they can be done to. */
interface Catalogues {
  readonly node: typeof NODE_ACTIONS;
  readonly pod: typeof POD_ACTIONS;
  readonly container: typeof CONTAINER_ACTIONS;
}
type NameOf<S extends Scope> = keyof Catalogues[S] & string;
type GroupsOf<S extends Scope, Name extends NameOf<S>> = Catalogues[S][Name] extends Action<infer G> ? G : never;
type EndingOf<S extends Scope, Name extends NameOf<S>> =
  Catalogues[S][Name] extends Action<FlagGroups, infer E> ? E : never;

/** What an action is told, by its name, so that messages of the compiler are short. */
export type FaultFlags<S extends Scope, Name extends NameOf<S>> = FlagsOf<GroupsOf<S, Name>, S>;

type Make<S extends Scope, Name extends NameOf<S>> =
  unknown extends FaultFlags<S, Name>
    ? () => ChaosFault<S, EndingOf<S, Name>>
    : Record<never, never> extends FaultFlags<S, Name>
      ? (flags?: FaultFlags<S, Name>) => ChaosFault<S, EndingOf<S, Name>>
      : (flags: FaultFlags<S, Name>) => ChaosFault<S, EndingOf<S, Name>>;

/** With `force` the action cannot be undone, which the experiment must then say. */
interface MakeForced<S extends Scope, Name extends NameOf<S>, F> {
  (flags: FaultFlags<S, Name> & { readonly [K in keyof F]?: false }): ChaosFault<S, EndingOf<S, Name>>;
  (flags: FaultFlags<S, Name> & { readonly [K in keyof F]: true }): ChaosFault<S, 'irreversible'>;
}

/** A function for each action of a catalogue. */
export type Faults<S extends Scope> = {
  readonly [Name in keyof Catalogues[S]]: Name extends NameOf<S>
    ? GroupsOf<S, Name> extends { readonly forced: infer F }
      ? MakeForced<S, Name, F>
      : Make<S, Name>
    : never;
};

function faults<S extends Scope>(
  scope: S,
  room: string,
  catalogue: Readonly<Record<string, Action<FlagGroups, Ending>>>,
): Faults<S> {
  const functions = Object.entries(catalogue).map(([name, what]) => [
    name,
    (flags: Readonly<Record<string, unknown>> = {}) => ChaosFault._of(scope, what, `${room}.${name}`, flags),
  ]);
  return Object.fromEntries(functions) as Faults<S>;
}

/**
 * Faults of whole nodes, with all pods on them.
 *
 * ```ts
 * NodeFault.networkLoss({ percent: 60, interface: 'eth0', localPort: ingress.nodePort('http2') })
 * ```
 */
export const NodeFault: Faults<'node'> = faults('node', 'NodeFault', NODE_ACTIONS);

/**
 * Faults of pods: their network, their processes, themselves.
 *
 * ```ts
 * PodFault.networkDelay({ time: Duration.seconds(3), interface: 'eth0', remotePort: ratings.ports[0] })
 * ```
 */
export const PodFault: Faults<'pod'> = faults('pod', 'PodFault', POD_ACTIONS);

/**
 * Faults of single containers of pods.
 *
 * ```ts
 * ContainerFault.cpuFullload({ cpuPercent: 80 })
 * ```
 */
export const ContainerFault: Faults<'container'> = faults('container', 'ContainerFault', CONTAINER_ACTIONS);
