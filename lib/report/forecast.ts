import type { JudgedBy } from '../check/judged-by';
import type { CallerView } from '../forecast/caller-view';
import type { Chain } from '../forecast/chains';
import type { Effect, Ports } from '../forecast/effect';
import type { Forecast } from '../forecast/forecast';
import type { Hit } from '../forecast/hits';
import type { KnownCall } from '../forecast/known-calls';
import type { Phase } from '../forecast/phases';
import type { CallPolicy } from '../forecast/tries';
import { describeId } from '../world/entity';
import { fileAndLine } from './request-text';

/** Forecasts of the experiments of a ChaosBlade object. */
export interface ForecastReport {
  /** Of the ChaosBlade object. */
  readonly name: string;
  readonly file: string;
  readonly forecasts: readonly Forecast[];
}

/** What an experiment does, in words. */
export function effectWords(effect: Effect): string {
  switch (effect.kind) {
    case 'late':
      return `${trafficWords(effect.traffic)} leave ${seconds(effect.seconds)} later`;
    case 'lost':
      return `${trafficWords(effect.traffic)} are lost, ${percent(effect.share)} of the packets`;
    case 'silent':
      return `${trafficWords(effect.traffic)} never arrive`;
    case 'gone':
      return {
        restarted: 'containers end and are started again',
        replaced: 'pods go, and others are made',
        deleted: 'pods cannot start any more',
      }[effect.until];
    case 'misled':
      return `${effect.names.join(', ')} ${effect.names.length === 1 ? 'leads' : 'lead'} ${effect.to === 'self' ? 'to the pod itself' : 'to another address'}`;
    case 'harmless':
      return effect.why;
    case 'unknown':
      return `what callers see of it is unknown: ${effect.why}`;
  }
}

function trafficWords({ answers, calls }: { readonly answers: Ports; readonly calls: Ports }): string {
  const words = (what: string, ports: Ports, at: string) =>
    ports === 'none' ? [] : [ports === 'all' ? `all ${what}` : `${what} ${at} ${ports.join(', ')}`];
  return [...words('answers', answers, 'of port'), ...words('requests', calls, 'to port')].join(' and ') || 'packets';
}

/** Whom it hits: `shop/reviews: 1 of 3 pods`. */
export function hitWords(hit: Hit): string {
  const { scaling } = hit.workload;
  const range =
    scaling === undefined || scaling.least === scaling.most
      ? ''
      : `, ${scaling.least} to ${scaling.most} by its autoscaler`;
  return `${plainHitWords(hit)}${range}`;
}

function plainHitWords({ workload, pods, share, drawn }: Hit): string {
  const name = `${workload.namespace}/${workload.name}`;
  if (share === undefined) return `${name}: unknown how many of its pods`;
  if (drawn) return `${name}: ${percent(share)} of ${count(pods, 'pod')} on average`;
  if (pods === undefined) return `${name}: ${percent(share)} of its pods`;
  return `${name}: ${Math.round(pods * share)} of ${count(pods, 'pod')}`;
}

