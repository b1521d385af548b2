import type { CanarySpec, CanaryWebhook } from '../../imports/flagger.app';
import { analysisInterval, type CanaryObject, providerOf, serviceNames, strategyOf } from '../flagger-objects/canary';
import { goDurationSeconds } from '../kube/go-duration';
import type { MetricJudgement } from './metric-windows';
import type { Tick } from './tick';
import { maxWeight } from './weights';

/** Something about a release that its author may not expect. */
export interface Remark {
  readonly id:
    | 'beyond-maximum'
    | 'jump'
    | 'maximum-ignored'
    | 'matching-only'
    | 'nothing-checked'
    | 'interval'
    | 'metric'
    | 'slow-hooks'
    | 'late-load'
    | 'affinity-lost'
    | 'unasked'
    | 'promotion-step-ignored';
  readonly text: string;
}

/** What is to be said of a release, given how it goes when it goes well. */
export function remarksOn(
  { spec }: CanaryObject,
  ticks: readonly Tick[],
  metrics: readonly MetricJudgement[],
): readonly Remark[] {
  const remarks: (Remark | undefined)[] = [
    beyondMaximum(spec, ticks),
    jump(spec, ticks),
    maximumIgnored(spec),
    matchingOnly(spec),
    affinityLost(spec),
    promotionStep(spec),
    nothingChecked(spec),
    interval(spec),
    slowHooks(spec),
    lateLoad(spec),
    unasked(spec),
    ...metrics.flatMap(({ metric, problems }) =>
      problems.map((problem): Remark => ({ id: 'metric', text: `metric ${metric}: ${problem}` })),
    ),
  ];
  return remarks.filter((each) => each !== undefined);
}

function beyondMaximum(spec: CanarySpec, ticks: readonly Tick[]): Remark | undefined {
  const { stepWeight = 0 } = spec.analysis;
  if (strategyOf(spec) !== 'canary' || stepWeight <= 0) return undefined;
  const maximum = maxWeight(spec);
  const peak = ticks.reduce((most, { canaryWeight }) => Math.max(most, canaryWeight), 0);
  if (peak <= maximum) return undefined;
  return {
    id: 'beyond-maximum',
    text: `maxWeight ${maximum} is no multiple of stepWeight ${stepWeight}: the share goes to ${peak} %`,
  };
}

/** A step that is not the next of the list: from a weight that the list does not have. */
function jump(
  { analysis: { stepWeight = 0, stepWeights = [] } }: CanarySpec,
  ticks: readonly Tick[],
): Remark | undefined {
  if (stepWeight > 0 || stepWeights.length === 0) return undefined;
  const weights = [0, ...ticks.map(({ canaryWeight }) => canaryWeight)];
  const [from, to] = weights.flatMap((weight, index) => {
    const next = weights[index + 1];
    const expected = weight === 0 ? stepWeights[0] : stepWeights[stepWeights.indexOf(weight) + 1];
    return next !== undefined && next > weight && next !== expected ? [weight, next] : [];
  });
  return from === undefined
    ? undefined
    : {
        id: 'jump',
        text: `the share jumps from ${from} % to ${to} %, which is no step of [${stepWeights.join(', ')}]`,
      };
}

function maximumIgnored({ analysis: { maxWeight: maximum, stepWeights, iterations } }: CanarySpec): Remark | undefined {
  if (maximum === undefined) return undefined;
  if (stepWeights !== undefined && stepWeights.length > 0) {
    return { id: 'maximum-ignored', text: `maxWeight ${maximum} is ignored: the last of stepWeights is the maximum` };
  }
  return iterations === undefined
    ? undefined
    : { id: 'maximum-ignored', text: `maxWeight ${maximum} is ignored: with iterations there are no shares` };
}

function matchingOnly(spec: CanarySpec): Remark | undefined {
  if (strategyOf(spec) !== 'canary' || !spec.analysis.match?.length) return undefined;
  return {
    id: 'matching-only',
    text: 'analysis.match without iterations: shares are of the requests that match, no other reaches the new version before it is promoted',
  };
}

