import type { Rule } from '../../rule';
import { authorityRewritten, corsLetsThrough, headerSetTwice, redirectCode } from './actions';
import { authorityWithoutPort, cookieExpression, queryNeverMatches } from './conditions';
import { faultAndTimeout, faultNever } from './faults';
import { matchGateway } from './match-gateway';
import { matchPort } from './match-port';
import { noDefaultRoute } from './no-default-route';
import { retriesWithoutTryTimeout, triesBeyondTimeout, tryTimeoutNotRetried } from './retries';
import { rewriteOfRegex, rewriteSlashes } from './rewrites';
import { selectsNothing } from './selects-nothing';
import { sourceAtGateway } from './source-at-gateway';
import { weights } from './weights';

/** Rules about what Istio accepts, has no code for, and is wrong all the same. */
export const MESH_RULES: readonly Rule[] = [
  // Conditions that are never met.
  ...[matchGateway, matchPort, sourceAtGateway, queryNeverMatches, cookieExpression, authorityWithoutPort],
  // What rules do.
  ...[noDefaultRoute, weights, triesBeyondTimeout, tryTimeoutNotRetried, retriesWithoutTryTimeout],
  ...[faultNever, faultAndTimeout, rewriteSlashes, rewriteOfRegex, redirectCode],
  ...[headerSetTwice, authorityRewritten, corsLetsThrough],
  // Policies.
  ...[selectsNothing],
];
