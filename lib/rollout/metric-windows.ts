import type { CanaryMetric } from '../../imports/flagger.app';
import { goDurationSeconds } from '../kube/go-duration';
import type { MetricSource } from './environment';
import type { Share } from './exposure';
import { limitsOf, questionsOf } from './metric-checks';
import type { Tick } from './tick';

/** What a metric has to go by when it judges a share. */
export interface MetricWindow {
  readonly metric: string;
  /** The first check that judges this share. */
  readonly tick: number;
  /** Percent of the requests that the canary has had since the check before. */
  readonly weight: number;
  /** Seconds that the metric looks back. */
  readonly seconds: number;
  /** Requests of the canary, or copies, that it sees at the assumed rate. */
  readonly requests: number;
  /** Shares that it sees beside the one it judges, in percent. */
  readonly mixed: readonly number[];
}

/** What can be said of a metric before anything is measured. */
export interface MetricJudgement {
  readonly metric: string;
  readonly windows: readonly MetricWindow[];
  /** For the success rate: below this number of requests, one error is over the limit. */
  readonly tolerates?: number;
  /** What is wrong with it, in sentences. */
  readonly problems: readonly string[];
}

/** Fewer samples than this are noise. */
const FEW = 20;

/**
 * Judges the metrics of a release that goes well: how many requests each sees at each share, and of which shares.
 *
 * @param shares what the canary has of the requests over time
 * @param prometheus whether a metric is asked of Prometheus, which needs two scrapes in a window
 */
export function judgeMetrics(
  metrics: readonly CanaryMetric[],
  ticks: readonly Tick[],
  shares: readonly Share[],
  { rps, scrape, interval }: { readonly rps: number; readonly scrape: number; readonly interval: number },
  prometheus: (metric: CanaryMetric) => boolean,
): readonly MetricJudgement[] {
  return questionsOf(metrics).flatMap(({ metric, source }) => {
    if (source === undefined) {
      return [
        {
          metric: metric.name,
          windows: [],
          problems: ['it is neither built in nor has it a query or a template: each check fails'],
        },
      ];
    }
    const seconds = windowSeconds(metric, source);
    if (seconds === undefined) return [];
    const windows = windowsOf(metric.name, seconds, ticks, shares, rps);
    const tolerates = toleranceOf(metric, source);
    const scrapes = prometheus(metric) && seconds < 2 * scrape;
    return [
      {
        metric: metric.name,
        windows,
        ...(tolerates === undefined ? {} : { tolerates }),
        problems: [
          ...(scrapes
            ? [`its window of ${seconds} s holds fewer than two scrapes of ${scrape} s, so that a rate has no value`]
            : []),
          ...problemsOf(windows, tolerates, seconds, interval),
        ],
      },
    ];
  });
}

/** How far a metric looks back: a minute unless it says otherwise, but for templates, which then cannot be rendered. */
function windowSeconds({ interval }: CanaryMetric, source: MetricSource): number | undefined {
  if (interval) return goDurationSeconds(interval);
  return source === 'template' ? undefined : 60;
}

/** What a metric sees at the first check of each share. What reaches a canary without a share or copies is not known. */
function windowsOf(
  metric: string,
  seconds: number,
  ticks: readonly Tick[],
  shares: readonly Share[],
  rps: number,
): readonly MetricWindow[] {
  const windows = new Map<number, MetricWindow>();
  for (const [index, { tick, time, metrics }] of ticks.entries()) {
    const { canaryWeight: weight = 0, mirror = false } = ticks[index - 1] ?? {};
    if (metrics.length === 0 || (weight === 0 && !mirror) || windows.has(weight)) continue;
    windows.set(weight, { metric, tick, weight, seconds, ...seenIn(shares, time - seconds, time, weight, rps) });
  }
  return [...windows.values()];
}

/** The requests between two times, and of which other shares they are. */
function seenIn(
  shares: readonly Share[],
  since: number,
  until: number,
  judged: number,
  rps: number,
): Pick<MetricWindow, 'requests' | 'mixed'> {
  let requests = 0;
  const mixed = new Set<number>();
  for (const { weight, mirror, from, seconds: lasting = Number.POSITIVE_INFINITY } of shares) {
    const overlap = Math.min(until, from + lasting) - Math.max(since, from);
    if (!(overlap > 0)) continue;
    requests += (overlap * rps * (mirror ? 100 : weight)) / 100;
    if (!mirror && weight !== judged) mixed.add(weight);
  }
  return { requests: Math.round(requests), mixed: [...mixed] };
}

/** The fewest requests of which one may be an error. */
function toleranceOf(metric: CanaryMetric, source: MetricSource): number | undefined {
  if (source !== 'built in' || metric.name !== 'request-success-rate') return undefined;
  const { min } = limitsOf(metric, source);
  if (min === undefined || min <= 0 || min >= 100) return undefined;
  return Math.ceil(100 / (100 - min) - 1e-9);
}

function problemsOf(
  windows: readonly MetricWindow[],
  tolerates: number | undefined,
  seconds: number,
  interval: number,
): readonly string[] {
  const at = (each: MetricWindow) => `at ${each.weight} % it sees about ${each.requests} requests in ${seconds} s`;
  const touchy = tolerates === undefined ? [] : windows.filter(({ requests }) => requests < tolerates);
  const few = windows.filter((each) => each.requests < FEW && !touchy.includes(each));
  const mixed = windows.filter((each) => each.mixed.length > 0);
  const [firstTouchy] = touchy;
  const [firstFew] = few;
  const [firstMixed] = mixed;
  return [
    ...(firstTouchy === undefined
      ? []
      : [`${at(firstTouchy)}: one error among fewer than ${tolerates} fails the check`]),
    ...(firstFew === undefined ? [] : [`${at(firstFew)}, fewer than ${FEW}: chance decides`]),
    ...(firstMixed === undefined
      ? []
      : [
          `its window of ${seconds} s is longer than the interval of ${interval} s: the check at ${firstMixed.weight} % also sees ${firstMixed.mixed.join(', ')} %`,
        ]),
  ];
}
