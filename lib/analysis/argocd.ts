import type { ControlledField } from '../mesh/controlled-fields';
import { type Application, applicationsOf, concerns, type IgnoredDifference } from '../world/applications';
import type { Entity } from '../world/entity';
import type { World } from '../world/world';

/** The entries of an Application that keep a field from being compared, in an object or in all of its kind. */
export function ignoring(
  { ignored }: Application,
  field: Pick<ControlledField, 'pointer' | 'jq'>,
  object: Entity,
): readonly IgnoredDifference[] {
  return ignored.filter((entry) => concerns(entry, object) && leavesOut(entry, field));
}

/**
 * Whether Argo CD applies a workload, and is told to leave the number of its pods alone; where it sets it back all the
 * same, rules of their own say so.
 */
export function leavesReplicas(world: World, workload: Entity): boolean {
  return applicationsOf(world).some(
    (application) =>
      ((application.automated || application.syncOptions.includes('RespectIgnoreDifferences=true')) &&
        ignoring(application, { pointer: '/spec/replicas' }, workload).length > 0) ||
      (application.selfHeal && application.covers(workload)),
  );
}

function leavesOut(
  { jsonPointers, jqPathExpressions, managers }: IgnoredDifference,
  { pointer, jq }: Pick<ControlledField, 'pointer' | 'jq'>,
): boolean {
  if (managers.length > 0) return true;
  if (pointer !== undefined) {
    const path = `.${pointer.slice(1).replaceAll('/', '.')}`;
    return (
      jsonPointers.some((each) => each === pointer || pointer.startsWith(`${each}/`)) ||
      jqPathExpressions.map(plain).some((each) => each === path || path.startsWith(`${each}.`))
    );
  }
  // What an expression selects is not worked out here: one about the same list is believed.
  const list = jq === undefined ? undefined : /^\.spec\.\w+/.exec(jq)?.[0];
  return (
    list !== undefined &&
    (jqPathExpressions.some((each) => plain(each).startsWith(list)) ||
      jsonPointers.some((each) => each.startsWith(list.replaceAll('.', '/'))))
  );
}

/** An expression of jq without what does not matter here: `.spec["replicas"]?` is `.spec.replicas`. */
function plain(expression: string): string {
  return expression
    .trim()
    .replace(/\["([\w-]+)"\]/g, '.$1')
    .replace(/^\.\./, '.')
    .replace(/\?$/, '');
}
