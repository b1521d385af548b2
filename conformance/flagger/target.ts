import { isDeepStrictEqual } from 'node:util';
import type { CanaryObject } from '../../lib/flagger-objects/canary';
import { AssumedEnvironment } from '../../lib/rollout/assumed-environment';
import { runTicks } from '../../lib/rollout/run';
import { Random } from '../random';
import { FlaggerLab } from './lab';
import { HOOKS, type RandomRelease, randomRelease, TICKS } from './random-release';
import { newVersion, type Script } from './script';
import type { KubeObject } from './timeline';

export interface FlaggerOptions {
  /** How many releases. @default 100 */
  readonly releases?: number;
  /** What they are drawn from. @default 1 */
  readonly seed?: number;
}

export interface FlaggerOutcome {
  readonly releases: number;
  readonly ticks: number;
  readonly differences: readonly RolloutDifference[];
}

/** The first tick of a release at which the two differ. */
export interface RolloutDifference {
  readonly release: RandomRelease;
  readonly tick: number;
  readonly flagger: unknown;
  readonly meshwright: unknown;
}

/** How many releases are taken at once. */
const AT_ONCE = 8;

/** Compares rehearsed releases with what a real Flagger does, tick by tick, and prints where they differ. */
export async function compareWithFlagger({ releases = 100, seed = 1 }: FlaggerOptions): Promise<FlaggerOutcome> {
  const random = new Random(seed);
  const queue = Array.from({ length: releases }, () => randomRelease(random));
  const differences: RolloutDifference[] = [];
  const lab = await FlaggerLab.start();
  try {
    const work = async () => {
      for (let release = queue.shift(); release !== undefined; release = queue.shift()) {
        const difference = await compareOne(lab, release);
        if (difference !== undefined) differences.push(difference);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await lab.stop();
  }
  for (const { release, tick, flagger, meshwright } of differences) {
    process.stdout.write(`tick ${tick} of ${JSON.stringify(release)}\n`);
    process.stdout.write(`  Flagger    ${JSON.stringify(flagger)}\n  Meshwright ${JSON.stringify(meshwright)}\n`);
  }
  process.stdout.write(`${releases} releases, ${releases * TICKS} ticks, ${differences.length} releases differ\n`);
  return { releases, ticks: releases * TICKS, differences };
}

async function compareOne(lab: FlaggerLab, release: RandomRelease): Promise<RolloutDifference | undefined> {
  const flagger = await taken(lab, release);
  const meshwright = rehearsed(release);
  const tick = flagger.findIndex((each, index) => !isDeepStrictEqual(each, meshwright[index]));
  return tick === -1 ? undefined : { release, tick, flagger: flagger[tick], meshwright: meshwright[tick] };
}

function canaryOf({ analysis, skipAnalysis, appProtocol }: RandomRelease): KubeObject & CanaryObject {
  const canary = {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 9898, appProtocol },
      ...(skipAnalysis ? { skipAnalysis } : {}),
      analysis,
    },
  };
  return canary as KubeObject & CanaryObject;
}

async function taken(lab: FlaggerLab, release: RandomRelease): Promise<unknown[]> {
  const { refused, failing, noData, newRevisionAt } = release.assumptions;
  const canary = canaryOf(release);
  const script: Script = {
    canary,
    ticks: TICKS,
    changes: Object.fromEntries(newRevisionAt.map((tick) => [tick, [newVersion(canary, tick + 1)]])),
    hook: ({ type, tick }) => (refused[type]?.includes(tick) === (type === 'rollback') ? 200 : 500),
    metric: ({ query, tick }) => {
      if (noData.includes(tick)) return null;
      const duration = query.includes('duration');
      return failing.includes(tick) ? (duration ? 501 : 0) : duration ? 1 : 100;
    },
  };
  const { ticks } = await lab.run(script);
  return ticks.map((tick) => ({
    phase: tick.phase,
    primary: tick.primaryWeight,
    canary: tick.canaryWeight,
    mirror: tick.mirrored,
    iterations: tick.iterations,
    failedChecks: tick.failedChecks,
    hooks: tick.hooks.map(({ type }) => type),
    metrics: tick.queries.length,
    events: tick.events.map(({ type, message }) => `${type} ${told(message)}`),
  }));
}

/** An event with the names of the rehearsal: of its namespace, and of where its hooks are. */
function told(message: string): string {
  return message.replace(/http:\/\/127\.0\.0\.1:\d+\/hooks\/\S+/g, HOOKS).replace(/release-\d+/g, 'test');
}

function rehearsed(release: RandomRelease): unknown[] {
  const canary = canaryOf(release);
  const environment = new AssumedEnvironment(canary, undefined, release.assumptions);
  return runTicks(canary, environment, { delay: 0, initial: false }, TICKS).map(({ tick }) => ({
    phase: tick.phase,
    primary: tick.primaryWeight,
    canary: tick.canaryWeight,
    mirror: tick.mirror,
    iterations: tick.iterations,
    failedChecks: tick.failedChecks,
    hooks: tick.webhooks.map(({ type }) => type),
    metrics: tick.metrics.length,
    events: tick.events.map(({ type, message }) => `${type} ${message}`),
  }));
}
