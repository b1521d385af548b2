import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { CanaryMetric, CanarySpec } from '../../imports/flagger.app';
import { happensAt } from '../../lib/rollout/assumptions';
import { limitsOf } from '../../lib/rollout/metric-checks';
import type { Phase } from '../../lib/rollout/phase';
import type { RolloutEvent } from '../../lib/rollout/tick';
import { ApiClient } from '../api-server/api-client';
import { Cluster } from '../api-server/cluster';
import { installDefinitions, projectDefinitions } from '../api-server/custom-resources';
import { scratchFolder } from '../cache';
import { NamespaceClient } from '../flagger/kube';
import { Surroundings } from '../flagger/surroundings';
import type { KubeObject } from '../flagger/timeline';
import { freePorts } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { flagger, goProgram } from '../programs/go';
import { objectsOf } from './objects';
import { Pods, startupOf } from './pods';
import type { JsonObject, RecordedRelease, RecordedTick, Release } from './recorded-release';
import { RELEASES } from './releases';
import { RESOURCES, targetOf, withFields } from './target';

/** The shortest interval that Flagger takes, in seconds. */
const INTERVAL = 10;

/** So many releases at a time that Flagger is not late. */
const AT_ONCE = 16;

const FILE = path.join(__dirname, '../../lib/rollout/recorded/flagger.json.gz');

/**
 * Takes releases through a real Flagger on a real API server with the controllers of Deployments, in real time, and
 * records for the tests what it did and what was there at each tick: about a quarter of an hour.
 */