function count(number: number | undefined, what: string): string {
  return number === undefined ? `its ${what}s` : `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** `GET http://reviews:9080/  from default/productpage-v1`. */
export function callWords({ from, request }: KnownCall): string {
  return `${request}  from ${fromWords(from)}`;
}

function fromWords({ workload, namespace, name }: KnownCall['from']): string {
  return workload === undefined ? name : `${namespace}/${name}`;
}

/** How it is known that somebody makes a call. */
export function basisWords({ basis, place }: KnownCall): string {
  if (basis === 'said') return 'as said';
  if (basis === 'assumed') return 'nobody is known to call: this is what anybody with a sidecar would see';
  return place === undefined ? 'as a manifest says' : fileAndLine(place);
}

/** `timeout 1s, 2 retries on 503, 1 s each`. */
export function policyWords({ timeout, attempts, perTryTimeout, sticky }: CallPolicy): string {
  return [
    timeout === undefined ? 'no timeout' : `timeout ${seconds(timeout)}`,
    attempts === 0
      ? 'no retries'
      : `${attempts} ${attempts === 1 ? 'retry' : 'retries'}${perTryTimeout === undefined ? '' : `, ${seconds(perTryTimeout)} for each try`}`,
    ...(sticky ? ['the same key leads to the same pod'] : []),
  ].join(', ');
}

/** `40 % answered 2 s later, 10 % 504 after 1 s`. */
export function endsWords({ ends }: Phase): string {
  const parts = ends.map(({ probability, result, late }) => {
    const share = percent(probability);
    if (result === 'waits') return `${share} get no answer until it is over`;
    if (result === 'answer') return late === 0 ? `${share} as ever` : `${share} answered ${seconds(late)} later`;
    return `${share} ${result}${late === 0 ? '' : ` after ${seconds(late)}`}`;
  });
  return parts.join(', ');
}

/** `errors 10 %, 1.4 requests for one`. */
export function sumWords({ errorRate, tries }: Phase): string {
  const more = tries > 1 + 1e-6 ? `, ${Number(tries.toFixed(2))} requests for one` : '';
  return `errors ${percent(errorRate)}${more}`;
}

/** Whose pods are hit, as a caller sees it. */
export function viewWords({ hit, who, share }: CallerView): string {
  if (hit === 'way') return `through ${who}`;
  return hit === 'server'
    ? `${percent(share)} of first tries meet ${who}`
    : `${percent(share)} of its own pods are hit`;
}

export function chainWords({ calls, requests }: Chain): string {
  const names = calls.map(({ from }) => fromWords(from));
  const [last] = calls.at(-1)?.outcome.ends.flatMap(({ destination }) => destination?.host ?? []) ?? [];
  return `${[...names, last ?? '?'].join(' → ')}: up to ${requests} requests at the end for one at the beginning, if each application passes on the status that it gets`;
}

export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.005) return '< 0.01 %';
  return `${Number(value.toFixed(value < 1 ? 2 : 1))} %`;
}

export function seconds(value: number): string {
  return value < 1 ? `${Number((value * 1000).toFixed(0))} ms` : `${Number(value.toFixed(2))} s`;
}

/** For programs. */
export function forecastJson({ name, file, forecasts }: ForecastReport, judgedBy?: JudgedBy) {
  return {
    name,
    file,
    experiments: forecasts.map(({ what, effect, hits, ending, findings, callers, chains, shows, guards }) => ({
      what,
      effect,
      hits: {
        workloads: hits.workloads.map(({ workload, pods, share, drawn }) => ({
          object: describeId(workload.entity.id),
          ...defined({
            pods,
            share,
            scaled: workload.scaling && { least: workload.scaling.least, most: workload.scaling.most },
          }),
          drawn,
        })),
        nodes: hits.nodes,
        unknown: hits.unknown,
      },
      ends: { by: ending.by, ...defined({ after: ending.after }), words: ending.words },
      shows,
      callers: callers.map(({ call, hit, who, share, policy, phases, unknown, remarks }) => ({
        ...{ from: fromWords(call.from), request: call.request, basis: call.basis, hit, who, share },
        policy: { ...policy, retryOn: [...policy.retryOn] },
        phases: phases.map((each) => ({
          ...each,
          ends: each.ends.map(({ late, ...end }) => ({ ...end, ...(Number.isFinite(late) ? { late } : {}) })),
        })),
        unknown,
        remarks,
      })),
      chains: chains.map(({ calls, requests }) => ({
        calls: calls.map(({ from, request }) => ({ from: fromWords(from), request })),
        requests,
      })),
      mustNotTouch: guards,
      findings: findings.map(({ rule, severity, message }) => ({ rule, severity, message })),
    })),
    ...(judgedBy === undefined ? {} : { judgedBy }),
  };
}

function defined(fields: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
