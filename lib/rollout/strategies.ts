import { hasRouter } from '../flagger-objects/target';
import { promote } from './ending';
import { mayIncrease, mayPromote } from './hooks';
import type { Visit } from './visit';
import { maxWeight, nextStep } from './weights';

/** A larger share of the requests, up to the maximum; then the promotion. */
export function increaseWeight(visit: Visit): void {
  const { spec, status } = visit;
  const { primaryWeight, canaryWeight, mirror } = visit.routes;
  const step = nextStep(spec, canaryWeight);
  if (!(step > 0)) {
    visit.holds('no step');
    return;
  }
  if (!mirror && status.phase !== 'WaitingPromotion' && !mayIncrease(visit)) return;
  if (canaryWeight >= maxWeight(spec)) {
    if (mayPromote(visit)) promote(visit);
    return;
  }
  const mirrored = spec.analysis.mirror === true && canaryWeight === 0;
  if (mirrored && !mirror) {
    // A copy of each request for the canary, before it gets any of its own.
    advance(visit, { primaryWeight: 100, canaryWeight: 0 }, true);
    if (!visit.routes.mirror) visit.holds('mirror lost');
    return;
  }
  const weights = mirrored
    ? { primaryWeight: 100 - step, canaryWeight: step }
    : { primaryWeight: Math.max(0, primaryWeight - step), canaryWeight: Math.min(100, canaryWeight + step) };
  advance(visit, weights);
  if (weights.canaryWeight === canaryWeight) visit.holds('maximum out of reach');
}

function advance(visit: Visit, weights: Parameters<Visit['route']>[0], mirror = false): void {
  if (visit.route(weights, mirror)) visit.info(`Advance ${visit.name} canary weight ${weights.canaryWeight}`);
}

/** All requests that match, for some checks; then the promotion. */
export function testMatching(visit: Visit): void {
  const { status, iterations } = visit;
  if (status.iterations < iterations) {
    if (visit.route({ primaryWeight: 0, canaryWeight: 100 })) iterate(visit);
    return;
  }
  if (mayPromote(visit)) promote(visit);
}

/** No requests for some checks, all for one; then the promotion. */
export function testApart(visit: Visit): void {
  const { spec, status, iterations } = visit;
  const mirror = spec.analysis.mirror === true;
  const routed = hasRouter(visit.canary);
  if (status.iterations < iterations) {
    if (routed && mirror && !visit.routes.mirror) visit.route({ primaryWeight: 100, canaryWeight: 0 }, true);
    iterate(visit);
    return;
  }
  if (!mayPromote(visit)) return;
  if (status.iterations > iterations) {
    promote(visit);
    return;
  }
  if (routed) {
    visit.info(mirror ? 'Stop traffic mirroring and route all traffic to canary' : 'Routing all traffic to canary');
    if (!visit.route({ primaryWeight: 0, canaryWeight: 100 })) return;
  }
  status.iterations++;
}

function iterate(visit: Visit): void {
  visit.status.iterations++;
  visit.info(`Advance ${visit.name} canary iteration ${visit.status.iterations}/${visit.iterations}`);
}
