import type { ManifestObject } from '../model/manifest';
import type { DeadEnd } from './dead-ends';
import type { Exposure } from './exposure';
import type { MetricJudgement } from './metric-windows';
import type { Remark } from './remarks';
import type { End } from './run';
import type { Tick } from './tick';

/** A tick of a rehearsal. */
export interface TimelineTick extends Tick {
  /**
   * All that Flagger has written by then, the target with its replicas included: on top of the world, the world at this
   * tick.
   */
  readonly objects: readonly ManifestObject[];
}

/** How a release goes. */
export interface Timeline {
  readonly namespace: string;
  readonly name: string;
  /** Seconds from one tick to the next. */
  readonly interval: number;
  readonly strategy: 'canary' | 'a/b' | 'blue/green';
  readonly ticks: readonly TimelineTick[];
  /** How it ends: `stuck` is proved, `unknown` says why in the dead ends. */
  readonly ends: End;
  /** Seconds from the change to the end, if there is one. */
  readonly duration: number | undefined;
  readonly exposure: Exposure;
  /** Why it never ends. */
  readonly deadEnds: readonly DeadEnd[];
  readonly metrics: readonly MetricJudgement[];
  readonly remarks: readonly Remark[];
  /** What was taken for granted, in sentences. */
  readonly assumptions: readonly string[];
}