export async function recordReleases(): Promise<void> {
  const folder = scratchFolder('releases');
  const cluster = await Cluster.start({ folder, controllers: true });
  const client = new ApiClient(cluster);
  const recorders = RELEASES.map((release, index) => new Recorder(client, `release-${index}`, release));
  const byNamespace = new Map(recorders.map((recorder) => [recorder.namespace, recorder]));
  const surroundings = await Surroundings.open({
    event: (namespace, type, message) => byNamespace.get(namespace)?.hear(type, message),
    hook: (namespace, name) => byNamespace.get(namespace)?.call(name) ?? 404,
    metric: (_, query) => byNamespace.get(/namespace=~?"([^"]*)"/.exec(query)?.[1] ?? '')?.measure(query) ?? null,
  });
  const pods = new Pods(client, (namespace, pod) => startupOf(byNamespace.get(namespace)?.release, pod));
  let operator: ServerProcess | undefined;
  try {
    await installDefinitions(client, await projectDefinitions());
    operator = await startFlagger(folder, cluster.kubeconfig, surroundings);
    const running = pods.run();
    const recorded: RecordedRelease[] = [];
    for (let first = 0; first < recorders.length; first += AT_ONCE) {
      const batch = recorders.slice(first, first + AT_ONCE);
      recorded.push(...(await Promise.all(batch.map((recorder) => recorder.record(surroundings)))));
    }
    pods.stop();
    await running;
    fs.writeFileSync(FILE, gzipSync(JSON.stringify(recorded), { level: 9 }));
    const ticks = recorded.reduce((sum, release) => sum + release.ticks.length, 0);
    process.stdout.write(`${recorded.length} releases, ${ticks} ticks\n`);
  } finally {
    pods.stop();
    await operator?.stop();
    await surroundings.close();
    client.close();
    await cluster.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function startFlagger(folder: string, kubeconfig: string, surroundings: Surroundings): Promise<ServerProcess> {
  const [port = 0] = await freePorts(1);
  return ServerProcess.start({
    command: await goProgram(flagger),
    args: [
      ...[`-kubeconfig=${kubeconfig}`, `-metrics-server=${surroundings.prometheusUrl()}`, `-port=${port}`],
      ...[`-event-webhook=${surroundings.eventUrl}`, '-mesh-provider=istio', '-control-loop-interval=1s'],
      '-include-label-prefix=app.kubernetes.io',
    ],
    log: path.join(folder, 'logs', 'flagger.log'),
    ready: async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
  });
}

/** Records one release, in a namespace of its own. */
class Recorder {
  private readonly kube: NamespaceClient;
  private readonly events: (RolloutEvent & { readonly time: number })[] = [];
  private readonly calls: { readonly type: string; readonly time: number }[] = [];
  /** When tick 0 is, in milliseconds. */
  private begun = Number.POSITIVE_INFINITY;

  constructor(
    client: ApiClient,
    readonly namespace: string,
    readonly release: Release,
  ) {
    this.kube = new NamespaceClient(client, namespace);
  }

  hear(type: string, message: string): void {
    this.events.push({ type: type === 'Warning' ? 'Warning' : 'Normal', message, time: Date.now() });
  }

  /** A webhook is called: the status of the answer. */
  call(type: string): number {
    this.calls.push({ type, time: Date.now() });
    const listed = happensAt(this.release.assumptions?.refused?.[type], this.tickAt(Date.now()));
    return listed === (type === 'rollback') ? 200 : 500;
  }

  /** A number that is within the limits of the metric, or just not; none without data. */
  measure(query: string): number | null {
    const { canary, assumptions = {} } = this.release;
    const tick = this.tickAt(Date.now());
    if (happensAt(assumptions.noData, tick)) return null;
    const metric = (canary.analysis.metrics ?? []).find((each) => isAskedBy(each, query));
    if (metric === undefined) return 1;
    const asked = metric.query ? 'query' : metric.templateRef === undefined ? 'built in' : 'template';
    const { min, max } = limitsOf(metric, asked);
    if (happensAt(assumptions.failing, tick)) return max === undefined ? 0 : max + 1;
    return max === undefined ? Math.max(min ?? 0, 100) : max;
  }

  async record(surroundings: Surroundings): Promise<RecordedRelease> {
    const { kube, namespace, release } = this;
    const { name, ticks } = release;
    // The change comes in the middle between two ticks.
    const assumptions = { ...release.assumptions, detectionDelay: INTERVAL / 2 };
    const { suspend, ...canary } = this.canary(surroundings);
    await kube.createNamespace();
    const objects = [...(release.target === 'none' ? [] : [targetOf(release)]), ...(release.surroundings ?? [])];
    for (const object of objects) await kube.create(withPrometheus(object, surroundings.prometheusUrl()));
    const found = (await objectsOf(kube)).map((object) => asApplied(object, release));
    await kube.create({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'podinfo' },
      spec: canary,
    });
    const about = {
      name,
      namespace,
      canary: withHooksAt('http://hooks.test/', canary),
      surroundings: found,
      assumptions,
    };
    if (ticks === 0) {
      const blocked = await until(() => this.saidTwice());
      await kube.delete('flagger.app/v1beta1', 'canaries', 'podinfo');
      return { ...about, ticks: [], blocked };
    }
    await this.begin();
    if (suspend === true) await kube.patch('flagger.app/v1beta1', 'canaries', 'podinfo', { spec: { suspend } });
    await this.change(1);
    const recorded: RecordedTick[] = [];
    for (let tick = 0; tick < ticks; tick++) {
      await sleep(this.begun + (tick + 0.5) * INTERVAL * 1000 - Date.now());
      recorded.push(await this.state(tick, canary));
      if (assumptions.newRevisionAt?.includes(tick + 1) === true) await this.change(tick + 2);
    }
    await kube.delete('flagger.app/v1beta1', 'canaries', 'podinfo');
    return { ...about, canary: { ...about.canary, ...(suspend === undefined ? {} : { suspend }) }, ticks: recorded };
  }

  /** Waits until the Canary is installed, and then for the middle between two ticks. */
  private async begin(): Promise<void> {
    const { time } = await until(() => this.events.find(({ message }) => message.startsWith('Initialization done')));
    // Whatever goes on after the first installation has had its time.
    this.begun = time + 2 * INTERVAL * 1000;
    await sleep(this.begun - (INTERVAL / 2) * 1000 - Date.now());
  }

  /** A new version; with replicas in the file that is applied, those again. */
  private async change(version: number): Promise<void> {
    const { target = {}, canary } = this.release;
    const { kind = 'Deployment' } = canary.targetRef ?? {};
    const { replicas, type } = ((target === 'none' ? undefined : target.spec) ?? {}) as Partial<
      Record<string, unknown>
    >;
    const patch =
      kind !== 'Service'
        ? {
            ...(replicas === undefined ? {} : { replicas }),
            template: { metadata: { annotations: { version: `${version}` } } },
          }
        : type === 'ExternalName'
          ? { externalName: `v${version}.example.com` }
          : { sessionAffinity: version % 2 === 1 ? 'ClientIP' : 'None' };
    const [apiVersion = '', resource = ''] = RESOURCES[kind] ?? [];
    await this.kube.patch(apiVersion, resource, 'podinfo', { spec: patch });
  }

  private async state(tick: number, canary: CanarySpec): Promise<RecordedTick> {
    const found = await this.kube.read('flagger.app/v1beta1', 'canaries', 'podinfo');
    if (found === undefined) throw new Error(`the Canary of ${this.release.name} is gone`);
    const { phase, iterations, failedChecks } = found.status as Status;
    const objects = await objectsOf(this.kube);
    return {
      tick,
      phase,
      ...sharesIn(objects, canary),
      iterations,
      failedChecks,
      events: this.events
        .filter(({ time }) => this.tickAt(time) === tick)
        .map(({ type, message }) => ({
          type,
          message: message.replaceAll(/POST http:\S+\/hooks\/\S+\//g, 'POST http://hooks.test/'),
        })),
      webhooks: this.calls.filter(({ time }) => this.tickAt(time) === tick).map(({ type }) => type),
      objects,
    };
  }

  private tickAt(time: number): number {
    return Math.round((time - this.begun) / (INTERVAL * 1000));
  }

  private canary(surroundings: Surroundings): CanarySpec {
    const { canary, hooks = [] } = this.release;
    const webhooks = hooks.map((type) => ({
      name: type,
      type,
      url: surroundings.hookUrl(this.namespace, type),
      timeout: '5s',
    }));
    return {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      ...canary,
      analysis: { threshold: 5, ...canary.analysis, interval: `${INTERVAL}s`, webhooks },
    } as CanarySpec;
  }

  /** What Flagger repeats, but for pods that take their time. */
  private saidTwice(): string | undefined {
    const said = this.events.filter(({ type, message }) => type === 'Warning' && !message.includes('not ready'));
    const twice = said.find(({ message }, index) => said.findIndex((each) => each.message === message) < index);
    // Addresses and ports are given by the API server.
    return twice?.message.replaceAll(/\d+\.\d+\.\d+\.\d+/g, '…').replaceAll(/(?<=Invalid value: )\d+/g, '…');
  }
}

interface Status {
  readonly phase: Phase;
  readonly iterations: number;
  readonly failedChecks: number;
}

async function until<T>(find: () => T | undefined): Promise<T> {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(50)) {
    const found = find();
    if (found !== undefined) return found;
  }
  throw new Error('Flagger did not take up a Canary in two minutes');
}

