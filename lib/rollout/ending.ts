import { hasRouter } from '../flagger-objects/target';
import { runPostRollout } from './hooks';
import type { Visit } from './visit';

const ALL_TO_PRIMARY = { primaryWeight: 100, canaryWeight: 0 };
const ALL_TO_CANARY = { primaryWeight: 0, canaryWeight: 100 };

/** Copies the new version to the primary. */
export function promote(visit: Visit): void {
  copyToPrimary(visit);
  visit.enter('Promoting');
}

function copyToPrimary(visit: Visit): void {
  visit.info(`Copying ${visit.target} template spec to ${visit.primary}`);
  visit.status.primaryPods = { at: visit.time, update: true, fresh: true };
  visit.status.copied = true;
}

/** Gives requests back to the primary, which has the new version now: all at once or step by step. */
export function shiftBack(visit: Visit): void {
  const { stepWeightPromotion: step = 0 } = visit.spec.analysis;
  if (!hasRouter(visit.canary)) {
    visit.enter('Finalising');
    return;
  }
  if (step === 0) {
    visit.info('Routing all traffic to primary');
    if (visit.route(ALL_TO_PRIMARY)) visit.enter('Finalising');
    return;
  }
  const { primaryWeight, canaryWeight } = visit.routes;
  if (canaryWeight <= 0) {
    visit.holds('promotion without canary');
    return;
  }
  const weights = {
    primaryWeight: Math.min(100, primaryWeight + step),
    canaryWeight: Math.max(0, canaryWeight - step),
  };
  if (!visit.route(weights)) return;
  visit.info(`Advance ${visit.name} primary weight ${weights.primaryWeight}`);
  if (weights.primaryWeight === 100) visit.enter('Finalising');
}

/** Stops the target's pods, which serve nobody any more. */
export function finish(visit: Visit): void {
  succeed(visit);
  visit.info(`Promotion completed! Scaling down ${visit.target}`);
}

/** Promotes without looking. */
export function promoteUnchecked(visit: Visit): void {
  if (!visit.route(ALL_TO_PRIMARY)) return;
  copyToPrimary(visit);
  succeed(visit);
  visit.info(`Promotion completed! Canary analysis was skipped for ${visit.target}`);
}

function succeed(visit: Visit): void {
  visit.status.running = false;
  visit.status.promoted = visit.status.applied;
  visit.enter('Succeeded');
  runPostRollout(visit);
}

/** All requests to the primary, none to the new version, whose pods are stopped. */
export function rollBack(visit: Visit): void {
  const { status } = visit;
  if (status.failedChecks >= visit.threshold) {
    visit.warn(`Rolling back ${visit.name} failed checks threshold reached ${status.failedChecks}`);
  }
  if (!visit.route(ALL_TO_PRIMARY)) return;
  visit.warn(`Canary failed! Scaling down ${visit.name}`);
  status.running = false;
  fail(visit);
}

/** The primary did not come up with the new version: the canary, which has it, serves instead, and is kept. */
export function failPromotion(visit: Visit, message: string): void {
  visit.warn(`Promotion of ${visit.target} failed, primary not ready: ${message}`);
  if (visit.route(ALL_TO_CANARY)) fail(visit);
}

function fail(visit: Visit): void {
  // The version is not looked at again until there is another.
  visit.status.applied = visit.environment.revision(visit.tick);
  visit.status.failedChecks = 0;
  visit.enter('Failed');
  runPostRollout(visit);
}
