import type { Construct } from 'constructs';
import { StandaloneChart } from '../core/standalone-chart';
import { IngressGateway } from '../istio/ingress-gateway';
import { IstioInstallation, type IstioSettings, type TracingProvider } from '../istio/installation';
import type { LabSettings } from './settings';

/** The ingress gateway with the ports of the notebook's cluster; what refers to one does so by its name. */
export function ingressGateway({ ingress }: LabSettings) {
  const { exposure, nodePorts } = ingress;
  const nodePort = (port: number) => (exposure === 'NodePort' ? port : undefined);
  return new IngressGateway({
    exposure,
    ports: {
      'status-port': { port: 15021, nodePort: nodePort(nodePorts.statusPort) },
      http2: { port: 80, targetPort: 8080, nodePort: nodePort(nodePorts.http2) },
      https: { port: 443, targetPort: 8443, nodePort: nodePort(nodePorts.https) },
      tcp: { port: 31400, nodePort: nodePort(nodePorts.tcp) },
      tls: { port: 15443, nodePort: nodePort(nodePorts.tls) },
    },
  });
}

export type LabIngress = ReturnType<typeof ingressGateway>;

/** What the installation is made from. */
export interface InstallationChartProps {
  readonly settings: LabSettings;
  readonly ingress: LabIngress;
}

/** The file for `istioctl install -f`, with what the notebook's author never managed: a gateway by NodePort, for good. */
export class InstallationChart extends StandaloneChart {
  /** Where spans are sent, by the name under which the mesh knows it. */
  readonly tracingProvider: TracingProvider;
  /** The same for Helm. */
  readonly istio: IstioSettings;

  constructor(scope: Construct, id: string, { settings, ingress }: InstallationChartProps) {
    super(scope, id, 'install/istio');
    const { system } = settings.namespaces;
    this.tracingProvider = { name: 'jaeger', service: `jaeger-collector.${system}.svc.cluster.local` };
    this.istio = new IstioInstallation(this, 'lab', {
      version: settings.versions.istio,
      namespace: system,
      ingressGateway: ingress,
      tracingProviders: [this.tracingProvider],
    }).settings;
  }

  override get fileExtension(): string {
    return '.yaml';
  }

  override header(file: string): readonly string[] {
    return [
      `Istio ${this.istio.version}, profile ${this.istio.profile}; read by istioctl, not by kubectl.`,
      '',
      `Apply: istioctl install -y -f ${file}`,
      'Back: istioctl uninstall -y --purge',
    ];
  }
}
