import type { CanarySpec } from '../../imports/flagger.app';
import { strategyOf } from '../flagger-objects/canary';
import { canaryObjects } from '../flagger-objects/canary-objects';
import { AT_REST } from '../flagger-objects/route-state';
import { describeObject, referenceOf } from '../kube/object-reference';
import type { ManifestObject } from '../model/manifest';
import type { Sound } from '../world/entity';
import type { World } from '../world/world';
import type { Assumptions } from './assumptions';
import { courseOf, DEFAULT_RPS, deadEndsIn, settingOf, whyNever } from './course';
import type { DeadEnd } from './dead-ends';
import { describeAssumptions } from './describe-assumptions';
import { remarksOn } from './remarks';
import { runTicks, type Step } from './run';
import type { Status } from './status';
import type { Timeline, TimelineTick } from './timeline';

/** How a rehearsal is done. */
export interface RehearsalOptions {
  /** How many ticks to give, from 0 on, whether it has ended or not. @default - to the end */
  readonly ticks?: number;
  /** Why the API server would refuse an object, if so. @default - it refuses nothing of what Flagger writes */
  readonly refusal?: (object: ManifestObject) => string | undefined;
}

/**
 * Rehearses the release of a new version: what Flagger 1.44 does with a Canary, tick by tick, from the change of the
 * target's pods to the end.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 */
export function rehearse(
  world: World,
  entity: Sound<CanarySpec>,
  assumptions: Assumptions = {},
  { ticks, refusal = () => undefined }: RehearsalOptions = {},
): Timeline {
  // The definition accepts a Canary without a spec.
  if (entity.object.spec === undefined) return withoutSpec(entity);
  const setting = settingOf(world, entity, assumptions);
  const { canary, installation, surroundings, target, templates, environment, beginning } = setting;
  const objectsAfter = (status: Status) => canaryObjects(canary, surroundings, stateOf(status), installation);
  const rest = canaryObjects(canary, surroundings, AT_REST, installation);
  const never = whyNever(canary, rest.blocked ?? whyRefused(rest.objects, refusal));
  const { run, interval, exposure, metrics } = courseOf(setting, never, assumptions);
  const shown =
    ticks === undefined || never !== undefined ? run.steps : runTicks(canary, environment, beginning, ticks);
  const all = run.steps.map(({ tick }) => tick);
  return {
    namespace: entity.id.namespace,
    name: entity.id.name,
    interval,
    strategy: strategyOf(canary.spec),
    ticks: shown.map((step) => withObjects(step, objectsAfter)),
    ends: run.ends,
    duration: run.ends === 'Succeeded' || run.ends === 'Failed' ? all.at(-1)?.time : undefined,
    exposure,
    deadEnds: deadEndsIn(canary, run, never),
    metrics,
    remarks: remarksOn(canary, all, metrics),
    assumptions: describeAssumptions(canary, target, assumptions, [
      ...rest.assumed,
      ...(world.settings.complete === true ? [] : templates.map((name) => ({ kind: 'MetricTemplate', name }))),
    ]),
  };
}

/** Flagger cannot read the analysis of a Canary that has none. */
export function withoutSpec({ id: { namespace, name } }: Sound<CanarySpec>): Timeline {
  const deadEnd: DeadEnd = {
    ...{ hold: 'unreadable', since: 0, reason: 'spec is missing: there is no analysis that Flagger could read' },
    proof: 'there is not even a first tick',
  };
  return {
    ...{ namespace, name, interval: 60, strategy: 'canary', ticks: [], ends: 'stuck', duration: undefined },
    exposure: { shares: [], peak: 0, seconds: 0, requests: 0, copies: 0, matching: false, rps: DEFAULT_RPS },
    ...{ deadEnds: [deadEnd], metrics: [], remarks: [], assumptions: [] },
  };
}

/** What the API server says of the first object that it refuses. */
function whyRefused(
  objects: readonly ManifestObject[],
  refusal: (object: ManifestObject) => string | undefined,
): string | undefined {
  for (const object of objects) {
    const reason = refusal(object);
    if (reason !== undefined) return `${describeObject(referenceOf(object))} is refused: ${reason}`;
  }
  return undefined;
}

function stateOf({ routes, running, copied }: Status) {
  return { ...routes, running, promoted: copied };
}

/** A tick whose objects are made when somebody looks at them. */
function withObjects(
  { tick, status }: Step,
  objectsAfter: (status: Status) => { objects: readonly ManifestObject[] },
): TimelineTick {
  let made: readonly ManifestObject[] | undefined;
  return {
    ...tick,
    get objects() {
      made ??= objectsAfter(status).objects;
      return made;
    },
  };
}
