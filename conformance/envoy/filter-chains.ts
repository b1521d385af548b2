import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { scratchFolder } from '../cache';
import { freePorts } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { envoy, wheelProgram } from '../programs/wheel';
import type { EnvoyJson } from './configuration';

const TYPE = 'type.googleapis.com/envoy.extensions.filters';

/** A connection of a client: by TLS, or not. */
export interface Connection {
  /** Without it, the client speaks no TLS. */
  readonly sni?: string;
  readonly alpn?: readonly string[];
  /** The address that is dialled, one of {@link ADDRESSES}. @default 127.0.0.1 */
  readonly address?: string;
}

/** Where listeners are. */
export const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

/** Chains of a listener by their names, each with its conditions: a `FilterChainMatch`. */
export type Chains = Readonly<Record<string, EnvoyJson>>;

/** A listener that is to be asked. */
export interface AskedListener {
  readonly chains: Chains;
  readonly connections: readonly Connection[];
}

/** What chain of a listener each connection reaches; undefined where it is closed. */
export async function chainsReached(
  version: string,
  chains: Chains,
  connections: readonly Connection[],
): Promise<readonly (string | undefined)[]> {
  const [reached = []] = await listenersReached(version, [{ chains, connections }]);
  return reached;
}

/** A real Envoy with these listeners: what chain each of their connections reaches; undefined where it is closed. */
export async function listenersReached(
  version: string,
  listeners: readonly AskedListener[],
): Promise<readonly (readonly (string | undefined)[])[]> {
  const folder = scratchFolder('envoy');
  const [adminPort = 0, ...ports] = await freePorts(listeners.length + 1);
  const config = path.join(folder, 'envoy.json');
  fs.writeFileSync(config, JSON.stringify(bootstrap(ports, adminPort, listeners)));
  const server = await ServerProcess.start({
    command: await wheelProgram(envoy(version)),
    args: ['--config-path', config, '--concurrency', '1', '--use-dynamic-base-id', '--log-level', 'error'],
    log: path.join(folder, 'envoy.log'),
    ready: () => answers(adminPort),
  });
  try {
    const answered: (readonly (string | undefined)[])[] = [];
    for (const [index, { connections }] of listeners.entries()) {
      const port = ports[index] ?? 0;
      answered.push(await Promise.all(connections.map((connection) => reached(port, connection))));
    }
    return answered;
  } finally {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Each chain says its name, in plain text, whatever the client speaks. */
function bootstrap(ports: readonly number[], adminPort: number, listeners: readonly AskedListener[]): EnvoyJson {
  return {
    admin: { address: address('127.0.0.1', adminPort) },
    static_resources: {
      listeners: listeners.map(({ chains }, index) => listener(`in-${index}`, ports[index] ?? 0, chains)),
    },
  };
}

function listener(name: string, port: number, chains: Chains): EnvoyJson {
  const [first, ...others] = ADDRESSES;
  return {
    name,
    address: address(first, port),
    additional_addresses: others.map((each) => ({ address: address(each, port) })),
    listener_filters: [
      {
        name: 'envoy.filters.listener.tls_inspector',
        typed_config: { '@type': `${TYPE}.listener.tls_inspector.v3.TlsInspector` },
      },
    ],
    filter_chains: Object.entries(chains).map(([chain, match]) => ({
      name: chain,
      filter_chain_match: match,
      filters: [
        {
          name: 'envoy.filters.network.direct_response',
          typed_config: {
            '@type': `${TYPE}.network.direct_response.v3.Config`,
            response: { inline_string: `<${chain}>` },
          },
        },
      ],
    })),
  };
}

function address(host: string, port: number): EnvoyJson {
  return { socket_address: { address: host, port_value: port } };
}

/** What the first bytes name; TLS of the client fails by them, as it must. */
function reached(port: number, { sni, alpn, address: host = ADDRESSES[0] }: Connection): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host);
    let text = '';
    const done = () => {
      socket.destroy();
      resolve(/<(.*)>/.exec(text)?.[1]);
    };
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      if (text.includes('>')) done();
    });
    socket.on('error', done);
    socket.on('close', done);
    socket.setTimeout(3_000, done);
    if (sni === undefined) {
      socket.write('hello\r\n');
      return;
    }
    // Sends what the client of TLS says first, and gives it nothing back.
    const wire = new Duplex({
      read() {},
      write(piece, _, callback) {
        socket.write(piece, callback);
      },
    });
    const client = tls.connect({
      socket: wire,
      servername: sni,
      ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    });
    client.on('error', () => {});
    socket.once('close', () => client.destroy());
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/ready' }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      })
      .once('error', reject);
  });
}
