import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { FlaggerOperator, LoadTester } from '../flagger';
import type { Namespace } from '../kubernetes';
import type { LabSettings } from './settings';

/** The lab's Prometheus, as Flagger asks it. */
export function prometheusUrl({ namespaces }: LabSettings): string {
  return `http://prometheus.${namespaces.system}:9090`;
}

export interface FlaggerChartProps {
  readonly settings: LabSettings;
  /** Where Istio runs. */
  readonly namespace: Namespace<string>;
}

/** What rolls out new versions by itself: chapter seven's third experiment. */
export class FlaggerChart extends Chart {
  constructor(scope: Construct, id: string, { settings, namespace }: FlaggerChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);
    new FlaggerOperator(this, 'flagger', {
      version: settings.versions.flagger,
      metricsServer: prometheusUrl(settings),
      // The weather app has neither ConfigMaps nor Secrets; so Flagger need not write those of the whole cluster.
      configTracking: false,
    });
  }
}

export interface LoadTesterChartProps {
  readonly settings: LabSettings;
  /** A namespace whose pods get sidecars, so that routes are for what the load tester sends. */
  readonly namespace: Namespace<string>;
}

/** What sends requests while a new version is checked: nobody else uses the lab. */
export class LoadTesterChart extends Chart {
  readonly loadTester: LoadTester;

  constructor(scope: Construct, id: string, { settings, namespace }: LoadTesterChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);
    this.loadTester = new LoadTester(this, 'flagger-loadtester', { version: settings.versions.loadTester });
  }
}
