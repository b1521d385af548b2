export {
  Autoscaling,
  type AutoscalingLimits,
  type HorizontalAutoscalingOptions,
  type KedaOptions,
  type KedaTrigger,
} from './autoscaling';
export * from './call-graph';
export type { ContainerProps, ContainerSettings, InitContainerProps, OtherContainerFields } from './container';
export * from './disruption-budget';
export { EnvironmentSource, type EnvironmentSourceOptions } from './environment';
export { CronJob, type CronJobProps, Job, type JobProps, type RunSettings } from './job';
export * from './microservice';
export * from './microservice-props';
export { MicroserviceVersion, type MicroserviceVersionProps, type VersionSettings } from './microservice-version';
export type { ExistingSecurity, OtherPodFields, PodSettings } from './pod';
export { Release, type ReleasedApp } from './release';
export * from './shared-service';
export {
  type ClaimTemplate,
  type DaemonSetOptions,
  type DeploymentOptions,
  type Pods,
  type StatefulSetOptions,
  Workload,
} from './workload';
