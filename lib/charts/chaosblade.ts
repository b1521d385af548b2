import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ChaosBladeOperator, type ContainerRuntime } from '../chaosblade';
import type { NonEmpty } from '../istio/non-empty';
import type { Namespace } from '../kubernetes';
import type { LabSettings } from './settings';

/** Where ChaosBlade is deployed, and on what. */
export interface ChaosBladeChartProps {
  readonly settings: LabSettings;
  /** A namespace of its own, which admits privileged pods. */
  readonly namespace: Namespace<string>;
  /**
   * What runs the containers of the nodes.
   * @default ['containerd']
   */
  readonly runtimes?: NonEmpty<ContainerRuntime>;
}

/** ChaosBlade, ready for experiments: chapter nine's second part. Experiments themselves are scenarios. */
export class ChaosBladeChart extends Chart {
  readonly operator: ChaosBladeOperator;

  constructor(scope: Construct, id: string, { settings, namespace, runtimes }: ChaosBladeChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);
    this.operator = new ChaosBladeOperator(this, 'chaosblade-operator', {
      version: settings.versions.chaosblade,
      runtimes,
    });
  }
}
