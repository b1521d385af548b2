import type { CanarySpec } from '../../imports/flagger.app';
import { analysisInterval, type CanaryObject, type CanarySurroundings } from '../flagger-objects/canary';
import { canaryObjects } from '../flagger-objects/canary-objects';
import { canaryOf, surroundingsOf } from '../flagger-objects/in-world';
import { flaggerInstallation } from '../flagger-objects/installation';
import { AT_REST } from '../flagger-objects/route-state';
import type { ManifestObject } from '../model/manifest';
import type { Sound } from '../world/entity';
import { METRIC_TEMPLATE } from '../world/kinds';
import type { World } from '../world/world';
import { AssumedEnvironment } from './assumed-environment';
import type { Assumptions } from './assumptions';
import { type DeadEnd, deadEndsOf } from './dead-ends';
import { type Exposure, exposureOf } from './exposure';
import { judgeMetrics, type MetricJudgement } from './metric-windows';
import { whyUnknown, whyUnreadable } from './readable';
import { type Beginning, type Run, runToEnd } from './run';
import { podsDuring } from './scaled-pods';

/** How many requests come in unless somebody knows. */
export const DEFAULT_RPS = 10;
/** How often Prometheus scrapes unless somebody knows, in seconds. */
const DEFAULT_SCRAPE = 15;

/** What a release depends on. */
export interface Setting {
  readonly canary: CanaryObject;
  readonly installation: ReturnType<typeof flaggerInstallation>;
  readonly surroundings: CanarySurroundings;
  readonly target: ManifestObject | undefined;
  /** The templates of metrics that are in no file, as `name.namespace`. */
  readonly templates: readonly string[];
  readonly environment: AssumedEnvironment;
  readonly beginning: Beginning;
  /** Whether a metric is asked of Prometheus, for each of the Canary. */
  readonly prometheus: readonly boolean[];
}

/** How a release goes: but for what events say, nothing of it depends on what its objects are called. */
export interface Course {
  readonly run: Run;
  /** Seconds from one tick to the next. */
  readonly interval: number;
  readonly exposure: Exposure;
  readonly metrics: readonly MetricJudgement[];
}

/** Why there is not even a first tick. */
export interface Never {
  readonly ends: 'stuck' | 'unknown';
  readonly deadEnd: DeadEnd;
}

/** What the release of a Canary of a world, which has a spec, depends on. */
export function settingOf(world: World, entity: Sound<CanarySpec>, assumptions: Assumptions): Setting {
  const { namespace } = entity.id;
  const canary = canaryOf(entity, world);
  const installation = flaggerInstallation(world);
  const surroundings = surroundingsOf(world, namespace);
  const { targetRef } = canary.spec;
  const target = surroundings.find(targetRef.kind, targetRef.name);
  const templates = missingTemplates(world, canary, namespace);
  const { objects: written } = canaryObjects(canary, surroundings, { ...AT_REST, running: true }, installation);
  const podsOf = (name: string) => podsDuring(world, namespace, written, name);
  const environment = new AssumedEnvironment(
    canary,
    target,
    assumptions,
    world.settings.complete === true ? templates : [],
    { canary: podsOf(targetRef.name), primary: podsOf(`${targetRef.name}-primary`) },
  );
  const beginning: Beginning = { delay: assumptions.detectionDelay ?? 0, initial: assumptions.initial === true };
  const prometheus = (canary.spec.analysis.metrics ?? []).map(
    ({ templateRef }) =>
      templateRef === undefined ||
      world.get(METRIC_TEMPLATE, { namespace: templateRef.namespace ?? namespace, name: templateRef.name })?.spec
        ?.provider.type === 'prometheus',
  );
  return { canary, installation, surroundings, target, templates, environment, beginning, prometheus };
}

/** Takes a release to its end. */
export function courseOf(setting: Setting, never: Never | undefined, assumptions: Assumptions): Course {
  const { canary, environment, beginning, prometheus } = setting;
  const run: Run = never === undefined ? runToEnd(canary, environment, beginning) : { steps: [], ends: never.ends };
  const interval = analysisInterval(canary.spec);
  const rps = assumptions.rps ?? DEFAULT_RPS;
  const exposure = exposureOf(canary, run, interval, rps);
  const asked = canary.spec.analysis.metrics ?? [];
  const metrics = judgeMetrics(
    asked,
    run.steps.map(({ tick }) => tick),
    exposure.shares,
    { rps, scrape: assumptions.scrapeInterval ?? DEFAULT_SCRAPE, interval },
    (metric) => prometheus[asked.indexOf(metric)] === true,
  );
  return { run, interval, exposure, metrics };
}

/** What holds a release that never ends. */
export function deadEndsIn(canary: CanaryObject, run: Run, never: Never | undefined): readonly DeadEnd[] {
  return never === undefined ? [...deadEndsOf(canary, run), ...tooLong(run)] : [never.deadEnd];
}

/** @param blocked why Flagger cannot make what the Canary needs */
export function whyNever(canary: CanaryObject, blocked: string | undefined): Never | undefined {
  const never = (ends: Never['ends'], hold: DeadEnd['hold'], reason: string, proof: string): Never => ({
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

/** The templates of metrics that are in no file, as `name.namespace`. */
function missingTemplates(world: World, { spec }: CanaryObject, own: string): readonly string[] {
  const references = (spec.analysis.metrics ?? []).flatMap(({ templateRef }) => templateRef ?? []);
  return references
    .filter(
      ({ namespace = own, name }) => world.get(METRIC_TEMPLATE, { namespace: namespace || own, name }) === undefined,
    )
    .map(({ namespace, name }) => `${name}.${namespace || own}`);
}
