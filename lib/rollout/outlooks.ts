import type { CanarySpec } from '../../imports/flagger.app';
import type { CanaryObjects } from '../flagger-objects/canary-objects';
import { jsonKey } from '../kube/json';
import { remembered } from '../kube/remembered';
import type { Sound } from '../world/entity';
import type { World } from '../world/world';
import { type Course, courseOf, deadEndsIn, type Setting, settingOf, whyNever } from './course';
import type { Startup } from './pods';
import { withoutSpec } from './rehearse';
import { remarksOn } from './remarks';
import type { Timeline } from './timeline';

/** What becomes of a release when all goes well, without its ticks. */
export interface Outlook extends Pick<Timeline, 'ends' | 'deadEnds' | 'remarks'> {
  /** Whether any check fails. */
  readonly failsChecks: boolean;
}

/** Rehearses the releases of a world: those that differ in names alone go alike, and are taken to their end once. */
export class Outlooks {
  private readonly courses = new Map<string, Course>();

  constructor(private readonly world: World) {}

  /** @param atRest what Flagger makes of the Canary between releases */
  of(entity: Sound<CanarySpec>, atRest: () => CanaryObjects): Outlook {
    if (entity.object.spec === undefined) return { ...withoutSpec(entity), failsChecks: false };
    const setting = settingOf(this.world, entity, {});
    const { canary } = setting;
    const never = whyNever(canary, atRest().blocked);
    const make = () => courseOf(setting, never, {});
    const key = never === undefined ? whatDecides(setting) : undefined;
    const { run, metrics } = key === undefined ? make() : remembered(this.courses, key, make);
    const ticks = run.steps.map(({ tick }) => tick);
    return {
      ends: run.ends,
      deadEnds: deadEndsIn(canary, run, never),
      remarks: remarksOn(canary, ticks, metrics),
      failsChecks: ticks.some(({ failedChecks }) => failedChecks !== 0),
    };
  }
}

/**
 * All that has an influence on how a release goes.
 *
 * @returns undefined where names have: cookies are drawn by them
 */
function whatDecides({ canary: { spec }, environment, templates, prometheus }: Setting): string | undefined {
  const { analysis, provider, service, skipAnalysis, suspend, targetRef } = spec;
  if (analysis.sessionAffinity !== undefined) return undefined;
  return jsonKey([
    { ...analysis, webhooks: (analysis.webhooks ?? []).map(({ name, type }) => [name, type]) },
    [provider, skipAnalysis, suspend, targetRef.kind, service?.appProtocol],
    [environment.appliesReplicas, startupOf(environment.pods.canary), startupOf(environment.pods.primary)],
    [templates, prometheus],
  ]);
}

function startupOf({ name, ...startup }: Startup): Omit<Startup, 'name'> {
  return startup;
}
