import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Namespace } from '../kubernetes';
import { ContactPoint, Datasource, Grafana, Prometheus, ScrapeJob, type SecretKey } from '../observability';
import { alertRules } from './observability/alerts';
import { canaryDashboard, meshDashboard, notebookDashboard } from './observability/dashboards';
import { notebookQuestions, recordingRules } from './observability/recordings';
import type { LabSettings } from './settings';

/** What metrics, dashboards and alerts need. */
export interface ObservabilityChartProps {
  /** Istio's own namespace. */
  readonly namespace: Namespace<string>;
  readonly settings: LabSettings;
  /** The traces, which Grafana shows too. */
  readonly traces: { readonly queryUrl: string };
}

/** The Secret that the guide's command makes before this is applied. */
const GRAFANA_SECRET = 'grafana';
const ADMIN_PASSWORD: SecretKey = { secretName: GRAFANA_SECRET, key: 'admin-password' };
const WEBHOOK_URL: SecretKey = { secretName: GRAFANA_SECRET, key: 'webhook-url' };

/** Prometheus and Grafana: chapter 9.1; alerts: 9.3; both keep what they know: chapter ten. */
export class ObservabilityChart extends Chart {
  readonly prometheus: Prometheus<'prometheus'>;
  readonly grafana: Grafana<'grafana'>;

  constructor(scope: Construct, id: string, { namespace, settings, traces }: ObservabilityChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);
    const questions = notebookQuestions(settings.namespaces.applications);

    this.prometheus = new Prometheus(this, 'prometheus', {
      image: 'docker.io/prom/prometheus:v3.10.0',
      jobs: [
        ScrapeJob.proxies(),
        ScrapeJob.controlPlane(),
        ScrapeJob.annotatedPods(),
        ScrapeJob.containers(),
        ScrapeJob.self(),
      ],
      rules: recordingRules(questions),
      storage: '20Gi',
      retention: Duration.days(15),
      nodePort: settings.addonNodePorts?.prometheus,
    });

    const metrics = Datasource.prometheus({
      uid: 'prometheus',
      url: this.prometheus.url,
      interval: this.prometheus.interval,
    });
    const mesh = meshDashboard(metrics);
    const canary = canaryDashboard(metrics);
    this.grafana = new Grafana(this, 'grafana', {
      image: 'docker.io/grafana/grafana:12.0.1',
      adminPassword: ADMIN_PASSWORD,
      datasources: [metrics, Datasource.jaeger({ uid: 'jaeger', url: traces.queryUrl })],
      dashboards: [notebookDashboard(metrics, questions), mesh, canary],
      alerting: {
        datasource: metrics,
        groups: alertRules({ mesh, canary }),
        policy: {
          contactPoint: ContactPoint.webhook('lab', { url: WEBHOOK_URL }),
          routes: [{ severity: 'critical', groupWait: Duration.seconds(10), repeatInterval: Duration.hours(1) }],
        },
      },
      storage: '5Gi',
      nodePort: settings.addonNodePorts?.grafana,
    });
  }
}
