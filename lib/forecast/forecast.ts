import { analyse } from '../analysis/analyse';
import { CHAOSBLADE_RULES } from '../analysis/rules/chaosblade';
import { describeExperiment, type Experiment, experimentsOf, isInPods } from '../experiments/experiments';
import { targetPortOf } from '../mesh/endpoints';
import type { Mesh } from '../mesh/mesh';
import { portOf } from '../mesh/services';
import { type Finding, formatPath } from '../model/finding';
import { type Entity, idKey } from '../world/entity';
import { type CallerView, viewOf } from './caller-view';
import { type Chain, chainsTo } from './chains';
import { type Effect, effectOf, includesPort } from './effect';
import { type EndOfExperiment, endingOf } from './ending';
import { guardsOf } from './guards';
import { type Hits, hitsOf } from './hits';
import { assumedCall, type KnownCall, knownCalls, type SaidCall } from './known-calls';
import { viewsThroughNodes } from './node-ways';

/** What an experiment of a ChaosBlade object will do. */
export interface Forecast {
  readonly experiment: Experiment;
  /** `pod network delay`. */
  readonly what: string;
  readonly effect: Effect;
  readonly hits: Hits;
  readonly ending: EndOfExperiment;
  /** What rules say of it: why it does not run, or does something else. */
  readonly findings: readonly Finding[];
  readonly callers: readonly CallerView[];
  readonly chains: readonly Chain[];
  /** Whether anybody can see it. */
  readonly shows: Shows;
  /** What it must not touch, and who else looks at it. */
  readonly guards: readonly string[];
}

export interface Shows {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly why: string;
}

/**
 * What the experiments of a ChaosBlade object do to requests while they run: who is hit, what each caller that is known
 * sees by its timeouts and retries, and how it ends. What manifests do not say is unknown, with the reason.
 *
 * @param said calls that no manifest shows
 * @throws ClientError, CallError for what is said and is none
 */
export function forecast(mesh: Mesh, blade: Entity, said: readonly SaidCall[] = []): readonly Forecast[] {
  const { findings } = analyse(mesh, CHAOSBLADE_RULES);
  const calls = knownCalls(mesh, said);
  return experimentsOf(mesh)
    .filter(({ entity }) => entity === blade)
    .map((experiment) => forecastOf(mesh, experiment, calls, findings));
}

function forecastOf(
  mesh: Mesh,
  experiment: Experiment,
  calls: readonly KnownCall[],
  all: readonly Finding[],
): Forecast {
  const effect = effectOf(experiment);
  const hits = hitsOf(mesh, experiment);
  const own = formatPath(experiment.path);
  const { manifest } = experiment.entity;
  const findings = all.filter(
    ({ resource, file, path = '' }) =>
      file === manifest.file &&
      resource?.kind === 'ChaosBlade' &&
      resource?.name === manifest.resource.name &&
      (!path.startsWith('spec.experiments') || path === own || path.startsWith(`${own}.`)),
  );
  const views = calls.flatMap((call) => viewOf(mesh, call, effect, hits.workloads) ?? []);
  const callers = [
    ...views,
    ...viewsThroughNodes(mesh, calls, effect, hits),
    ...assumedViews(mesh, effect, hits, views),
  ];
  return {
    ...{ experiment, what: describeExperiment(experiment), effect, hits, findings, callers },
    ending: endingOf(experiment),
    chains: callers
      .flatMap((view) => chainsTo(view, calls))
      .sort((a, b) => b.requests - a.requests || a.calls.length - b.calls.length),
    shows: showsOf(experiment, effect, hits, callers, findings),
    guards: guardsOf(mesh, experiment, effect, hits),
  };
}

