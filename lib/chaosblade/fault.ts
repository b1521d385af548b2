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

type Make<S extends Scope, G, E extends Ending> =
  unknown extends FlagsOf<G, S>
    ? () => ChaosFault<S, E>
    : Record<never, never> extends FlagsOf<G, S>
      ? (flags?: FlagsOf<G, S>) => ChaosFault<S, E>
      : (flags: FlagsOf<G, S>) => ChaosFault<S, E>;

/** With `force` the action cannot be undone, which the experiment must then say. */
interface MakeForced<S extends Scope, G, F, E extends Ending> {
  (flags: FlagsOf<G, S> & { readonly [K in keyof F]?: false }): ChaosFault<S, E>;
  (flags: FlagsOf<G, S> & { readonly [K in keyof F]: true }): ChaosFault<S, 'irreversible'>;
}

/** A function for each action of a catalogue. */
export type Faults<S extends Scope, Catalogue> = {
  readonly [Name in keyof Catalogue]: Catalogue[Name] extends Action<infer G, infer E>
    ? G extends { readonly forced: infer F }
      ? MakeForced<S, G, F, E>
      : Make<S, G, E>
    : never;
};

function faults<S extends Scope, Catalogue extends Readonly<Record<string, Action<FlagGroups, Ending>>>>(
  scope: S,
  room: string,
  catalogue: Catalogue,
): Faults<S, Catalogue> {
  const functions = Object.entries(catalogue).map(([name, what]) => [
    name,
    (flags: Readonly<Record<string, unknown>> = {}) => ChaosFault._of(scope, what, `${room}.${name}`, flags),
  ]);
  return Object.fromEntries(functions) as Faults<S, Catalogue>;
}

/**
 * Faults of whole nodes, with all pods on them.
 *
 * ```ts
 * NodeFault.networkLoss({ percent: 60, interface: 'eth0', localPort: ingress.nodePort('http2') })
 * ```
 */
export const NodeFault: Faults<'node', typeof NODE_ACTIONS> = faults('node', 'NodeFault', NODE_ACTIONS);

/**
 * Faults of pods: their network, their processes, themselves.
 *
 * ```ts
 * PodFault.networkDelay({ time: Duration.seconds(3), interface: 'eth0', remotePort: ratings.ports[0] })
 * ```
 */
export const PodFault: Faults<'pod', typeof POD_ACTIONS> = faults('pod', 'PodFault', POD_ACTIONS);

/**
 * Faults of single containers of pods.
 *
 * ```ts
 * ContainerFault.cpuFullload({ cpuPercent: 80 })
 * ```
 */
export const ContainerFault: Faults<'container', typeof CONTAINER_ACTIONS> = faults(
  'container',
  'ContainerFault',
  CONTAINER_ACTIONS,
);
