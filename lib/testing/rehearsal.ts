import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { CANARY_DEPENDENCIES } from '../flagger-objects/in-world';
import type { JsonMap } from '../kube/json';
import { describeObject, identityOf, referenceOf } from '../kube/object-reference';
import type { Assumptions, Ticks } from '../rollout/assumptions';
import { rehearse as rehearseIn } from '../rollout/rehearse';
import type { Timeline } from '../rollout/timeline';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import { CANARY } from '../world/kinds';
import { World } from '../world/world';
import { apiObjectsBelow, judgedBy, projectJudge } from './objects';

/** How a release goes, with what can be expected of it. */
export interface Rehearsal extends Timeline {
  /** That the new version is promoted: for `expect(…).toTakeAtMost(…)`. */
  promotes(): Promotion;
}

/** A promotion that is expected. */
export interface Promotion {
  readonly timeline: Timeline;
}

/** Every check fails, or those at some ticks. */
export function failing(ticks: Ticks = 'always'): Assumptions {
  return { failing: ticks };
}

/** Metrics have no value, at each tick or at some. */
export function noData(ticks: Ticks = 'always'): Assumptions {
  return { noData: ticks };
}

/** A webhook, by its name or its type, opens at a tick, closes at the next one given, and so on; never without any. */
export function gate(name: string, ...ticks: readonly number[]): Assumptions {
  return { gates: { [name]: ticks } };
}

/**
 * Rehearses the release of a Canary: what Flagger does with it tick by tick, on assumptions; without any, all goes well.
 *
 * @param subject a construct that is a Canary or has one in it, with everything of its app around it; or plain objects
 *   with one Canary among them
 * @param assumptions of several, the later ones count
 * @see https://docs.flagger.app/usage/how-it-works
 */
export function rehearse(subject: IConstruct | readonly JsonMap[], ...assumptions: readonly Assumptions[]): Rehearsal {
  const own = Array.isArray(subject) ? (subject as readonly JsonMap[]) : objectsBelow(subject as IConstruct, isRead);
  const canary = onlyCanary(own);
  const world = worldOf(Array.isArray(subject) ? own : [...own, ...objectsAround(subject as IConstruct, own, canary)]);
  const { namespace = 'default', name } = referenceOf(canary);
  const entity = world.all(CANARY).find(({ id }) => id.name === name && id.namespace === namespace);
  if (entity === undefined) {
    throw new Error(
      `rehearse: the API server would refuse ${describeObject(referenceOf(canary))}: expect(…).toBeAccepted() says why`,
    );
  }
  const timeline = rehearseIn(world, entity, Object.assign({}, ...assumptions), { refusal });
  return { ...timeline, promotes: () => ({ timeline }) };
}

function onlyCanary(objects: readonly JsonMap[]): JsonMap {
  const canaries = objects.filter(
    ({ kind, apiVersion }) => kind === 'Canary' && String(apiVersion).startsWith('flagger.app/'),
  );
  const [canary, second] = canaries;
  if (canary === undefined) throw new Error('rehearse: there is no Canary: give one, or a chart with one in it');
  if (second === undefined) return canary;
  const names = canaries.map((each) => describeObject(referenceOf(each))).join(', ');
  throw new Error(`rehearse: there is more than one Canary: ${names}: give one of them`);
}

/** Whether a rehearsal reads an object. */
function isRead({ kind }: ApiObject): boolean {
  return kind === 'Canary' || CANARY_DEPENDENCIES.has(kind);
}

function objectsBelow(root: IConstruct, isWanted: (object: ApiObject) => boolean): readonly JsonMap[] {
  return apiObjectsBelow(root)
    .filter(isWanted)
    .map((object) => object.toJson() as JsonMap);
}

/** What else a Canary may depend on: what is in the same file goes before what is elsewhere in the app. */
function objectsAround(construct: IConstruct, own: readonly JsonMap[], canary: JsonMap): readonly JsonMap[] {
  const { Chart } = require('cdk8s') as typeof import('cdk8s');
  const { namespace } = referenceOf(canary);
  // Canaries beside it are not of interest.
  const isNear = (object: ApiObject) =>
    CANARY_DEPENDENCIES.has(object.kind) &&
    (object.metadata.namespace === namespace || object.kind === 'MetricTemplate');
  const chart = construct.node.scopes.findLast((scope) => Chart.isChart(scope)) ?? construct;
  const known = new Set(own.map((object) => identityOf(referenceOf(object))));
  return [...objectsBelow(chart, isNear), ...objectsBelow(construct.node.root, isNear)].filter((object) => {
    const identity = identityOf(referenceOf(object));
    return !known.has(identity) && known.add(identity);
  });
}

function worldOf(objects: readonly JsonMap[]): World {
  const judge = projectJudge();
  return World.of(objects.map((object) => judgedBy(judge, { object })));
}

/** Why the API server would refuse what Flagger writes. */
function refusal(object: JsonMap): string | undefined {
  const verdict = projectJudge().verdict(object);
  const first = verdict.scope === undefined ? undefined : verdict.violations.find(isError);
  return first === undefined ? undefined : messageOf(first);
}
