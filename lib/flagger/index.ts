export {
  AlertProvider,
  type AlertProviderProps,
  type AlertProviderReference,
  type CanaryAlert,
} from './alert-provider';
export * from './canary';
export * from './canary-autoscaler';
export { CanaryMatch } from './canary-match';
export { type BuiltinMetricOptions, CanaryMetric, type MetricRange, type TemplateMetricOptions } from './canary-metric';
export * from './canary-props';
export { CanaryRelease, type CanaryReleaseProps } from './canary-release';
export type { CanaryReach, CanaryServiceProps, CustomMetadata } from './canary-service';
export * from './canary-strategy';
export { CanaryTarget, type WorkloadTargetProps } from './canary-target';
export * from './canary-webhook';
export * from './canary-workload';
export * from './flagger-operator';
export * from './load-command';
export * from './load-tester';
export * from './metric-provider';
export * from './metric-template';
