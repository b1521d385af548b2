export type { Ending as ChaosEnding } from '../chaosblade-catalogue/action';
export { Attack, type AttackProps } from './attack';
export { ChaosExperiment, type ChaosExperimentProps } from './experiment';
export { ChaosFault, ContainerFault, type FaultFlags, type Faults, NodeFault, PodFault } from './fault';
export type { NodePortLike, PodPortLike, PortLike, Ports, Scope as ChaosScope } from './flags';
export { ChaosBladeOperator, type ChaosBladeOperatorProps, type ChaosBladeWebhookProps } from './operator';
export {
  type BlastRadius,
  ChaosTarget,
  type Containers,
  type LabelledPods,
  type NamedPods,
  type Workload,
  type WorkloadOptions,
  type WorkloadVersion,
  type WorkloadVersions,
} from './target';
export type { ContainerRuntime } from './tool';
