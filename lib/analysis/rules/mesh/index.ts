import type { Rule } from '../../rule';
import { authorityRewritten, corsLetsThrough, headerSetTwice, redirectCode } from './actions';
import { authorityWithoutPort, cookieExpression, queryNeverMatches } from './conditions';
import { destinationProtocol } from './destination-protocol';
import { droppedServers } from './dropped-servers';
import { duplicateEntries } from './duplicate-entries';
import { faultAndTimeout, faultNever } from './faults';
import { gatewayOnly } from './gateway-only';
import { matchGateway } from './match-gateway';
import { matchPort } from './match-port';
import { mirroredHost } from './mirrored-host';
import { noDefaultRoute } from './no-default-route';
import { noRedirect } from './no-redirect';
import { plainTextToTls } from './plain-text-to-tls';
import { retriesWithoutTryTimeout, triesBeyondTimeout, tryTimeoutNotRetried } from './retries';
import { rewriteOfRegex, rewriteSlashes } from './rewrites';
import { routeProtocols } from './route-protocols';
import { selectsNothing } from './selects-nothing';
import { sidecarHides } from './sidecar-hides';
import { sourceAtGateway } from './source-at-gateway';
import { unknownHost } from './unknown-host';
import { unusedGatewayHost } from './unused-gateway-host';
import { weights } from './weights';

/** Rules about what Istio accepts, has no code for, and is wrong all the same. */
export const MESH_RULES: readonly Rule[] = [
  // Conditions that are never met.
  ...[matchGateway, matchPort, sourceAtGateway, queryNeverMatches, cookieExpression, authorityWithoutPort],
  // Whom they are for.
  ...[unknownHost, routeProtocols, gatewayOnly, duplicateEntries, unusedGatewayHost, noRedirect, droppedServers],
  // What rules do.
  ...[plainTextToTls, destinationProtocol, mirroredHost],
  ...[noDefaultRoute, weights, triesBeyondTimeout, tryTimeoutNotRetried, retriesWithoutTryTimeout],
  ...[faultNever, faultAndTimeout, rewriteSlashes, rewriteOfRegex, redirectCode],
  ...[headerSetTwice, authorityRewritten, corsLetsThrough],
  // Policies.
  ...[selectsNothing, sidecarHides],
];