function affinityLost({ analysis: { match, sessionAffinity, iterations = 0 } }: CanarySpec): Remark | undefined {
  if (sessionAffinity === undefined) return undefined;
  if (match?.length) {
    return {
      id: 'affinity-lost',
      text: 'sessionAffinity is lost beside analysis.match: clients do not stay where they are',
    };
  }
  return iterations > 0
    ? {
        id: 'affinity-lost',
        text: 'sessionAffinity has no effect with iterations but for the one tick with all requests',
      }
    : undefined;
}

function promotionStep(spec: CanarySpec): Remark | undefined {
  const { stepWeightPromotion = 0 } = spec.analysis;
  if (stepWeightPromotion === 0 || providerOf(spec) !== 'kubernetes') return undefined;
  return { id: 'promotion-step-ignored', text: 'stepWeightPromotion is ignored: provider kubernetes does not route' };
}

function nothingChecked({ analysis: { metrics = [], webhooks = [] }, skipAnalysis }: CanarySpec): Remark | undefined {
  if (skipAnalysis === true) {
    return { id: 'nothing-checked', text: 'skipAnalysis is true: each version whose pods start is promoted' };
  }
  if (metrics.length > 0 || webhooks.some(isCheck)) return undefined;
  return {
    id: 'nothing-checked',
    text: 'there are neither metrics nor hooks of type rollout: no check can fail, each version whose pods start is promoted',
  };
}

/** Whether a hook is called at checks and can fail: a load test only begins there. */
function isCheck(hook: CanaryWebhook): boolean {
  return (hook.type || 'rollout') === 'rollout' && !isLoadTest(hook);
}

function isLoadTest({ metadata = {} }: CanaryWebhook): boolean {
  return (
    (metadata.type ?? 'cmd') === 'cmd' &&
    /^\s*(hey|wrk|k6|ghz|ab|siege|locust|fortio|vegeta)\b/.test(metadata.cmd ?? '')
  );
}

function interval(spec: CanarySpec): Remark | undefined {
  const { interval: written } = spec.analysis;
  const seconds = goDurationSeconds(written);
  const actual = analysisInterval(spec);
  if (seconds === actual) return undefined;
  return {
    id: 'interval',
    text:
      seconds === undefined
        ? `interval ${written} cannot be read: Flagger takes 60 s`
        : `interval ${written} is less than Flagger takes: it looks every ${actual} s`,
  };
}

/** Flagger waits for each answer, and skips ticks meanwhile. */
function slowHooks(spec: CanarySpec): Remark | undefined {
  const hooks = (spec.analysis.webhooks ?? []).filter(({ type }) => (type || 'rollout') === 'rollout');
  const longest = hooks.reduce((sum, { timeout = '', retries = 0 }) => {
    const seconds = timeout.length < 2 ? 10 : (goDurationSeconds(timeout) ?? 0);
    return sum + seconds * (retries + 1);
  }, 0);
  const seconds = analysisInterval(spec);
  if (longest < seconds) return undefined;
  return {
    id: 'slow-hooks',
    text: `hooks of type rollout may take ${longest} s, no less than the interval of ${seconds} s: then ticks are skipped`,
  };
}

/** A load test that begins at the first check has done nothing yet when that check looks. */
function lateLoad({ analysis: { metrics = [], webhooks = [] } }: CanarySpec): Remark | undefined {
  const tests = webhooks.filter(isLoadTest);
  const early = tests.some(({ type }) => type === 'pre-rollout');
  const late = tests.find(({ type }) => (type || 'rollout') === 'rollout');
  if (metrics.length === 0 || early || late === undefined) return undefined;
  return {
    id: 'late-load',
    text: `load test ${late.name} begins with the first check, at tick 2: unless others send requests, that check finds no values and fails`,
  };
}

/** Tested apart, a canary answers only those who ask its own Service. */
function unasked(spec: CanarySpec): Remark | undefined {
  const { metrics = [], webhooks = [], mirror } = spec.analysis;
  if (strategyOf(spec) !== 'blue/green' || mirror === true || metrics.length === 0) return undefined;
  const { canary } = serviceNames(spec);
  if (webhooks.some(({ metadata = {} }) => Object.values(metadata).some((text) => text.includes(canary))))
    return undefined;
  return {
    id: 'unasked',
    text: `until the last check no request is routed to the new version: unless somebody asks Service ${canary}, metrics find no values and checks fail`,
  };
}
