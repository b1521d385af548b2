import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { CanaryAnalysis, CanaryWebhook } from '../../imports/flagger.app';
import { podinfoCanary } from '../flagger-objects/podinfo.testing';
import { AssumedEnvironment } from './assumed-environment';
import type { Assumptions, Ticks } from './assumptions';
import { runTicks } from './run';
import type { Tick } from './tick';

/** A release as Flagger's own controller took it. */
interface Release {
  readonly analysis: CanaryAnalysis;
  readonly hooks: readonly NonNullable<CanaryWebhook['type']>[];
  readonly refused: Readonly<Record<string, readonly number[]>>;
  readonly newRevisionAt: number | null;
  readonly ticks: readonly RecordedTick[];
}

interface RecordedTick extends Pick<Tick, 'tick' | 'phase' | 'mirror' | 'iterations' | 'failedChecks'> {
  readonly primary: number;
  readonly canary: number;
  readonly hooks: readonly string[];
}

const releases = JSON.parse(
  gunzipSync(readFileSync(join(__dirname, 'recorded', 'releases.json.gz'))).toString(),
) as readonly Release[];

const ticksOf = (list: readonly number[]): Ticks => (list.includes(-1) ? 'always' : list);

function rehearsed({ analysis, hooks, refused, newRevisionAt, ticks }: Release): readonly RecordedTick[] {
  const webhooks = hooks.map((type) => ({ name: type, type, url: 'http://hooks.test/' }));
  const canary = podinfoCanary({ analysis: { ...analysis, webhooks } });
  const assumptions: Assumptions = {
    refused: Object.fromEntries(Object.entries(refused).map(([type, list]) => [type, ticksOf(list)])),
    newRevisionAt: newRevisionAt === null ? [] : [newRevisionAt],
  };
  const environment = new AssumedEnvironment(canary, undefined, assumptions);
  return runTicks(canary, environment, { delay: 0, initial: false }, ticks.length).map(({ tick }) => ({
    tick: tick.tick,
    phase: tick.phase,
    primary: tick.primaryWeight,
    canary: tick.canaryWeight,
    mirror: tick.mirror,
    iterations: tick.iterations,
    failedChecks: tick.failedChecks,
    hooks: tick.webhooks.map(({ type }) => type),
  }));
}

describe('random releases that Flagger 1.44 took, with gates, failures and new versions in the middle', () => {
  test('THEN there are as many as were recorded', () => {
    expect(releases.length).toBe(110);
  });

  test.each(releases.map((release, index) => [index, release] as const))(
    'release %i: every tick is equal',
    (_, release) => {
      expect(rehearsed(release)).toEqual(release.ticks);
    },
  );
});
