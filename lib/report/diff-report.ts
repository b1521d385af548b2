import type { JudgedBy } from '../check/judged-by';
import type { Diff } from '../diff/diff';
import type { Fault } from '../diff/objects/experiments';
import type { ExposureChange } from '../diff/objects/exposures';
import type { ExperimentChange, ObjectChange, ReleaseChange } from '../diff/objects/objects';
import type { Fate } from '../diff/traffic/behaviour';
import type { Effect, TrafficChange } from '../diff/traffic/change';
import { describeObject } from '../kube/object-reference';
import { plural } from '../kube/plural';
import type { Finding } from '../model/finding';
import type { Timeline } from '../rollout/timeline';
import { describeId } from '../world/entity';
import { workloadOf } from '../world/workload';
import { type Witness, witnessOf } from './diff-witness';
import {
  type AspectWords,
  aspectWords,
  headline,
  listed,
  placeWords,
  valueChangeWords,
  whereWords,
  whoWords,
} from './diff-words';
import { fileAndLine } from './request-text';
import { endWords, exposureWords, timeWords } from './rollout-words';

/** What a change means, in words and as data: what text, Markdown and JSON are printed from. */
export interface DiffReport {
  /** In one sentence. */
  readonly summary: string;
  /** Whether anything that worked does not any more, or a policy lets in whom it kept out. */
  readonly breaking: readonly string[];
  readonly traffic: readonly TrafficReport[];
  /** For who does not speak to a port as it is declared. */
  readonly unusual: readonly TrafficReport[];
  /** Services that clients outside reach otherwise. */
  readonly exposures: readonly TopicReport[];
  readonly releases: readonly TopicReport[];
  readonly experiments: readonly TopicReport[];
  readonly findings: { readonly come: readonly string[]; readonly gone: readonly string[] };
  readonly objects: readonly ObjectReport[];
  /** Objects that differ and of which manifests do not say what they do to traffic. */
  readonly unknown: readonly string[];
  readonly looked: {
    readonly clients: number;
    readonly addresses: number;
    readonly requests: number;
    /** What was not looked at. */
    readonly cuts: readonly string[];
  };
  /** By which versions objects were judged; undefined where who compares has not said. */
  readonly judgedBy?: JudgedBy;
}

/** Requests that are treated otherwise. */
export interface TrafficReport {
  readonly effect: Effect;
  /** Who, where to, and which. */
  readonly headline: string;
  /** What is other for them. */
  readonly changes: readonly AspectWords[];
  readonly who: string;
  readonly where: string;
  /** What they have in common; none where all are meant. */
  readonly requests: readonly string[];
  readonly clients: readonly string[];
  readonly targets: readonly {
    readonly host: string;
    readonly formerHost?: string;
    readonly port: number;
    readonly speech: string;
  }[];
  readonly aspects: readonly {
    readonly facet: string;
    readonly before: readonly FateReport[];
    readonly after: readonly FateReport[];
  }[];
  readonly witness: Witness;
  readonly certainty: string;
  /** What the answer rests on besides the manifests. */
  readonly reservations: readonly string[];
}

/** One of the things that may become of a request. */
export interface FateReport {
  /** From 0 to 1. */
  readonly share: number;
  readonly what: Fate['what'];
  readonly place?: string;
}

/** A release, or an experiment. */
export interface TopicReport {
  readonly name: string;
  readonly changes: readonly string[];
  /** Whether it never ends, and did. */
  readonly deadEnd: boolean;
  readonly place: string;
}

/** An object that differs. */
export interface ObjectReport {
  readonly kind: ObjectChange['kind'];
  readonly name: string;
  readonly formerName?: string;
  readonly changes: readonly string[];
  readonly place: string;
}

/** What a change means, in words. */
export function diffReport(diff: Diff, judgedBy?: JudgedBy): DiffReport {
  const { clients, addresses, requests, cuts } = diff.looked;
  const traffic = diff.traffic.map((change) => trafficReport(change, diff));
  const releases = diff.releases.map(releaseReport);
  const objects = diff.objects.map(objectReport);
  return {
    summary: summaryOf(diff),
    breaking: [
      ...traffic.filter(({ effect }) => effect === 'breaks' || effect === 'opens').map((each) => each.headline),
      ...releases.filter(({ deadEnd }) => deadEnd).map(({ name }) => `the release of ${name} never ends`),
    ],
    traffic,
    unusual: diff.unusual.map((change) => trafficReport(change, diff)),
    exposures: diff.exposures.map(exposureReport),
    releases,
    experiments: diff.experiments.map(experimentReport),
    findings: { come: diff.findings.come.map(findingWords), gone: diff.findings.gone.map(findingWords) },
    objects,
    unknown: diff.objects.flatMap(({ isUnknown, after, before }) => {
      const entity = after ?? before;
      return isUnknown && entity !== undefined ? [describeId(entity.id)] : [];
    }),
    looked: { clients: clients.length, addresses, requests, cuts },
    ...(judgedBy === undefined ? {} : { judgedBy }),
  };
}

function trafficReport(change: TrafficChange, { looked }: Diff): TrafficReport {
  const { effect, clients, targets, requests, aspects, certainty, reservations } = change;
  return {
    effect,
    headline: headline(change, looked.clients),
    changes: aspectWords(change),
    who: whoWords(clients, looked.clients),
    where: whereWords(targets),
    requests,
    clients: clients.map(({ name }) => name),
    targets: targets.map(({ host, formerHost, port, speech }) => ({
      host,
      ...(formerHost === undefined ? {} : { formerHost }),
      port,
      speech,
    })),
    aspects: aspects.map(({ facet, before, after }) => ({
      facet,
      before: before.map(fateReport),
      after: after.map(fateReport),
    })),
    witness: witnessOf(change),
    certainty,
    reservations: reservations.map(({ text }) => text),
  };
}

