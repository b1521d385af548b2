import { isDeepStrictEqual } from 'node:util';
import { VERSIONS } from '../versions';
import { Envoy } from './envoy';
import { chainFacts } from './facts/chains';
import { ByVersion, type Fact } from './facts/fact';
import { facts } from './facts/facts';
import { chainsReached } from './filter-chains';

/** What one version shows of one fact. */
export interface Measurement {
  readonly id: string;
  readonly question: string;
  readonly version: string;
  readonly expected: unknown;
  readonly measured: unknown;
  readonly holds: boolean;
}

/** Measures the facts that simulation rests on with real Envoys, and prints which hold. */
export async function measureEnvoy(versions: readonly string[] = VERSIONS.envoy): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const version of versions) {
    // Facts with one set-up share an Envoy.
    const setups = new Set(facts.map(({ setup = {} }) => JSON.stringify(setup)));
    for (const setup of setups) {
      const envoy = await Envoy.start({ version, ...(JSON.parse(setup) as Fact['setup']) });
      try {
        for (const fact of facts.filter((each) => JSON.stringify(each.setup ?? {}) === setup))
          measurements.push(await measure(envoy, version, fact));
      } finally {
        await envoy.stop();
      }
    }
  }
  for (const version of versions) {
    for (const { id, question, chains, connections, expected: reached } of chainFacts) {
      const expected = reached.map((name) => name ?? 'closed');
      const measured = (await chainsReached(version, chains, connections)).map((name) => name ?? 'closed');
      measurements.push({ id, question, version, expected, measured, holds: isDeepStrictEqual(measured, expected) });
    }
  }
  for (const { id, question, version, expected, measured, holds } of measurements) {
    process.stdout.write(`${holds ? 'holds' : 'FAILS'}  Envoy ${version}  ${id}: ${question}\n`);
    if (!holds)
      process.stdout.write(`  expected ${JSON.stringify(expected)}\n  measured ${JSON.stringify(measured)}\n`);
  }
  const failed = measurements.filter(({ holds }) => !holds).length;
  process.stdout.write(`${measurements.length} measurements, ${failed} not as expected\n`);
  return measurements;
}

async function measure(envoy: Envoy, version: string, fact: Fact): Promise<Measurement> {
  const { id, question, mesh, requests } = fact;
  await envoy.load(mesh);
  // Through JSON, as it is written to results.
  const measured: unknown = JSON.parse(JSON.stringify(fact.measure(await envoy.send(requests))));
  const expected = fact.expected instanceof ByVersion ? fact.expected.versions[version] : fact.expected;
  return { id, question, version, expected, measured, holds: isDeepStrictEqual(measured, expected) };
}
