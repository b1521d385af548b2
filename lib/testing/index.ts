/**
 * What can be expected of charts, requests and releases, for any test framework. `meshwright/jest` and
 * `meshwright/vitest` add the matchers to theirs; another framework that knows `expect.extend` takes {@link matchers}.
 *
 * @packageDocumentation
 */

import { type AcceptanceMatchers, acceptanceMatchers } from './acceptance';
import { type DiffMatchers, diffMatchers } from './diff-matchers';
import { type FindingMatchers, findingMatchers } from './finding-matchers';
import { type ForecastMatchers, forecastMatchers } from './forecast-matchers';
import { type RolloutMatchers, rolloutMatchers } from './rollout-matchers';
import { type RoutingMatchers, routingMatchers } from './routing-matchers';

export type { CoverageReport, CoveredRoute } from '../routing-tests/coverage';
export type { Arrival } from '../routing-tests/expectation';
export type { AcceptanceMatchers } from './acceptance';
export type { AllowedChange, ChangedHost, DiffMatchers, RequestsThatMayChange } from './diff-matchers';
export type { FindingMatchers, FindingOptions, FindingPlace } from './finding-matchers';
export type { ForecastMatchers } from './forecast-matchers';
export type { OnTop } from './given';
export type { MatcherContext, MatcherResult } from './matcher-result';
export { type MeshOptions, meshFrom, meshOf } from './mesh-of';
export type { Address, HttpUrl, MeshUnderTest, ObjectName, Requests } from './mesh-under-test';
export { type Client, type GatewayPods, type NamedHost, type Outside, outside, type Reached } from './references';
export { failing, gate, noData, type Promotion, type Rehearsal, rehearse } from './rehearsal';
export type { ExposureLimit, RolloutMatchers } from './rollout-matchers';
export type { ExpectedShare, RoutingMatchers } from './routing-matchers';
export type { RequestOptions, SimulatedRequest } from './simulated-request';
export type { TestedForecast } from './tested-forecast';

/** All matchers, as `expect` has them. */
export interface MeshwrightMatchers<R>
  extends AcceptanceMatchers<R>,
    DiffMatchers<R>,
    FindingMatchers<R>,
    ForecastMatchers<R>,
    RolloutMatchers<R>,
    RoutingMatchers<R> {}

/** What `expect.extend` takes. */
export const matchers = {
  ...acceptanceMatchers,
  ...diffMatchers,
  ...findingMatchers,
  ...forecastMatchers,
  ...rolloutMatchers,
  ...routingMatchers,
};
