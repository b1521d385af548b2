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
}

/**
 * A real Envoy whose listener has these chains, under their names, with their conditions (a `FilterChainMatch`), and what
 * chain each connection reaches; undefined where it is closed.
 */
export async function chainsReached(
  version: string,
  chains: Readonly<Record<string, EnvoyJson>>,
  connections: readonly Connection[],
): Promise<(string | undefined)[]> {
  const folder = scratchFolder('envoy');
  const [port = 0, adminPort = 0] = await freePorts(2);
  const config = path.join(folder, 'envoy.json');
  fs.writeFileSync(config, JSON.stringify(bootstrap(port, adminPort, chains)));
  const server = await ServerProcess.start({
    command: await wheelProgram(envoy(version)),
    args: ['--config-path', config, '--concurrency', '1', '--use-dynamic-base-id', '--log-level', 'error'],
    log: path.join(folder, 'envoy.log'),
    ready: () => answers(adminPort),
  });
  try {
    return await Promise.all(connections.map((connection) => reached(port, connection)));
  } finally {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Each chain says its name, in plain text, whatever the client speaks. */
function bootstrap(port: number, adminPort: number, chains: Readonly<Record<string, EnvoyJson>>): EnvoyJson {
  return {
    admin: { address: address(adminPort) },
    static_resources: {
      listeners: [
        {
          name: 'in',
          address: address(port),
          listener_filters: [
            {
              name: 'envoy.filters.listener.tls_inspector',
              typed_config: { '@type': `${TYPE}.listener.tls_inspector.v3.TlsInspector` },
            },
          ],
          filter_chains: Object.entries(chains).map(([name, match]) => ({
            name,
            filter_chain_match: match,
            filters: [
              {
                name: 'envoy.filters.network.direct_response',
                typed_config: {
                  '@type': `${TYPE}.network.direct_response.v3.Config`,
                  response: { inline_string: `<${name}>` },
                },
              },
            ],
          })),
        },
      ],
    },
  };
}

function address(port: number): EnvoyJson {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}

/** What the first bytes name; TLS of the client fails by them, as it must. */
function reached(port: number, { sni, alpn }: Connection): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
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
