import * as fs from 'node:fs';
import { scratchFolder } from '../cache';
import { serverOf } from '../versions';
import { ApiClient } from './api-client';
import { type Access, Cluster } from './cluster';
import { installDefinitions, projectDefinitions } from './custom-resources';
import { ServerJudge, type ServerVerdict } from './server-verdict';
import { VerdictStore } from './verdict-store';

/** An API server that is started when it is asked something that was never asked before. */
export class LazyServer {
  private readonly store: VerdictStore;
  private started: Promise<Started> | undefined;

  /**
   * @param kubernetes its version
   * @param access a server that runs already, to ask instead
   */
  constructor(
    readonly kubernetes: string,
    private readonly access?: Access,
  ) {
    this.store = new VerdictStore(serverOf(kubernetes));
  }

  async client(): Promise<ApiClient> {
    return (await this.start()).client;
  }

  judge(object: unknown): Promise<ServerVerdict> {
    return this.store.verdict(JSON.stringify(object), async (json) => (await this.start()).judge.judge(json));
  }

  async stop(): Promise<void> {
    this.store.save();
    if (this.started === undefined) return;
    const { client, cluster, folder } = await this.started;
    client.close();
    await cluster?.stop();
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
  }

  private start(): Promise<Started> {
    this.started ??= startJudge(this.kubernetes, this.access);
    return this.started;
  }
}

interface Started {
  readonly client: ApiClient;
  readonly judge: ServerJudge;
  readonly cluster?: Cluster;
  /** What is to be removed with it. */
  readonly folder?: string;
}

async function startJudge(kubernetes: string, access: Access | undefined): Promise<Started> {
  if (access !== undefined) {
    const client = new ApiClient(access);
    return { client, judge: await ServerJudge.of(client) };
  }
  process.stderr.write('starting an API server\n');
  const folder = scratchFolder('api-server');
  const cluster = await Cluster.start({ folder, anyNamespace: true, kubernetes });
  const client = new ApiClient(cluster);
  await installDefinitions(client, await projectDefinitions());
  return { client, judge: await ServerJudge.of(client), cluster, folder };
}
