import { createHash } from 'node:crypto';
import type { CanaryMetric, CanaryWebhook } from '../../imports/flagger.app';
import type { CanaryObject } from '../flagger-objects/canary';
import type { ManifestObject } from '../model/manifest';
import { type Assumptions, happensAt, isOpenAt, settledAt } from './assumptions';
import type { Environment, HookAnswer, MetricSource, PodAge, Readiness, Reading } from './environment';
import { limitsOf, questionsOf } from './metric-checks';
import { readinessOf, rolloutOf, type Startup, settledSeconds, usualSeconds } from './pods';

/** Draws end here, so that what goes on for ever can be told from what takes long. */
const DRAWS = 1000;

/** How many pods there are, where that is not what the manifest of the target says. */
export interface PodNumbers {
  readonly canary?: number | undefined;
  readonly primary?: number | undefined;
}

/** Surroundings that are as they are assumed to be. */
export class AssumedEnvironment implements Environment {
  readonly settledAt: number;
  readonly settledAfter: number;
  readonly appliesReplicas: boolean;
  readonly pods: { readonly canary: Startup; readonly primary: Startup };
  /** Whether checks have metrics, which then are what fails. */
  private readonly measured: boolean;
  private readonly namespace: string;

  constructor(
    canary: CanaryObject,
    target: ManifestObject | undefined,
    private readonly assumptions: Assumptions,
    /** Templates of metrics that do not exist, as `name.namespace`. */
    private readonly missingTemplates: readonly string[] = [],
    pods: PodNumbers = {},
  ) {
    this.namespace = canary.metadata.namespace ?? 'default';
    const { failing, noData, refused = {}, gates = {}, newRevisionAt, failRate = 0 } = assumptions;
    this.settledAt = Math.max(
      settledAt(failing, noData, newRevisionAt, ...Object.values(refused), ...Object.values(gates)),
      failRate > 0 ? DRAWS : 0,
    );
    this.measured = questionsOf(canary.spec.analysis.metrics ?? []).length > 0;
    this.pods = startups(canary, target, assumptions, pods);
    this.appliesReplicas = rolloutOf(target).replicasGiven;
    this.settledAfter = Math.max(settledSeconds(this.pods.canary), settledSeconds(this.pods.primary));
  }

  revision(tick: number): number {
    if (tick < 0) return 0;
    return 1 + (this.assumptions.newRevisionAt ?? []).filter((each) => each <= tick).length;
  }

  hook(tick: number, webhook: CanaryWebhook): HookAnswer {
    if (this.agrees(tick, webhook)) return { success: true };
    const { url, retries = 0 } = webhook;
    // What Flagger says of an answer of 500.
    return { success: false, body: `POST ${url} giving up after ${retries + 1} attempt(s)` };
  }

  private agrees(tick: number, { name, type }: CanaryWebhook): boolean {
    const { refused = {}, gates = {} } = this.assumptions;
    const kind = type || 'rollout';
    const gate = ownOf(gates, name) ?? ownOf(gates, kind);
    if (gate !== undefined) return isOpenAt(gate, tick);
    const listed = happensAt(ownOf(refused, name) ?? ownOf(refused, kind), tick);
    if (kind === 'rollback') return listed;
    return !listed && !(kind === 'rollout' && !this.measured && this.fails(tick));
  }

  metric(tick: number, metric: CanaryMetric, source: MetricSource): Reading {
    const missing = source === 'template' ? this.missing(metric) : undefined;
    if (missing !== undefined) return missing;
    if (happensAt(this.assumptions.noData, tick)) return { outcome: 'no data' };
    if (!this.fails(tick)) return { outcome: 'passes' };
    const { min, max } = limitsOf(metric, source);
    // A limit that nothing is over or under is never broken.
    if (max !== undefined) return { outcome: 'fails', value: max + 1 };
    return min !== undefined && min > 0 ? { outcome: 'fails', value: 0 } : { outcome: 'passes' };
  }

  /** What Flagger says of a template that does not exist. */
  private missing({ templateRef }: CanaryMetric): Reading | undefined {
    if (templateRef === undefined) return undefined;
    const { name } = templateRef;
    const template = `${name}.${templateRef.namespace || this.namespace}`;
    if (!this.missingTemplates.includes(template)) return undefined;
    return {
      outcome: 'error',
      message: `Metric template ${template} error: metrictemplate.flagger.app "${name}" not found`,
    };
  }

  private fails(tick: number): boolean {
    const { failing, failRate = 0, seed = 1 } = this.assumptions;
    return happensAt(failing, tick) || (failRate > 0 && tick < DRAWS && draw(seed, tick) < failRate);
  }

  canary(_tick: number, { seconds, ...pods }: PodAge): Readiness {
    // Pods that come with the change itself are there before Flagger notices it.
    const early = pods.fresh ? (this.assumptions.detectionDelay ?? 0) : 0;
    return readinessOf(this.pods.canary, { ...pods, seconds: seconds + early });
  }

  primary(_tick: number, pods: PodAge): Readiness {
    return readinessOf(this.pods.primary, pods);
  }
}

function startups(
  canary: CanaryObject,
  target: ManifestObject | undefined,
  { ready = usualSeconds(canary, target), primaryReady = ready }: Assumptions,
  pods: PodNumbers,
): { readonly canary: Startup; readonly primary: Startup } {
  const { spec } = canary;
  const { kind, name } = spec.targetRef;
  const { canaryReadyThreshold = 100, primaryReadyThreshold = 100 } = spec.analysis;
  const both = { kind, deadline: spec.progressDeadlineSeconds ?? 600 };
  return {
    canary: { ...both, name, rollout: rolloutOf(target, pods.canary), ready, threshold: canaryReadyThreshold },
    primary: {
      ...both,
      name: `${name}-primary`,
      rollout: rolloutOf(target, pods.primary),
      ready: primaryReady,
      threshold: primaryReadyThreshold,
    },
  };
}

/** A number from 0 to 1 that depends on the seed and the tick alone. */
function draw(seed: number, tick: number): number {
  return createHash('sha256').update(`${seed}/${tick}`).digest().readUInt32BE() / 2 ** 32;
}

/** Hooks may be called as what all objects of JavaScript have. */
function ownOf<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
