import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { MeshUnderTest, SimulatedRequest } from 'meshwright/jest';
import { happeningsOf } from '../../lib/routing-tests/happenings';
import { scenarios, steady } from './lab';

/**
 * Requests that were sent through Envoy 1.38, configured by istiod 1.30 from `dist/`, to small servers that answer with
 * their names.
 */
export interface ObservedRequest {
  /** `steady`, or the scenarios that were applied on top. */
  readonly state: string;
  readonly from: `${string}/${string}`;
  readonly request: {
    readonly method: string;
    readonly scheme?: 'https';
    readonly sni?: string;
    readonly authority: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly port: number;
    readonly protocol?: 'TCP';
  };
  readonly count: number;
  /** How many ended there: who answered, `(proxy) 404` for an answer of a proxy, `error …` for no answer. */
  readonly ends: Readonly<Record<string, number>>;
  readonly location?: string;
  /** The shortest time to an answer, in seconds. */
  readonly least?: number;
}

export const OBSERVED = JSON.parse(
  brotliDecompressSync(readFileSync(join(__dirname, 'observed.json.br'))).toString('utf8'),
) as readonly ObservedRequest[];

/** The mesh that a request was sent through. */
function meshOf({ state }: ObservedRequest): MeshUnderTest {
  if (state === 'steady') return steady;
  if (state === 'steady/web-svc-vs-deleted') return steady.without('VirtualService default/web-svc-vs');
  return scenarios(...state.split(' + '));
}

/** The same request, simulated. */
export function simulated(observed: ObservedRequest): SimulatedRequest {
  const { method, scheme = 'http', sni, authority, path, headers, port, protocol } = observed.request;
  const client = meshOf(observed).from(observed.from);
  if (protocol === 'TCP') return client.tcp(`192.168.3.13:${port}`);
  const host = authority.replace(/:\d+$/, '');
  return client.request(method, `${scheme}://${host}:${port}${path}`, {
    headers: { ...headers, host: authority },
    ...(sni === undefined ? {} : { sni }),
  });
}

/** What the observation calls an end, for each end that is simulated, with its share. */
export function sharesOf({ outcome }: SimulatedRequest, { request }: ObservedRequest): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { end, workload, probability } of happeningsOf(outcome)) {
    const reached = workload?.name ?? end.destination?.host ?? '';
    const status = end.redirect?.status ?? end.status;
    // An answer to HEAD has no body in which the server could say its name.
    const answer = end.kind === 'reached' && request.method === 'HEAD' ? '(proxy) 200' : `(proxy) ${status}`;
    const isNamed = end.kind === 'reached' && request.method !== 'HEAD';
    const name = end.kind === 'failed' ? 'error' : isNamed ? reached : answer;
    shares.set(name, (shares.get(name) ?? 0) + probability);
  }
  return shares;
}

/** The shares that were observed; pods of one workload are one. */
export function observedShares({ ends, count }: ObservedRequest): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const [end, times] of Object.entries(ends)) {
    const name = end.startsWith('error') ? 'error' : end.replace(/#.*$/, '').replace(/^(v\d) hello$/, 'tcp-echo-$1');
    shares.set(name, (shares.get(name) ?? 0) + times / count);
  }
  return shares;
}

/** Whether a share is what chance makes of another in so many requests: within four standard deviations. */
export function isByChance(observed: number, expected: number, count: number): boolean {
  return Math.abs(observed - expected) <= 4 * Math.sqrt((expected * (1 - expected)) / count);
}
