import type { CanarySpec } from '../../imports/flagger.app';
import { analysisInterval, type CanaryObject, strategyOf } from '../flagger-objects/canary';
import { canaryObjects } from '../flagger-objects/canary-objects';
import { canaryOf, surroundingsOf } from '../flagger-objects/in-world';
import { flaggerInstallation } from '../flagger-objects/installation';
import { AT_REST } from '../flagger-objects/route-state';
import { describeObject, referenceOf } from '../kube/object-reference';
import type { ManifestObject } from '../model/manifest';
import type { Sound } from '../world/entity';
import { METRIC_TEMPLATE } from '../world/kinds';
import type { World } from '../world/world';
import { AssumedEnvironment } from './assumed-environment';
import type { Assumptions } from './assumptions';
import { type DeadEnd, deadEndsOf } from './dead-ends';
import { describeAssumptions } from './describe-assumptions';
import { exposureOf } from './exposure';
import { judgeMetrics } from './metric-windows';
import { whyUnknown, whyUnreadable } from './readable';
import { remarksOn } from './remarks';
import { type Beginning, type Run, runTicks, runToEnd, type Step } from './run';
import { podsDuring } from './scaled-pods';
import type { Status } from './status';
import type { Timeline, TimelineTick } from './timeline';

/** How many requests come in unless somebody knows. */
const DEFAULT_RPS = 10;
/** How often Prometheus scrapes unless somebody knows, in seconds. */
const DEFAULT_SCRAPE = 15;

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
  const canary = canaryOf(entity, world);
  const installation = flaggerInstallation(world);
  const surroundings = surroundingsOf(world, entity.id.namespace);
  const { targetRef } = canary.spec;
  const target = surroundings.find(targetRef.kind, targetRef.name);
  const templates = missingTemplates(world, canary, entity.id.namespace);
  const { objects: written } = canaryObjects(canary, surroundings, { ...AT_REST, running: true }, installation);
  const podsOf = (name: string) => podsDuring(world, entity.id.namespace, written, name);
  const environment = new AssumedEnvironment(
    canary,
    target,
    assumptions,
    world.settings.complete === true ? templates : [],
    { canary: podsOf(targetRef.name), primary: podsOf(`${targetRef.name}-primary`) },
  );
  const beginning: Beginning = { delay: assumptions.detectionDelay ?? 0, initial: assumptions.initial === true };
  const objectsAfter = (status: Status) => canaryObjects(canary, surroundings, stateOf(status), installation);
  const rest = canaryObjects(canary, surroundings, AT_REST, installation);
  const never = whyNever(canary, rest.blocked ?? whyRefused(rest.objects, refusal));
  const run: Run = never === undefined ? runToEnd(canary, environment, beginning) : { steps: [], ends: never.ends };
  const shown =
    ticks === undefined || never !== undefined ? run.steps : runTicks(canary, environment, beginning, ticks);
  const interval = analysisInterval(canary.spec);
  const rps = assumptions.rps ?? DEFAULT_RPS;
  const exposure = exposureOf(canary, run, interval, rps);
  const all = run.steps.map(({ tick }) => tick);
  const metrics = judgeMetrics(
    canary.spec.analysis.metrics ?? [],
    all,
    exposure.shares,
    { rps, scrape: assumptions.scrapeInterval ?? DEFAULT_SCRAPE, interval },
    ({ templateRef }) =>
      templateRef === undefined ||
      world.get(METRIC_TEMPLATE, { namespace: templateRef.namespace ?? entity.id.namespace, name: templateRef.name })
        ?.spec?.provider.type === 'prometheus',
  );
  return {
    namespace: entity.id.namespace,
    name: entity.id.name,
    interval,
    strategy: strategyOf(canary.spec),
    ticks: shown.map((step) => withObjects(step, objectsAfter)),
    ends: run.ends,
    duration: run.ends === 'Succeeded' || run.ends === 'Failed' ? all.at(-1)?.time : undefined,
    exposure,
    deadEnds: never === undefined ? [...deadEndsOf(canary, run), ...tooLong(run)] : [never.deadEnd],
    metrics,
    remarks: remarksOn(canary, all, metrics),
    assumptions: describeAssumptions(canary, target, assumptions, [
      ...rest.assumed,
      ...(world.settings.complete === true ? [] : templates.map((name) => ({ kind: 'MetricTemplate', name }))),
    ]),
  };
}

/** Flagger cannot read the analysis of a Canary that has none. */
function withoutSpec({ id: { namespace, name } }: Sound<CanarySpec>): Timeline {
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

/** The templates of metrics that are in no file, as `name.namespace`. */
function missingTemplates(world: World, { spec }: CanaryObject, own: string): readonly string[] {
  const references = (spec.analysis.metrics ?? []).flatMap(({ templateRef }) => templateRef ?? []);
  return references
    .filter(
      ({ namespace = own, name }) => world.get(METRIC_TEMPLATE, { namespace: namespace || own, name }) === undefined,
    )
    .map(({ namespace, name }) => `${name}.${namespace || own}`);
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

/** Why there is not even a first tick. */
function whyNever(
  canary: CanaryObject,
  blocked: string | undefined,
): { readonly ends: 'stuck' | 'unknown'; readonly deadEnd: DeadEnd } | undefined {
  const never = (ends: 'stuck' | 'unknown', hold: DeadEnd['hold'], reason: string, proof: string) => ({
    ends,
    deadEnd: { hold, since: 0, reason, proof },
  });
  const unknown = whyUnknown(canary);
  if (unknown !== undefined) return never('unknown', 'unreadable', unknown, 'it is not rehearsed');
  const unreadable = whyUnreadable(canary);
  if (unreadable !== undefined) return never('stuck', 'unreadable', unreadable, 'there is not even a first tick');
  if (blocked !== undefined) {
    return never('stuck', 'blocked', `Flagger says at each tick: ${blocked}`, 'nothing comes before this at a tick');
  }
  return undefined;
}

function tooLong({ ends, steps }: Run): readonly DeadEnd[] {
  if (ends !== 'unknown') return [];
  const last = steps.at(-1)?.tick;
  return [
    {
      hold: 'repeats',
      since: last?.tick ?? 0,
      reason: `it has not ended after ${steps.length} ticks, at iteration ${last?.iterations} with ${last?.failedChecks} failed checks`,
      proof: 'it is not followed any further',
    },
  ];
}
