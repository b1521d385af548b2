/**
 * What every program needs, and a namespace for each system; each of these is a subpath of the package as well.
 *
 * @module meshwright
 */

export * as argocd from './argocd';
export * as chaosblade from './chaosblade';
export { App, type AppProps } from './core/app';
export { MeshwrightError, SynthesisError } from './core/errors';
export { type ExternalNames, external } from './core/external';
export { Scenario, type ScenarioProps } from './core/scenario';
export { StandaloneChart, type SteadyState } from './core/standalone-chart';
export type { AppTarget } from './core/targets';
export * as flagger from './flagger';
export { Canary } from './flagger';
export * as gatewayApi from './gateway-api';
export * as istio from './istio';
export { Gateway, HttpAction, HttpMatch, StringMatch, VirtualService } from './istio';
export type { ObjectReference } from './kube/object-reference';
export * as kubernetes from './kubernetes';
export { Port } from './kubernetes';
export * as microservice from './microservice';
export { Microservice } from './microservice';
export * as observability from './observability';
