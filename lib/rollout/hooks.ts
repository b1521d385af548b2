import type { Visit } from './visit';

/** Whether a new version may be started; asked again at each tick while it may not. */
export function mayStart(visit: Visit): boolean {
  for (const hook of visit.hooksOf('confirm-rollout')) {
    if (!visit.call(hook).success) {
      visit.holds('confirm-rollout');
      if (visit.status.phase === 'Waiting') return false;
      visit.enter('Waiting');
      visit.warn(`Halt ${visit.name} advancement waiting for approval ${hook.name}`);
      return false;
    }
    visit.info(`Confirm-rollout check ${hook.name} passed`);
  }
  return true;
}

/** The checks before the canary gets its first requests. One that fails counts. */
export function preRolloutPasses(visit: Visit): boolean {
  for (const hook of visit.hooksOf('pre-rollout')) {
    const answer = visit.call(hook);
    if (!answer.success) {
      visit.warn(`Halt ${visit.name} advancement pre-rollout check ${hook.name} failed ${answer.body}`);
      return false;
    }
    visit.info(`Pre-rollout check ${hook.name} passed`);
  }
  return true;
}

/** The hooks of each check, before its metrics. */
export function rolloutHooksPass(visit: Visit): boolean {
  for (const hook of visit.hooksOf('rollout')) {
    const answer = visit.call(hook);
    if (!answer.success) {
      visit.warn(`Halt ${visit.name} advancement external check ${hook.name} failed ${answer.body}`);
      return false;
    }
  }
  return true;
}

/** Whether the canary's share may grow; if not, the release stays where it is. */
export function mayIncrease(visit: Visit): boolean {
  for (const hook of visit.hooksOf('confirm-traffic-increase')) {
    if (!visit.call(hook).success) {
      visit.holds('confirm-traffic-increase');
      visit.warn(`Halt ${visit.name} advancement waiting for traffic increase approval ${hook.name}`);
      return false;
    }
    visit.info(`Confirm-traffic-increase check ${hook.name} passed`);
  }
  return true;
}

/** Whether the canary may replace the primary; if not, checks go on. */
export function mayPromote(visit: Visit): boolean {
  for (const hook of visit.hooksOf('confirm-promotion')) {
    if (!visit.call(hook).success) {
      visit.holds('confirm-promotion');
      if (visit.status.phase !== 'WaitingPromotion') {
        visit.enter('WaitingPromotion');
        visit.warn(`Halt ${visit.name} advancement waiting for promotion approval ${hook.name}`);
      }
      // So that an analysis by iterations looks once more before it asks again.
      visit.status.iterations = visit.iterations - 1;
      return false;
    }
    visit.info(`Confirm-promotion check ${hook.name} passed`);
  }
  return true;
}

/** Whether somebody wants the old version back: a hook of this type asks for it by answering with success. */
export function wantsRollback(visit: Visit): boolean {
  for (const hook of visit.hooksOf('rollback')) {
    if (visit.call(hook).success) {
      visit.warn(`Rollback check ${hook.name} passed`);
      return true;
    }
    visit.info(`Rollback hook ${hook.name} not signaling a rollback`);
  }
  return false;
}

/** What is told how it ended: nothing depends on the answers, but that the first failure ends the telling. */
export function runPostRollout(visit: Visit): void {
  for (const hook of visit.hooksOf('post-rollout')) {
    const answer = visit.call(hook);
    if (!answer.success) {
      visit.warn(`Post-rollout hook ${hook.name} failed ${answer.body}`);
      return;
    }
    visit.info(`Post-rollout check ${hook.name} passed`);
  }
}
