import type { ChaosBladeSpec } from '../../imports/chaosblade.io';
import { findAction, type KnownAction } from '../chaosblade-catalogue/catalogue';
import type { WrittenFault } from '../chaosblade-catalogue/control-ports';
import { type ReasonName, reasonKey } from '../chaosblade-catalogue/reasons';
import { goDurationSeconds } from '../kube/go-duration';
import { perMesh } from '../mesh/per-mesh';
import type { FieldPath } from '../model/finding';
import type { Sound } from '../world/entity';
import { CHAOS_BLADE } from '../world/kinds';

/** One of the experiments of a ChaosBlade object. */
export interface Experiment extends WrittenFault {
  readonly entity: Sound<ChaosBladeSpec>;
  readonly path: FieldPath;
  readonly scope: string;
  /** Undefined for what the catalogue does not have. */
  readonly known: KnownAction | undefined;
  /** What it is told, by name; of two matchers with one name ChaosBlade takes the last. */
  readonly flags: ReadonlyMap<string, GivenFlag>;
}

/** A matcher, as ChaosBlade reads it. */
export interface GivenFlag {
  readonly name: string;
  /** The values, joined with commas. */
  readonly text: string;
  /** What stands between the commas. */
  readonly values: readonly string[];
  /** The way to the matcher. */
  readonly path: FieldPath;
}

/** Every experiment of every ChaosBlade object, in the order of files and lists. */
export const experimentsOf = perMesh((mesh): readonly Experiment[] =>
  mesh.given.all(CHAOS_BLADE).flatMap((entity) => (entity.spec.experiments ?? []).map(readerOf(entity))),
);

type Written = ChaosBladeSpec['experiments'][number];

function readerOf(entity: Sound<ChaosBladeSpec>) {
  return ({ scope, target, action, matchers = [] }: Written, index: number): Experiment => {
    const path: FieldPath = ['spec', 'experiments', index];
    const flags = new Map(
      matchers.map(({ name, value }, place): [string, GivenFlag] => {
        const text = value.join(',');
        const values = text === '' ? [] : text.split(',');
        return [name, { name, text, values, path: [...path, 'matchers', place] }];
      }),
    );
    const known = findAction(scope, target, action);
    return {
      ...{ entity, path, scope, target, known, flags },
      action: known?.what.action ?? action,
      matchers: [...flags.values()].map((flag) => [flag.name, flag.values]),
    };
  };
}

/** How a message calls an experiment: `pod network loss`. */
export function describeExperiment({ scope, target, action }: Experiment): string {
  return `${scope} ${target} ${action}`;
}

/** The way to a flag, or to all of them where it is not given. */
export function pathOf({ path, flags }: Experiment, name: string): FieldPath {
  return flags.get(name)?.path ?? (flags.size === 0 ? path : [...path, 'matchers']);
}

/** What a flag says, as a number; undefined where it does not, or says something else. */
export function numberOf({ flags }: Experiment, name: string): number | undefined {
  const text = flags.get(name)?.text;
  return text === undefined || !/^-?\d+$/.test(text) ? undefined : Number(text);
}

/** The seconds after which an experiment ends: as a number, or as a duration of Go. */
export function timeoutSeconds(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : goDurationSeconds(text);
}

/** Whether an experiment says why it may do something. */
export function isMeant({ entity }: Experiment, name: ReasonName): boolean {
  return (entity.annotations[reasonKey(name)] ?? '').trim() !== '';
}

/** Whether ChaosBlade changes pods, or what is in them; otherwise nodes. */
export function isInPods({ scope }: Experiment): boolean {
  return scope === 'pod' || scope === 'container';
}
