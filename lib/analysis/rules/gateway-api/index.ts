import type { Rule } from '../../rule';
import { listenerConflict } from './listener-conflict';
import { mixedRoutes } from './mixed-routes';
import { neverAsked } from './never-asked';
import { noListener } from './no-listener';
import { parentService } from './parent-service';

/** Rules about Gateways and routes of the Gateway API. */
export const GATEWAY_API_RULES: readonly Rule[] = [
  ...[listenerConflict, noListener, parentService, mixedRoutes, neverAsked],
];
