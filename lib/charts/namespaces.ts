import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Namespace } from '../kubernetes';
import type { LabSettings } from './settings';

/** The namespaces of the lab, which exist before anything is put into them. */
export class NamespacesChart extends Chart {
  /** The notebook's own applications; their pods get sidecars. */
  readonly applications: Namespace<string>;
  /** Istio and the add-ons, without sidecars: they serve the mesh and are no part of it. */
  readonly system: Namespace<string>;
  readonly weather: Namespace<string>;
  /** The load tester, with sidecars, so that what it sends is counted. */
  readonly loadTest: Namespace<string>;
  /** What attacks: its pods reach into nodes, and no sidecar may stand in their way. */
  readonly chaos: Namespace<string>;

  constructor(scope: Construct, id: string, { namespaces }: LabSettings) {
    super(scope, id);
    this.applications = new Namespace(this, namespaces.applications, { injection: true });
    this.system = new Namespace(this, namespaces.system);
    this.weather = new Namespace(this, namespaces.weather, { injection: true });
    this.loadTest = new Namespace(this, namespaces.loadTest, { injection: true });
    this.chaos = new Namespace(this, namespaces.chaos, { injection: false, podSecurity: { enforce: 'privileged' } });
  }
}
