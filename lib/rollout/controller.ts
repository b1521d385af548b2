import { type CanaryObject, providerOf, strategyOf } from '../flagger-objects/canary';
import { failPromotion, finish, promoteUnchecked, rollBack, shiftBack } from './ending';
import type { Environment, PodAge, Readiness } from './environment';
import { mayStart, preRolloutPasses, rolloutHooksPass, wantsRollback } from './hooks';
import { metricsPass } from './metric-checks';
import { isAnalysed, isUnderWay } from './phase';
import type { PodChange, Status } from './status';
import { increaseWeight, testApart, testMatching } from './strategies';
import type { Tick } from './tick';
import { Visit } from './visit';

/** What Flagger does with a Canary at a tick, and what it remembers of it. One tick is one step at most. */
export function advance(
  canary: CanaryObject,
  environment: Environment,
  before: Status,
  tick: number,
  time: number,
): { readonly status: Status; readonly tick: Tick } {
  const visit = new Visit(canary, environment, before, tick, time);
  updatePods(visit);
  if (canary.spec.suspend === true) {
    visit.info('skipping canary run as object is suspended');
    visit.holds('suspended');
  } else if (before.phase !== 'Initializing' || initialize(visit)) {
    visit.reconcile();
    if (hasWork(visit)) work(visit);
  }
  return { status: visit.status, tick: visit.result() };
}

/** Pods of the target are replaced, or started, as soon as it changes, whatever Flagger makes of it. */
function updatePods({ status, environment, tick, time }: Visit): void {
  const revision = environment.revision(tick);
  if (status.seen === revision) return;
  status.seen = revision;
  if (!status.running && !environment.appliesReplicas) return;
  status.canaryPods = { at: time, update: status.running, fresh: true };
  status.running = true;
}

/** Makes what a Canary needs. @returns whether all of it is there */
function initialize(visit: Visit): boolean {
  const { status, spec } = visit;
  if (spec.skipAnalysis !== true) visit.info('all the metrics providers are available!');
  if (!Number.isFinite(status.primaryPods.at)) {
    status.primaryPods = { at: visit.time, update: false, fresh: true };
    if (spec.skipAnalysis !== true) {
      visit.holds('primary not ready');
      visit.warn(
        `${visit.primary} not ready: waiting for rollout to finish: observed deployment generation less than desired generation`,
      );
      return false;
    }
  }
  if (spec.skipAnalysis !== true && !primaryIsReady(visit)) return false;
  status.running = false;
  status.applied = visit.environment.revision(visit.tick);
  status.promoted = status.applied;
  visit.enter('Initialized');
  visit.info(`Initialization done! ${visit.name}`);
  return true;
}

/** Whether a release goes on, or there is a version to begin one with; a version that has failed is seen only once. */
function hasWork({ status, environment, tick }: Visit): boolean {
  if (isUnderWay(status.phase)) return true;
  const revision = environment.revision(tick);
  const changed = isNew(status, revision);
  if (status.phase === 'Failed') status.applied = revision;
  return changed;
}

function isNew({ applied, promoted }: Status, revision: number): boolean {
  return revision !== applied && revision !== promoted;
}

function work(visit: Visit): void {
  const { spec, status } = visit;
  if (spec.skipAnalysis !== true && !primaryIsReady(visit)) return;
  if (!isUnderWay(status.phase) || status.phase === 'Waiting') {
    if (mayStart(visit)) {
      begin(visit, 'Scaling up');
      if (!status.running) status.canaryPods = { at: visit.time, update: false, fresh: false };
      status.running = true;
    }
    return;
  }
  if (isAnalysed(status.phase) && isNew(status, visit.environment.revision(visit.tick))) {
    if (visit.route({ primaryWeight: 100, canaryWeight: 0 })) begin(visit, 'Restarting analysis for');
    return;
  }
  if (!canaryIsReady(visit)) return;
  if (spec.skipAnalysis === true) promoteUnchecked(visit);
  else if (status.phase === 'Promoting') shiftBack(visit);
  else if (status.phase === 'Finalising') finish(visit);
  else analyse(visit);
}

