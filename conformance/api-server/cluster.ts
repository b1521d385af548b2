import { generateKeyPairSync, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as path from 'node:path';
import { freePorts } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { goProgram, kubeApiserver, kubeControllerManager } from '../programs/go';
import { etcd, wheelProgram } from '../programs/wheel';

export interface ClusterOptions {
  /** Where data, logs and the kubeconfig go. */
  readonly folder: string;
  /** The port of the API server. @default a free one */
  readonly port?: number;
  /**
   * Run the controllers of Deployments, Jobs, endpoints, garbage and the like beside it.
   * @default false: verdicts need none
   */
  readonly controllers?: boolean;
  /**
   * Let a namespace be written to that does not exist. The verdict is then about the object alone.
   * @default false
   */
  readonly anyNamespace?: boolean;
  /** The version of the API server. @default that of `versions.ts` */
  readonly kubernetes?: string;
}

/** How to reach a cluster. */
export interface Access {
  readonly url: string;
  readonly token: string;
  /** The certificate of the server, as PEM. */
  readonly ca: string;
}

/** A real API server with its etcd on the loopback interface. Nothing runs in it: there are no nodes. */
export class Cluster implements Access {
  private constructor(
    readonly url: string,
    readonly token: string,
    readonly ca: string,
    /** The file for `kubectl --kubeconfig`. */
    readonly kubeconfig: string,
    private readonly servers: readonly ServerProcess[],
  ) {}

  /** Builds what is not built yet, starts everything and waits until it answers: about 5 seconds. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const folder = path.resolve(options.folder);
    fs.mkdirSync(folder, { recursive: true });
    const [port = 0, etcdPort = 0, peerPort = 0, controllerPort = 0] = await choosePorts(options.port);
    const keys = writeKeys(folder);
    const token = writeTokens(folder);
    const servers: ServerProcess[] = [];
    try {
      servers.push(await startEtcd(folder, etcdPort, peerPort));
      const url = `https://127.0.0.1:${port}`;
      servers.push(await startApiServer(folder, { port, etcdPort, keys, token, ...options }));
      const ca = fs.readFileSync(path.join(folder, 'certificates', 'apiserver.crt'), 'utf8');
      const kubeconfig = writeKubeconfig(folder, { url, token, ca });
      if (options.controllers === true) {
        servers.push(await startControllers(folder, { port: controllerPort, kubeconfig, keys, ca }));
      }
      return new Cluster(url, token, ca, kubeconfig, servers);
    } catch (error) {
      for (const server of servers) server.kill();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const server of [...this.servers].reverse()) await server.stop();
  }
}

/** How to reach a cluster that somebody else started: what its kubeconfig says. */
export function accessOf(folder: string): Access {
  return JSON.parse(fs.readFileSync(path.join(folder, 'access.json'), 'utf8')) as Access;
}

/** Four ports: the one asked for and the next three, or any that are free. */
async function choosePorts(port: number | undefined): Promise<number[]> {
  return port === undefined ? freePorts(4) : [port, port + 1, port + 2, port + 3];
}

interface Keys {
  readonly private: string;
  readonly public: string;
}

/** The keys that tokens of service accounts are signed with. */
function writeKeys(folder: string): Keys {
  const keys = {
    private: path.join(folder, 'service-accounts.key'),
    public: path.join(folder, 'service-accounts.pub'),
  };
  if (!fs.existsSync(keys.private)) {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    fs.writeFileSync(keys.private, pair.privateKey, { mode: 0o600 });
    fs.writeFileSync(keys.public, pair.publicKey);
  }
  return keys;
}

/** One user who may do everything. */
function writeTokens(folder: string): string {
  const file = path.join(folder, 'tokens.csv');
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, `${randomBytes(16).toString('hex')},admin,admin,system:masters\n`, { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8').split(',')[0] ?? '';
}

async function startEtcd(folder: string, port: number, peerPort: number): Promise<ServerProcess> {
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return ServerProcess.start({
    command: await wheelProgram(etcd),
    args: [
      `--data-dir=${path.join(folder, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // What it holds may be lost.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    log: path.join(folder, 'logs', 'etcd.log'),
    ready: () => answers(`${client}/health`),
  });
}

interface ApiServerOptions extends ClusterOptions {
  readonly port: number;
  readonly etcdPort: number;
  readonly keys: Keys;
  readonly token: string;
}

async function startApiServer(
  folder: string,
  { port, etcdPort, keys, token, anyNamespace = false, kubernetes }: ApiServerOptions,
): Promise<ServerProcess> {
  // A pod's service account is a fact of the cluster, and so is a namespace.
  const disabled = ['ServiceAccount', ...(anyNamespace ? ['NamespaceLifecycle'] : [])];
  return ServerProcess.start({
    command: await goProgram(kubeApiserver(kubernetes)),
    args: [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${path.join(folder, 'certificates')}`,
      `--token-auth-file=${path.join(folder, 'tokens.csv')}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${keys.public}`,
      `--service-account-signing-key-file=${keys.private}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/12',
      `--disable-admission-plugins=${disabled.join(',')}`,
      '--endpoint-reconciler-type=none',
      '--allow-privileged=true',
      '--max-requests-inflight=1000',
      '--max-mutating-requests-inflight=1000',
      '--profiling=false',
      '--event-ttl=10m',
    ],
    log: path.join(folder, 'logs', 'kube-apiserver.log'),
    ready: () => answers(`https://127.0.0.1:${port}/readyz`, token),
  });
}

const CONTROLLERS = [
  'endpoints-controller',
  'endpointslice-controller',
  'endpointslice-mirroring-controller',
  'deployment-controller',
  'replicaset-controller',
  'statefulset-controller',
  'daemonset-controller',
  'job-controller',
  'cronjob-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'garbage-collector-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
  'disruption-controller',
];

interface ControllerOptions {
  readonly port: number;
  readonly kubeconfig: string;
  readonly keys: Keys;
  readonly ca: string;
}

async function startControllers(folder: string, { port, kubeconfig, keys }: ControllerOptions): Promise<ServerProcess> {
  return ServerProcess.start({
    command: await goProgram(kubeControllerManager),
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${path.join(folder, 'certificates')}`,
      '--leader-elect=false',
      `--service-account-private-key-file=${keys.private}`,
      `--root-ca-file=${path.join(folder, 'certificates', 'apiserver.crt')}`,
      '--use-service-account-credentials=false',
      '--service-cluster-ip-range=10.96.0.0/12',
      `--controllers=${CONTROLLERS.join(',')}`,
    ],
    log: path.join(folder, 'logs', 'kube-controller-manager.log'),
    ready: () => answers(`https://127.0.0.1:${port}/healthz`),
  });
}

/** A kubeconfig (JSON is YAML), and the same facts for `accessOf`. */
function writeKubeconfig(folder: string, access: Access): string {
  const { url, token, ca } = access;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'judge',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'judge', context: { cluster: 'judge', user: 'admin' } }],
    'current-context': 'judge',
  };
  fs.writeFileSync(path.join(folder, 'access.json'), `${JSON.stringify(access)}\n`, { mode: 0o600 });
  const file = path.join(folder, 'kubeconfig');
  fs.writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** Whether a server answers 200. Its certificate is its own; it listens on the loopback interface. */
function answers(url: string, token?: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const get = url.startsWith('https:') ? https.get : http.get;
    get(url, { headers, rejectUnauthorized: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', reject);
  });
}
