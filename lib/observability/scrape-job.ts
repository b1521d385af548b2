import type { Duration } from 'cdk8s';
import { MeshwrightError } from '../core/errors';

/** What every job of scraping can say. */
export interface ScrapeJobOptions {
  /**
   * How often.
   * @default - as often as the Prometheus does
   */
  readonly interval?: Duration;
}

/** @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
export interface RelabelRule {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly target_label?: string;
  readonly regex?: string;
  readonly replacement?: string;
  readonly action?: 'replace' | 'keep' | 'drop' | 'labelmap' | 'labeldrop' | 'labelkeep';
}

/** @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly honor_labels?: boolean;
  readonly metrics_path?: string;
  readonly scheme?: 'http' | 'https';
  readonly authorization?: { readonly credentials_file: string };
  readonly tls_config?: { readonly ca_file?: string; readonly insecure_skip_verify?: boolean };
  readonly kubernetes_sd_configs?: readonly { readonly role: 'pod' | 'node' }[];
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly relabel_configs?: readonly RelabelRule[];
  readonly metric_relabel_configs?: readonly RelabelRule[];
}

const META = '__meta_kubernetes_pod';
const ANNOTATION = `${META}_annotation_prometheus_io`;
/** The port of Istio's agent, which serves Envoy's metrics and those of the app together. */
const MERGED_METRICS_PORT = 15020;
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Whose metrics Prometheus collects. The jobs for pods are disjoint: a pod that two of them scrape would be counted
 * twice in every sum.
 *
 * @see https://istio.io/latest/docs/ops/integrations/prometheus/
 */
export class ScrapeJob {
  /**
   * Sidecars and gateways, with the metrics of the apps beside them: the injector annotates their pods with the port of
   * Istio's agent. It answers without mutual TLS, so Prometheus needs no certificate and no sidecar.
   */
  static proxies(options: ScrapeJobOptions = {}): ScrapeJob {
    return ScrapeJob.pods('istio-proxies', options, [
      keep([`${ANNOTATION}_scrape`, `${ANNOTATION}_port`], `true;${MERGED_METRICS_PORT}`),
    ]);
  }

  /** Istio's control plane. */
  static controlPlane(options: ScrapeJobOptions = {}): ScrapeJob {
    return ScrapeJob.pods('istiod', options, [keep([`${ANNOTATION}_scrape`, `${META}_label_app`], 'true;istiod')]);
  }

  /** Other pods with the annotation `prometheus.io/scrape: "true"`, outside of the mesh: Flagger, Jaeger. */
  static annotatedPods(options: ScrapeJobOptions = {}): ScrapeJob {
    return ScrapeJob.pods('kubernetes-pods', options, [
      keep([`${ANNOTATION}_scrape`], 'true'),
      drop([`${ANNOTATION}_port`], `${MERGED_METRICS_PORT}`),
      drop([`${META}_label_app`], 'istiod'),
    ]);
  }

  /**
   * What containers use of CPU time, memory and network, from the kubelets: what experiments on resources change.
   *
   * Kubelets have certificates that they signed themselves in most clusters, so whose they are is not checked.
   */
  static containers(options: ScrapeJobOptions = {}): ScrapeJob {
    return new ScrapeJob(options, {
      job_name: 'kubernetes-containers',
      metrics_path: '/metrics/cadvisor',
      scheme: 'https',
      authorization: { credentials_file: TOKEN },
      tls_config: { insecure_skip_verify: true },
      kubernetes_sd_configs: [{ role: 'node' }],
      relabel_configs: [{ source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' }],
      metric_relabel_configs: [
        keep(
          ['__name__'],
          'container_(cpu_usage_seconds_total|memory_working_set_bytes|network_(receive|transmit)_(bytes|errors)_total)',
        ),
      ],
    });
  }

  /** The Prometheus itself. */
  static self(options: ScrapeJobOptions = {}): ScrapeJob {
    return new ScrapeJob(options, {
      job_name: 'prometheus',
      static_configs: [{ targets: ['localhost:9090'] }],
    });
  }

  private static pods(name: string, options: ScrapeJobOptions, selection: readonly RelabelRule[]): ScrapeJob {
    return new ScrapeJob(options, {
      job_name: name,
      // The labels `namespace` of Flagger's metrics are those of canaries, and stay.
      honor_labels: true,
      kubernetes_sd_configs: [{ role: 'pod' }],
      relabel_configs: [
        ...selection,
        drop([`${META}_phase`], 'Pending|Succeeded|Failed'),
        // A pod has a target for each port of each container; with the address replaced they are all one.
        keep([`${ANNOTATION}_port`], String.raw`\d+`),
        {
          source_labels: [`${ANNOTATION}_scheme`],
          regex: '(https?)',
          target_label: '__scheme__',
        },
        { source_labels: [`${ANNOTATION}_path`], regex: '(.+)', target_label: '__metrics_path__' },
        address(String.raw`(\d+);([\d.]+)`, '$2:$1'),
        address(String.raw`(\d+);([0-9a-fA-F:]+:[0-9a-fA-F:]*)`, '[$2]:$1'),
        { source_labels: [`${META}_label_app`], target_label: 'app' },
        { source_labels: [`${META}_label_version`], target_label: 'version' },
        { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
        { source_labels: [`${META}_name`], target_label: 'pod' },
      ],
    });
  }

  private constructor(
    private readonly options: ScrapeJobOptions,
    private readonly config: ScrapeConfig,
  ) {}

  /** The job's name, and the label `job` of its metrics. */
  get name(): string {
    return this.config.job_name;
  }

  /** Whether it asks kubelets. @internal */
  get _asksNodes(): boolean {
    return this.config.kubernetes_sd_configs?.some(({ role }) => role === 'node') ?? false;
  }

  /** Whether it looks for pods. @internal */
  get _looksForPods(): boolean {
    return this.config.kubernetes_sd_configs?.some(({ role }) => role === 'pod') ?? false;
  }

  /** @internal */
  _toWire(duration: (value: Duration) => string): ScrapeConfig & { readonly scrape_interval?: string } {
    const { interval } = this.options;
    if (interval !== undefined && interval.toMilliseconds() <= 0) {
      throw new MeshwrightError(`scrape job ${this.name}`, 'the interval must be above 0');
    }
    const { job_name, ...rest } = this.config;
    return { job_name, ...(interval && { scrape_interval: duration(interval) }), ...rest };
  }
}

function address(regex: string, replacement: string): RelabelRule {
  return { source_labels: [`${ANNOTATION}_port`, `${META}_ip`], regex, replacement, target_label: '__address__' };
}

function keep(source_labels: readonly string[], regex: string): RelabelRule {
  return { action: 'keep', source_labels, regex };
}

function drop(source_labels: readonly string[], regex: string): RelabelRule {
  return { action: 'drop', source_labels, regex };
}
