import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import {
  ClusterRole,
  ConfigMap,
  type MemoryQuantity,
  Mount,
  PersistentVolumeClaim,
  Port,
  Probe,
  type ResourceRule,
} from '../kubernetes';
import { Microservice } from '../microservice';
import { yamlFile } from './config-file';
import { type RecordingRuleGroup, renderRecordingRules } from './recording-rule';
import type { ScrapeJob } from './scrape-job';

/** @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
export interface PrometheusProps {
  /** The image, Prometheus 3. */
  readonly image: string;
  /** What is scraped. */
  readonly jobs: readonly [ScrapeJob, ...ScrapeJob[]];
  /**
   * How often targets are scraped and rules evaluated.
   * @default Duration.seconds(15)
   */
  readonly interval?: Duration;
  /** @default - none */
  readonly rules?: readonly RecordingRuleGroup[];
  /** How much the disk holds. The oldest samples go when four fifths of it are full. */
  readonly storage: `${number}Gi`;
  /**
   * How long samples are kept, if there is space.
   * @default Duration.days(15)
   */
  readonly retention?: Duration;
  /**
   * The port on every node.
   * @default - none: it is reached by `kubectl port-forward`
   */
  readonly nodePort?: number;
  /**
   * How much memory it may use.
   * @default 2Gi
   */
  readonly memory?: MemoryQuantity;
}

const PORT = 9090;
const CONFIG = '/etc/prometheus';
const DATA = '/prometheus';
/** `nobody`, the user of the image. */
const USER = 65534;

/**
 * Prometheus with a disk. The id is its name and that of its Service.
 *
 * It reads its configuration when it starts: a changed one replaces the pod, so there is neither a second container that
 * watches files nor an endpoint that reloads them. Its API has no users: who reaches it can read, and nothing else.
 *
 * @throws MeshwrightError when two jobs have the same name, or a rule is wrong
 * @see https://prometheus.io/docs/prometheus/latest/
 */
export class Prometheus<const Id extends string> extends Construct {
  readonly server: Microservice<Id, 'v3'>;
  /** The address, from within the cluster. */
  readonly url: string;
  /** How often targets are scraped. */
  readonly interval: Duration;

  constructor(scope: Construct, id: Id, props: PrometheusProps) {
    super(scope, id);
    const namespace = Chart.of(this).namespace;
    if (namespace === undefined) {
      throw new MeshwrightError(this, 'its rights are those of an account in a namespace: give the chart one');
    }
    this.interval = props.interval ?? Duration.seconds(15);
    this.url = `http://${id}.${namespace}:${PORT}`;

    const files = this.configuration(props);
    const config = new ConfigMap(this, 'config', { name: id, data: files });
    const volume = new PersistentVolumeClaim(this, 'data', { name: id, size: props.storage });
    const rules = rights(props.jobs);
    if (rules !== undefined) {
      new ClusterRole(this, 'access', { name: `${id}-${namespace}`, rules, subjects: [{ name: id, namespace }] });
    }

    this.server = new Microservice(this, id, {
      port: Port.http(PORT, { nodePort: props.nodePort }),
      versions: {
        v3: {
          deploymentName: id,
          image: props.image,
          args: [
            `--config.file=${CONFIG}/prometheus.yml`,
            `--storage.tsdb.path=${DATA}`,
            `--storage.tsdb.retention.time=${goDuration(props.retention ?? Duration.days(15))}`,
            `--storage.tsdb.retention.size=${retainedSize(this, props.storage)}`,
          ],
          // Two pods cannot write to one disk.
          strategy: 'Recreate',
          inject: false,
          // By which `istioctl dashboard` finds it.
          podLabels: { 'app.kubernetes.io/name': id },
          runAsUser: USER,
          mounts: [Mount.configMap(config, { path: CONFIG }), Mount.persistentVolumeClaim(volume, { path: DATA })],
          readinessProbe: Probe.http({ path: '/-/ready', period: Duration.seconds(5) }),
          livenessProbe: Probe.http({ path: '/-/healthy', period: Duration.seconds(15) }),
          // It reads what it had not yet written to blocks, which takes a while.
          startupProbe: Probe.http({ path: '/-/ready', period: Duration.seconds(5), failureThreshold: 60 }),
          terminationGracePeriod: Duration.minutes(2),
          resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { memory: props.memory ?? '2Gi' } },
          relax:
            rules === undefined
              ? undefined
              : { serviceAccountToken: 'it asks the API server which pods there are to scrape' },
          podAnnotations: { 'checksum/config': config.checksum },
        },
      },
    });
  }

  private configuration({ jobs, rules = [] }: PrometheusProps): Record<string, string> {
    const names = jobs.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new MeshwrightError(this, `the job "${twice}" is there twice: keep one`);
    const interval = goDuration(this.interval);
    return {
      'prometheus.yml': yamlFile({
        global: { scrape_interval: interval, evaluation_interval: interval },
        ...(rules.length > 0 && { rule_files: [`${CONFIG}/recording-rules.yml`] }),
        scrape_configs: jobs.map((job) => job._toWire(goDuration)),
      }),
      ...(rules.length > 0 && { 'recording-rules.yml': yamlFile(renderRecordingRules(this, rules)) }),
    };
  }
}

/** What the jobs ask of the API server and of kubelets, and not more. */
function rights(jobs: readonly ScrapeJob[]): [ResourceRule, ...ResourceRule[]] | undefined {
  const rules: ResourceRule[] = [];
  if (jobs.some(({ _looksForPods }) => _looksForPods)) {
    rules.push({ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] });
  }
  if (jobs.some(({ _asksNodes }) => _asksNodes)) {
    rules.push({ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] });
    rules.push({ apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] });
  }
  const [first, ...others] = rules;
  return first && [first, ...others];
}

/** What is not yet in blocks and what is being compacted needs space beside the blocks. Prometheus' MB is a MiB. */
function retainedSize(where: Construct, storage: `${number}Gi`): string {
  const size = Number.parseInt(storage, 10);
  if (!(size >= 1)) throw new MeshwrightError(where, `storage ${storage} is too little: give 1Gi or more`);
  return `${Math.floor((size * 1024 * 4) / 5)}MB`;
}
