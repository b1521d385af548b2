import fc from 'fast-check';
import { clashIn } from '../../lib/mesh/filter-chains';
import type { ManifestObject } from '../../lib/model/manifest';
import { pickChain } from '../../lib/simulation/connections';
import { randomWorld } from '../../lib/simulation/random-worlds.testing';
import { recordedMesh } from '../../lib/simulation/recorded.testing';
import type { EnvoyJson } from '../envoy/configuration';
import { ADDRESSES, type AskedListener, type Connection, listenersReached } from '../envoy/filter-chains';

/** What a chain asks of connections. */
interface RandomChain {
  readonly sniHosts: readonly string[];
  readonly subnets: readonly string[];
}

/** A connection about which the two differ. */
export interface ChainDifference {
  readonly chains: readonly RandomChain[];
  readonly connection: Connection;
  readonly ours: string | undefined;
  readonly envoys: string | undefined;
}

const NAMES = ['a.com', 'b.a.com', '*.a.com', '*.b.a.com', '*.com'];
const SUBNETS = ['127.0.0.1/32', '127.0.0.2/31', '127.0.0.0/8'];

const chain = fc.record({
  sniHosts: fc.subarray(NAMES, { maxLength: 2 }),
  subnets: fc.subarray(SUBNETS, { maxLength: 2 }),
});
/** Envoy refuses two chains that ask for the same. */
const chains = fc.array(chain, { minLength: 1, maxLength: 6 }).map((all) => {
  const taken = new Set<string>();
  return all.filter((each) => {
    const keys = asked(each.sniHosts).flatMap((name) => asked(each.subnets).map((subnet) => `${name} ${subnet}`));
    if (keys.some((key) => taken.has(key))) return false;
    for (const key of keys) taken.add(key);
    return true;
  });
});
const connection = fc.record({
  sni: fc.option(fc.constantFrom('a.com', 'b.a.com', 'x.a.com', 'x.b.a.com', 'x.com', 'x.org'), { nil: undefined }),
  address: fc.constantFrom(...ADDRESSES),
});

function asked(values: readonly string[]): readonly string[] {
  return values.length === 0 ? ['any'] : values;
}

/** How many connections each listener gets. */
const PER_LISTENER = 18;
/** How many listeners an Envoy has. */
const LISTENERS = 50;

/** Draws listeners and connections, and compares the chain that each reaches. */
export async function compareChains(
  version: string,
  { connections: wanted, seed }: { readonly connections: number; readonly seed: number },
): Promise<{ readonly connections: number; readonly differences: readonly ChainDifference[] }> {
  const differences: ChainDifference[] = [];
  let compared = 0;
  for (let round = 0; compared < wanted; round++) {
    const numbers = { numRuns: LISTENERS, seed: seed * 1_000 + round };
    const sets = fc.sample(chains, numbers);
    const calls = fc.sample(fc.array(connection, { minLength: PER_LISTENER, maxLength: PER_LISTENER }), numbers);
    const listeners = sets.map(
      (own, index): AskedListener => ({ chains: asEnvoys(own), connections: calls[index] ?? [] }),
    );
    const answers = await listenersReached(version, listeners);
    for (const [index, own] of sets.entries()) {
      const named = own.map((each, number) => ({ ...each, name: `chain-${number}` }));
      for (const [number, call] of (calls[index] ?? []).entries()) {
        const ours = pickChain(named, { address: call.address, sni: call.sni ?? '' })?.name;
        const envoys = answers[index]?.[number];
        compared++;
        if (ours !== envoys) differences.push({ chains: own, connection: call, ours, envoys });
      }
    }
  }
  return { connections: compared, differences };
}

/**
 * Draws meshes, and compares the chains that their sidecars have at a port, as far as server names and ranges of addresses
 * tell them apart: that Envoy takes them, and which one each connection reaches.
 */
export async function compareListeners(
  version: string,
  { listeners: wanted, seed }: { readonly listeners: number; readonly seed: number },
): Promise<{
  readonly listeners: number;
  readonly connections: number;
  readonly differences: readonly ChainDifference[];
}> {
  const differences: ChainDifference[] = [];
  let [listeners, connections] = [0, 0];
  for (let round = 0; listeners < wanted; round++) {
    const numbers = { numRuns: LISTENERS, seed: seed * 1_000 + round };
    const calls = fc.sample(fc.array(named, { minLength: PER_LISTENER, maxLength: PER_LISTENER }), numbers);
    const sets = fc.sample(randomWorld, numbers).flatMap(chainsOf).slice(0, LISTENERS);
    const answers = await listenersReached(
      version,
      sets.map((own, index): AskedListener => ({ chains: asEnvoys(own), connections: calls[index] ?? [] })),
    );
    for (const [index, own] of sets.entries()) {
      listeners++;
      const all = own.map((each, number) => ({ ...each, name: `chain-${number}` }));
      for (const [number, call] of (calls[index] ?? []).entries()) {
        const ours = pickChain(all, { address: call.address, sni: call.sni ?? '' })?.name;
        const envoys = answers[index]?.[number];
        connections++;
        if (ours !== envoys) differences.push({ chains: own, connection: call, ours, envoys });
      }
    }
  }
  return { listeners, connections, differences };
}

/** Server names as random meshes have them. */
const named = fc.record({
  sni: fc.option(fc.constantFrom('x.com', 'y.com', 'z.com', 'a', 'c.shop.svc.cluster.local'), { nil: undefined }),
  address: fc.constantFrom(...ADDRESSES),
});

/** The sets of chains of a mesh's sidecars that Envoy is said to take, each once. */
function chainsOf(objects: readonly ManifestObject[]): readonly (readonly RandomChain[])[] {
  const mesh = recordedMesh(objects);
  const found = new Map<string, readonly RandomChain[]>();
  for (const proxy of mesh.proxies.filter(({ kind, name }) => kind === 'sidecar' && name === 'client')) {
    for (const port of [80, 81, 443]) {
      for (const { chains: own } of mesh.listenersAt(proxy, port)) {
        const asks = own.map(({ sniHosts, subnets }): RandomChain => ({ sniHosts, subnets }));
        if (asks.some(({ sniHosts }) => sniHosts.length > 0) && clashIn(own) === undefined)
          found.set(JSON.stringify(asks), asks);
      }
    }
  }
  return [...found.values()];
}

function asEnvoys(own: readonly RandomChain[]): Readonly<Record<string, EnvoyJson>> {
  return Object.fromEntries(
    own.map(({ sniHosts, subnets }, index) => [
      `chain-${index}`,
      {
        ...(sniHosts.length === 0 ? {} : { server_names: sniHosts }),
        ...(subnets.length === 0 ? {} : { prefix_ranges: subnets.map(rangeOf) }),
      },
    ]),
  );
}

function rangeOf(subnet: string): EnvoyJson {
  const [address = '', length = ''] = subnet.split('/');
  return { address_prefix: address, prefix_len: Number(length) };
}
