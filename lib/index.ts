export * from './chaosblade';
export { App, type AppProps } from './core/app';
export { MeshwrightError, SynthesisError } from './core/errors';
export { Scenario, type ScenarioProps } from './core/scenario';
export { type ObjectReference, StandaloneChart, type SteadyState } from './core/standalone-chart';
export * from './flagger';
export * from './istio';
export * from './kubernetes';
export * from './observability';