function fateReport({ share, what, place }: Fate): FateReport {
  return { share, what, ...(place === undefined ? {} : { place: placeWords(place) }) };
}

function summaryOf({ objects, traffic, unusual, exposures, releases, experiments, looked }: Diff): string {
  if (objects.length === 0) return `no object differs (${looked.unchanged} are alike)`;
  const files = new Set(objects.flatMap(({ before, after }) => (after ?? before)?.manifest.file || []));
  const inFiles = files.size === 0 ? '' : ` in ${plural(files.size, 'file')}`;
  const differ = `${plural(objects.length, 'object')}${inFiles} ${objects.length === 1 ? 'differs' : 'differ'}`;
  const count = (effect: Effect) => traffic.filter((each) => each.effect === effect).length;
  const parts = [
    ...some(count('breaks'), 'change breaks requests', 'changes break requests'),
    ...some(count('opens'), 'change lets requests in that were kept out', 'changes let requests in that were kept out'),
    ...some(count('answers'), 'kind of requests is answered now', 'kinds of requests are answered now'),
    ...some(count('moves'), 'kind of requests goes elsewhere', 'kinds of requests go elsewhere'),
    ...some(count('treats'), 'kind of requests is treated otherwise', 'kinds of requests are treated otherwise'),
    ...some(exposures.length, 'Service is published otherwise', 'Services are published otherwise'),
    ...some(objects.filter(isOfOtherPods).length, 'workload has other pods', 'workloads have other pods'),
    ...some(releases.filter(({ begins }) => begins).length, 'release begins', 'releases begin'),
    ...some(releases.filter(({ begins }) => !begins).length, 'release goes otherwise', 'releases go otherwise'),
    ...some(experiments.length, 'experiment differs', 'experiments differ'),
  ];
  if (parts.length > 0) return `${differ}: ${parts.join(', ')}`;
  if (objects.some(({ isUnknown }) => isUnknown)) return `${differ}: what that means for traffic is not known`;
  if (traffic.length > 0) return `${differ}: only requests that nobody answers fail otherwise`;
  if (unusual.length > 0) return `${differ}: nothing changes for who speaks to ports as they are declared`;
  return `${differ}: nothing changes for traffic`;
}

function isOfOtherPods({ kind, before, after, values }: ObjectChange): boolean {
  return (
    kind === 'changed' &&
    values.length > 0 &&
    [before, after].every((each) => each !== undefined && workloadOf(each) !== undefined)
  );
}

function some(count: number, one: string, several: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
}

function exposureReport({ service, before = 'nowhere', after = 'nowhere', entity }: ExposureChange): TopicReport {
  return {
    name: `Service ${service}`,
    changes: [`clients outside reach it at: ${before} → ${after}`],
    deadEnd: false,
    place: placeWords({ entity, path: [] }),
  };
}

function releaseReport({ canary, before, after, begins, entity }: ReleaseChange): TopicReport {
  const never = (timeline: Timeline | undefined) => timeline?.ends === 'stuck';
  const parts = (timeline: Timeline | undefined): readonly (readonly [string, string])[] =>
    timeline === undefined
      ? []
      : [
          ['a good version is', endWords(timeline)],
          ['the new version meets', exposureWords(timeline.exposure)],
          ['strategy', timeline.strategy],
          ['Flagger looks every', timeWords(timeline.interval)],
        ];
  const [old, now] = [new Map(parts(before)), new Map(parts(after))];
  const lines = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === is) return [];
    return [before === undefined || after === undefined ? `${key}: ${is ?? was}` : `${key}: ${was} → ${is}`];
  });
  const state = before === undefined ? ['is new'] : after === undefined ? ['is gone'] : [];
  const begun =
    begins && after !== undefined
      ? [
          `a release begins, as there is a new version: ${endWords(after)}, and until then it meets ${exposureWords(after.exposure)}`,
        ]
      : [];
  const words = [...state, ...begun, ...lines];
  return {
    name: `Canary ${canary}`,
    changes: words.length > 0 ? words : ['other webhooks, weights or remarks on the way'],
    deadEnd: never(after) && !never(before),
    place: placeWords({ entity, path: [] }),
  };
}

function experimentReport({ name, before, after, entity }: ExperimentChange): TopicReport {
  const words = ({ name: what, scope, flags, hits, blast }: Fault) => {
    const where = hits === undefined ? `some ${scope}` : hits.length === 0 ? `no ${scope}` : listed(hits);
    const count = blast === undefined ? '' : ` (${blast})`;
    return `${what} hits ${where}${count}${flags.length === 0 ? '' : `: ${flags.join(', ')}`}`;
  };
  const [old, now] = [before.map(words), after.map(words)];
  return {
    name: `ChaosBlade ${name}`,
    changes: [
      ...old.filter((each) => !now.includes(each)).map((each) => `no more: ${each}`),
      ...now.filter((each) => !old.includes(each)),
    ],
    deadEnd: false,
    place: placeWords({ entity, path: [] }),
  };
}

function objectReport({ kind, before, after, values }: ObjectChange): ObjectReport {
  const entity = after ?? before;
  const former = kind === 'renamed' && before !== undefined ? { formerName: describeId(before.id) } : {};
  return {
    kind,
    name: entity === undefined ? '' : describeId(entity.id),
    ...former,
    changes: values.map(valueChangeWords),
    place: entity === undefined ? '' : fileAndLine({ entity, path: [] }),
  };
}

function findingWords({ severity, rule, resource, message, file, line }: Finding): string {
  const what = resource === undefined ? '' : `${describeObject(resource)}: `;
  const where = file === undefined || file === '' ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `${severity} ${rule}: ${what}${message}${where}`;
}
