import { analysisInterval, type CanaryObject } from '../flagger-objects/canary';
import type { Cookies } from '../flagger-objects/route-state';
import { advance } from './controller';
import type { Environment } from './environment';
import { INITIALIZED, type PodChange, type Status, UNKNOWN } from './status';
import type { Tick } from './tick';

/** A tick, and what Flagger remembers after it. */
export interface Step {
  readonly tick: Tick;
  readonly status: Status;
}

/** How a release ends: `stuck` is proved, `unknown` is not known within the limit of ticks. */
export type End = 'Succeeded' | 'Failed' | 'stuck' | 'unknown';

export interface Run {
  /** To the end; when it is stuck, once around. */
  readonly steps: readonly Step[];
  readonly ends: End;
  /** When it is stuck: the index of the step that everything after the last one repeats from. */
  readonly repeatsFrom?: number;
}

/** How a release begins. */
export interface Beginning {
  /** Seconds until Flagger notices the change. */
  readonly delay: number;
  /** Whether Flagger has not seen the Canary yet. */
  readonly initial: boolean;
}

/** More ticks than any release that somebody waits for. */
const LIMIT = 10_000;

/**
 * Takes a release to its end.
 *
 * What Flagger does depends on what it remembers and on what is around. Once the latter has settled, remembering the
 * same twice means that all repeats for ever: that is the proof that a release is stuck.
 */
export function runToEnd(canary: CanaryObject, environment: Environment, beginning: Beginning): Run {
  const steps: Step[] = [];
  const seen = new Map<string, number>();
  for (const step of ticking(canary, environment, beginning)) {
    steps.push(step);
    const { tick, status } = step;
    const { phase } = status;
    if ((phase === 'Succeeded' || phase === 'Failed') && isLast(environment, tick.tick)) return { steps, ends: phase };
    if (steps.length >= LIMIT) break;
    if (tick.tick < environment.settledAt) continue;
    const key = memory(step, environment.settledAfter);
    const repeatsFrom = seen.get(key);
    if (repeatsFrom !== undefined) return { steps, ends: 'stuck', repeatsFrom };
    seen.set(key, steps.length - 1);
  }
  return { steps, ends: 'unknown' };
}

/** The same release for so many ticks from 0 on, ended or not. */
export function runTicks(
  canary: CanaryObject,
  environment: Environment,
  beginning: Beginning,
  count: number,
): readonly Step[] {
  const steps: Step[] = [];
  for (const step of ticking(canary, environment, beginning)) {
    if (step.tick.tick >= count) break;
    steps.push(step);
  }
  return steps;
}

/** All ticks; those of the first installation are numbered so that the last of them is -1. */
function* ticking(canary: CanaryObject, environment: Environment, { delay, initial }: Beginning): Generator<Step> {
  const interval = analysisInterval(canary.spec);
  let tick = initial ? -(installationTicks(canary, environment, interval) ?? 0) : 0;
  let status: Status = initial ? UNKNOWN : INITIALIZED;
  for (; ; tick++) {
    const step = advance(canary, environment, status, tick, delay + tick * interval);
    status = step.status;
    yield step;
  }
}

/** How many ticks the first installation takes; undefined for one that never ends. */
function installationTicks(canary: CanaryObject, environment: Environment, interval: number): number | undefined {
  let status: Status = UNKNOWN;
  const longest = Math.min(LIMIT, Math.ceil(environment.settledAfter / interval) + 2);
  for (let count = 0; count < longest; count++) {
    status = advance(canary, environment, status, count - LIMIT, (count - LIMIT) * interval).status;
    if (status.phase !== 'Initializing') return count + 1;
  }
  return undefined;
}

/** Whether no other version comes after a tick. */
function isLast(environment: Environment, tick: number): boolean {
  return environment.revision(Math.max(tick, environment.settledAt)) === environment.revision(tick);
}

/** What Flagger remembers, as far as it can make a difference. */
function memory({ tick: { time }, status }: Step, settledAfter: number): string {
  const aged = ({ at, update, fresh }: PodChange) =>
    Number.isFinite(at) ? `${Math.min(time - at, settledAfter)} ${update} ${fresh}` : 'unchanged';
  const { phase, routes, iterations, failedChecks, applied, promoted, copied, running, seen, cookies } = status;
  const shares = `${routes.primaryWeight} ${routes.canaryWeight} ${routes.mirror} ${textOf(routes.cookies)}`;
  const counts = `${phase} ${iterations} ${failedChecks} ${applied} ${promoted} ${copied} ${running} ${seen}`;
  return `${counts}|${shares}|${textOf(cookies)}|${aged(status.canaryPods)}|${aged(status.primaryPods)}`;
}

function textOf(cookies: Cookies | undefined): string {
  if (cookies === undefined) return '';
  for (const _ in cookies) return JSON.stringify(cookies);
  return '{}';
}
