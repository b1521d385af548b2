import { describeId, type Entity, idKey, type ObjectId } from '../world/entity';
import { CANARY } from '../world/kinds';
import type { World } from '../world/world';
import { type ControlledField, controlledFields } from './controlled-fields';

/** An entry of `ignoreDifferences` of an Application of Argo CD, and why it is needed. */
export interface IgnoredFields {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly jsonPointers: readonly string[];
  readonly jqPathExpressions: readonly string[];
  /** A sentence for each controller. */
  readonly because: readonly string[];
}

/** What Argo CD must leave alone, so that it does not undo what controllers do. */
export interface IgnoredDifferences {
  /** By kind, namespace and name of the objects. */
  readonly entries: readonly IgnoredFields[];
  /** Canaries for which there is nothing to ignore, and why: a sentence each. */
  readonly unneeded: readonly string[];
}

/**
 * What has to stand in `ignoreDifferences` of the Applications that deploy these objects, exactly and no more: fields
 * that Flagger, autoscalers or Argo Rollouts write, and manifests say, too. It only works together with the sync option
 * `RespectIgnoreDifferences=true`.
 *
 * @param world as manifests say it
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
 */
export function ignoredDifferences(world: World): IgnoredDifferences {
  const byObject = new Map<string, ControlledField[]>();
  for (const field of controlledFields(world)) {
    const key = idKey(field.object);
    byObject.set(key, [...(byObject.get(key) ?? []), field]);
  }
  const keys = [...byObject.keys()].sort();
  return {
    entries: keys.flatMap((key) => entryOf(byObject.get(key) ?? [])),
    unneeded: world
      .current(CANARY)
      .filter((canary) => !keys.includes(idKey(targetOf(world, canary))))
      .map((canary) => `${describeId(canary.id)}: ${whyNothing(world, targetOf(world, canary))}`)
      .sort(),
  };
}

function entryOf(fields: readonly ControlledField[]): readonly IgnoredFields[] {
  const [first] = fields;
  if (first === undefined) return [];
  const texts = (values: readonly (string | undefined)[]) =>
    [...new Set(values)].flatMap((each) => (each === undefined ? [] : [each])).sort();
  return [
    {
      ...first.object,
      jsonPointers: texts(fields.map(({ pointer }) => pointer)),
      jqPathExpressions: texts(fields.map(({ jq }) => jq)),
      because: texts(
        fields.map(
          ({ controller, does, by, written, onlyServerSide }) =>
            `${controller} ${does}, for ${describeId(by.from.id)}` +
            (written === undefined ? '; what its manifest says is not known' : '') +
            (onlyServerSide ? '; needed with ServerSideApply=true' : ''),
        ),
      ),
    },
  ];
}

function targetOf(world: World, canary: Entity): ObjectId {
  return world.referencesOf(canary).find(({ role }) => role === 'release target')?.to ?? canary.id;
}

function whyNothing(world: World, target: ObjectId): string {
  if (target.kind === 'Service') return 'Flagger does not change the Service that it releases';
  const field = target.kind === 'DaemonSet' ? 'nodeSelector' : 'replicas';
  return world.alternatives(target).length === 0
    ? `${describeId(target)} is not there`
    : `the manifest of ${describeId(target)} says nothing of ${field}, so there is no difference`;
}