/** A new version: nothing is counted yet. */
function begin(visit: Visit, what: string): void {
  const { status } = visit;
  visit.info(`New revision detected! ${what} ${visit.target}`);
  status.applied = visit.environment.revision(visit.tick);
  status.failedChecks = 0;
  status.iterations = 0;
  visit.enter('Progressing');
}

function analyse(visit: Visit): void {
  if (wantsRollback(visit)) {
    visit.warn(`Rolling back ${visit.name} manual webhook invoked`);
    rollBack(visit);
  } else if (visit.status.failedChecks >= visit.threshold) {
    rollBack(visit);
  } else if (passesChecks(visit)) {
    takeStep(visit);
  } else {
    visit.status.failedChecks++;
    visit.holds('failed check');
  }
}

/** Before the first step only what comes before requests is asked; then hooks and metrics. */
function passesChecks(visit: Visit): boolean {
  const { spec, status } = visit;
  const { canaryWeight, mirror } = visit.routes;
  const begins = canaryWeight === 0 && status.iterations === 0 && !(spec.analysis.mirror === true && mirror);
  if (!begins) return rolloutHooksPass(visit) && metricsPass(visit);
  visit.info(`Starting canary analysis for ${visit.target}`);
  return preRolloutPasses(visit);
}

function takeStep(visit: Visit): void {
  if (providerOf(visit.spec) === 'kubernetes') warnOfKubernetes(visit);
  switch (strategyOf(visit.spec)) {
    case 'canary':
      increaseWeight(visit);
      break;
    case 'a/b':
      testMatching(visit);
      break;
    case 'blue/green':
      testApart(visit);
  }
}

/** Without a router there are neither shares nor requests that match. */
function warnOfKubernetes(visit: Visit): void {
  const { match = [], iterations = 0 } = visit.spec.analysis;
  if (match.length > 0) visit.warn('A/B testing is not supported when using the kubernetes provider');
  if (iterations >= 1) return;
  visit.warn('Progressive traffic is not supported when using the kubernetes provider');
  visit.warn('Setting canaryAnalysis.iterations: 10');
}

function primaryIsReady(visit: Visit): boolean {
  const readiness = visit.environment.primary(visit.tick, ageOf(visit, visit.status.primaryPods));
  if (readiness.ready) return true;
  const { kind } = visit.spec.targetRef;
  const message = `${kind === 'DaemonSet' ? 'primary daemonset ' : ''}${visit.primary} not ready: ${readiness.message}`;
  visit.holds('primary not ready');
  visit.warn(message);
  if (readiness.retriable) return false;
  // Nothing is routed yet, so that nothing can be routed back.
  if (visit.status.phase === 'Initializing') return false;
  if (visit.status.phase === 'Promoting' || visit.status.phase === 'Finalising') failPromotion(visit, message);
  else rollBack(visit);
  return false;
}

function canaryIsReady(visit: Visit): boolean {
  const readiness = visit.environment.canary(visit.tick, ageOf(visit, visit.status.canaryPods));
  if (readiness.ready) return true;
  visit.holds('canary not ready');
  visit.warn(`canary ${notReady(visit, readiness)}: ${readiness.message}`);
  if (!readiness.retriable) rollBack(visit);
  return false;
}

function ageOf({ time }: Visit, { at, update, fresh }: PodChange): PodAge {
  return { seconds: time - at, update, fresh };
}

function notReady({ spec, target }: Visit, { retriable }: Extract<Readiness, { ready: false }>): string {
  return spec.targetRef.kind === 'DaemonSet'
    ? `damonset ${target} not ready with retryable ${retriable}`
    : `deployment ${target} not ready`;
}