/** For each service of what is hit that nobody is known to call: what anybody would see who does. */
function assumedViews(
  mesh: Mesh,
  effect: Effect,
  { workloads }: Hits,
  known: readonly CallerView[],
): readonly CallerView[] {
  if (effect.kind === 'harmless' || effect.kind === 'misled') return [];
  const names = new Set(workloads.map(({ workload }) => `${workload.namespace}/${workload.name}`));
  const keys = new Set(workloads.map(({ workload }) => idKey(workload.entity.id)));
  const called = new Set(
    known
      .filter(({ hit }) => hit === 'server')
      .flatMap(({ call }) => call.outcome.ends.map(({ destination }) => destination?.host)),
  );
  return mesh.services.flatMap((service) => {
    if (service.registry !== 'Kubernetes' || called.has(service.host)) return [];
    const endpoints = mesh
      .endpoints(service)
      .filter(({ workload }) => workload !== undefined && keys.has(idKey(workload.entity.id)));
    const port = service.ports.find(({ number, class: of }) => {
      const own = portOf(service, number);
      if (own === undefined || of === 'udp') return false;
      return endpoints.some((endpoint) => {
        const target = targetPortOf(endpoint, own);
        return (
          target !== undefined &&
          (!('traffic' in effect) || includesPort(effect.traffic.answers, effect.traffic.except, target))
        );
      });
    });
    if (port === undefined) return [];
    const call = assumedCall(mesh, { host: service.host, namespace: service.namespace, port: port.number }, names);
    return (call && viewOf(mesh, call, effect, workloads)) ?? [];
  });
}

function showsOf(
  experiment: Experiment,
  effect: Effect,
  hits: Hits,
  callers: readonly CallerView[],
  findings: readonly Finding[],
): Shows {
  const broken = findings.find(({ severity }) => severity === 'error');
  if (broken !== undefined) return { answer: 'no', why: broken.message };
  if (effect.kind === 'harmless') return { answer: 'no', why: effect.why };
  if (isInPods(experiment)) {
    const { workloads, unknown } = hits;
    if (workloads.length === 0) {
      return unknown.length > 0
        ? { answer: 'unknown', why: unknown.join('; ') }
        : { answer: 'no', why: 'it hits no pod' };
    }
    if (workloads.every(({ share }) => share === 0))
      return { answer: 'no', why: 'it hits no pod: its count, or its share rounded, is 0' };
    if (workloads.every(({ pods }) => pods === 0)) return { answer: 'no', why: 'what it hits has no pods now' };
  }
  const seen = callers.filter(isSeen);
  const byKnown = seen.find(({ call }) => call.basis !== 'assumed');
  if (byKnown !== undefined) return { answer: 'yes', why: `${nameOf(byKnown)} sees it` };
  if (seen.length > 0)
    return { answer: 'unknown', why: 'whoever calls sees it, and no manifest says that anybody does: --call says it' };
  if (effect.kind === 'unknown') return { answer: 'unknown', why: effect.why };
  if (callers.some(({ unknown }) => unknown.length > 0))
    return { answer: 'unknown', why: callers.flatMap(({ unknown }) => unknown)[0] ?? '' };
  if (!isInPods(experiment))
    return { answer: 'unknown', why: 'which pods run on a node, and who comes through it, is not in manifests' };
  if (callers.length > 0)
    return { answer: 'no', why: callers.flatMap(({ remarks }) => remarks)[0] ?? 'nobody who is known meets it' };
  return 'traffic' in effect && effect.traffic.answers === 'none'
    ? { answer: 'unknown', why: 'no manifest says what the pods call at these ports: --call says it' }
    : {
        answer: 'unknown',
        why: 'no Service leads to what is hit at these ports, and no manifest says who else calls it: --call says it',
      };
}

function isSeen({ phases }: CallerView): boolean {
  return phases.some(
    ({ ends, tries }) => tries > 1 + 1e-9 || ends.some(({ result, late }) => result !== 'answer' || late > 0),
  );
}

function nameOf({ call: { from } }: CallerView): string {
  return from.workload === undefined ? 'whoever is outside' : `${from.namespace}/${from.name}`;
}
