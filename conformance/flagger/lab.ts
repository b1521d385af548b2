import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiClient } from '../api-server/api-client';
import { Cluster } from '../api-server/cluster';
import { installDefinitions, projectDefinitions } from '../api-server/custom-resources';
import { scratchFolder } from '../cache';
import { freePorts } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { flagger, goProgram, hurriedFlagger } from '../programs/go';
import { Gate } from './gate';
import { NamespaceClient } from './kube';
import { Release } from './release';
import type { Script } from './script';
import { Surroundings } from './surroundings';
import type { Timeline } from './timeline';

export interface LabOptions {
  /**
   * Ticks at the interval of the Canary, which Flagger takes for 10 seconds at least. Else ticks follow each other at
   * once: the same Flagger without that least interval. What it reckons in seconds (`progressDeadlineSeconds`) goes
   * by the clock in both.
   *
   * @default false
   */
  readonly realTime?: boolean;
}

/** As often as Flagger can: each tick waits for the one before. */
const AT_ONCE = '10ms';

/**
 * A real Flagger with a real API server, and everything around it played: pods, Prometheus, webhooks.
 *
 * @example
 * const lab = await FlaggerLab.start();
 * const { ticks } = await lab.run({ canary, ticks: 12, hook: ({ type, tick }) => (type === 'rollout' && tick === 3 ? 500 : 200) });
 * ticks.map(({ phase, canaryWeight }) => `${phase} ${canaryWeight}`);
 * await lab.stop();
 */
export class FlaggerLab {
  private readonly releases = new Map<string, Release>();
  private count = 0;

  private constructor(
    private readonly options: LabOptions,
    private readonly folder: string,
    private readonly cluster: Cluster,
    private readonly client: ApiClient,
  ) {}

  /** Builds what is not built yet, and starts everything: about 15 seconds. */
  static async start(options: LabOptions = {}): Promise<FlaggerLab> {
    const folder = scratchFolder('flagger');
    const cluster = await Cluster.start({ folder: path.join(folder, 'cluster') });
    const client = new ApiClient(cluster);
    await installDefinitions(client, await projectDefinitions());
    const lab = new FlaggerLab(options, folder, cluster, client);
    await lab.open();
    return lab;
  }

  private gate: Gate | undefined;
  private surroundings: Surroundings | undefined;
  private flagger: ServerProcess | undefined;

  /** Takes one Canary through a release, in a namespace of its own. Several may run at once. */
  async run(script: Script): Promise<Timeline> {
    const { surroundings } = this;
    if (surroundings === undefined) throw new Error('the lab is not open');
    const namespace = `release-${++this.count}`;
    const kube = new NamespaceClient(this.client, namespace);
    const release = new Release(namespace, script, kube, surroundings);
    this.releases.set(namespace, release);
    try {
      return await release.run(this.options.realTime === true ? undefined : AT_ONCE);
    } finally {
      this.releases.delete(namespace);
    }
  }

  async stop(): Promise<void> {
    await this.flagger?.stop();
    await this.gate?.close();
    await this.surroundings?.close();
    this.client.close();
    await this.cluster.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async open(): Promise<void> {
    this.gate = await Gate.open(this.cluster, {
      tick: async (namespace) => (await this.releases.get(namespace)?.tick()) ?? false,
      wrote: (namespace, write) => this.releases.get(namespace)?.wrote(write),
    });
    const { gate } = this;
    this.surroundings = await Surroundings.open({
      event: (namespace, type, message) => {
        gate.did(namespace, 'event');
        this.releases.get(namespace)?.event(type, message);
      },
      hook: (namespace, name, phase, payload) => {
        gate.did(namespace, 'hook');
        return this.releases.get(namespace)?.hook(name, phase, payload) ?? 404;
      },
      metric: (namespace, query) => this.releaseOf(namespace, query)?.metric(query) ?? null,
    });
    const [port = 0] = await freePorts(1);
    this.flagger = await ServerProcess.start({
      command: await goProgram(this.options.realTime === true ? flagger : hurriedFlagger),
      args: [
        `-kubeconfig=${this.kubeconfig(this.gate.url)}`,
        '-mesh-provider=istio',
        `-metrics-server=${this.surroundings.prometheusUrl()}`,
        `-event-webhook=${this.surroundings.eventUrl}`,
        `-port=${port}`,
        '-control-loop-interval=100ms',
        '-kubeconfig-qps=2000',
        '-kubeconfig-burst=4000',
        '-log-level=info',
      ],
      log: path.join(this.folder, 'flagger.log'),
      ready: async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
    });
  }

  /** Of a query to the Prometheus of all, the release is the one whose namespace it names. */
  private releaseOf(namespace: string, query: string): Release | undefined {
    const known = this.releases.get(namespace);
    if (known !== undefined) return known;
    if (this.releases.size === 1) return [...this.releases.values()][0];
    return [...this.releases].find(([name]) => new RegExp(`\\b${name}\\b`).test(query))?.[1];
  }

  private kubeconfig(url: string): string {
    const file = path.join(this.folder, 'kubeconfig');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'gate', cluster: { server: url } }],
      contexts: [{ name: 'gate', context: { cluster: 'gate', user: '' } }],
      'current-context': 'gate',
    };
    fs.writeFileSync(file, JSON.stringify(config));
    return file;
  }
}