function withPrometheus(object: JsonObject, url: string): KubeObject {
  return JSON.parse(JSON.stringify(object).replaceAll('{{ prometheus }}', url)) as KubeObject;
}

/** Where this run's hooks were is of no interest. */
function withHooksAt(url: string, canary: CanarySpec): CanarySpec {
  const { webhooks = [] } = canary.analysis;
  return {
    ...canary,
    analysis: { ...canary.analysis, webhooks: webhooks.map((hook) => ({ ...hook, url: `${url}${hook.type}` })) },
  };
}

/** Without the number of pods that the API server gives to a Deployment that does not say it. */
function asApplied(object: JsonObject, { target = {} }: Release): JsonObject {
  const given = target === 'none' ? undefined : (target.spec as JsonObject | undefined)?.replicas;
  return object.kind === 'Deployment' && given === undefined
    ? withFields(object, { spec: { replicas: undefined } })
    : object;
}

function isAskedBy({ name }: CanaryMetric, query: string): boolean {
  if (name === 'request-duration') return query.includes('istio_request_duration');
  if (name === 'request-success-rate') return query.includes('istio_requests_total');
  return query.startsWith(name);
}

/** The shares in the VirtualService, of the last rule that has both versions; all for the primary without one. */
function sharesIn(objects: readonly JsonObject[], { service }: CanarySpec) {
  const apex = service?.name ?? 'podinfo';
  const routes = objects.find(
    ({ kind, metadata }) => kind === 'VirtualService' && (metadata as JsonObject).name === apex,
  );
  const { http = [], tcp = [] } = (routes?.spec ?? {}) as Partial<Record<'http' | 'tcp', readonly RecordedRule[]>>;
  const rule = [...http, ...tcp].findLast(({ route }) => route.length === 2);
  if (rule === undefined) return { primaryWeight: 100, canaryWeight: 0, mirror: false };
  const weight = (version: string) =>
    rule.route.find(({ destination }) => destination.host === `${apex}-${version}`)?.weight ?? 0;
  return { primaryWeight: weight('primary'), canaryWeight: weight('canary'), mirror: rule.mirror !== undefined };
}

interface RecordedRule {
  readonly route: readonly { readonly destination: { readonly host: string }; readonly weight?: number }[];
  readonly mirror?: unknown;
}
