/**
 * How long it takes to make a mesh of manifests and to ask it: `node bench/bundled.js bench/simulation.ts`.
 *
 * Times are of the processor, so that it hardly counts what else a machine does. Reading is left out: objects are there.
 * Each round makes everything anew; the first, in which nothing is compiled yet, is told apart.
 */
import { Mesh } from '../lib/mesh/mesh';
import type { ManifestObject } from '../lib/model/manifest';
import { parseCall } from '../lib/simulation/call';
import { simulate } from '../lib/simulation/simulate';
import { World } from '../lib/world/world';
import { judged, meshObjects } from './mesh-objects';

const SERVICES = 1_000;
const CALLS = 10_000;
const ROUNDS = 5;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds of the processor, since the process has begun. */
function now(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of the world and the mesh, of the first call, and of all calls. */
function round(objects: readonly ManifestObject[]): readonly [number, number, number] {
  const start = now();
  const mesh = Mesh.of(World.of(objects.map(judged)));
  const made = now();
  const [client, ...others] = mesh.proxies.filter(({ kind }) => kind === 'sidecar');
  if (client === undefined) throw new Error('no client');
  const clients = [client, ...others];
  const ask = (i: number) => {
    const service = (i * 37) % SERVICES;
    const from = clients[(i * 101) % clients.length] ?? client;
    const headers: Readonly<Record<string, string>> = i % 3 === 0 ? { 'end-user': 'jason' } : {};
    const call = parseCall(from, `GET http://app-${service}.team-${service % 20}:9080/api/v${i % 7}/items`, {
      headers,
    });
    const { ends } = simulate(mesh, call);
    if (ends.some(({ status }) => status !== undefined)) throw new Error(`request ${i} is not answered`);
  };
  ask(0);
  const first = now();
  for (let i = 0; i < CALLS; i++) ask(i);
  return [made - start, first - made, now() - first];
}

const objects = meshObjects(SERVICES);
const [cold, ...rounds] = Array.from({ length: ROUNDS + 1 }, () => round(objects));
const middle = [0, 1, 2].map((index) => median(rounds.map((each) => each[index] ?? 0)));
const told = (values: readonly number[], index: number) => `${Math.round(values[index] ?? 0)} ms`;
console.log(
  `a mesh of ${objects.length} objects, ${SERVICES} Services among them, and ${CALLS} calls from all workloads to all Services:`,
);
for (const [name, values] of [
  ['in a new process', cold ?? []],
  [`median of ${ROUNDS} more rounds`, middle],
] as const)
  console.log(
    `  ${name}: the mesh ${told(values, 0)}, its first call ${told(values, 1)}, all calls ${told(values, 2)}`,
  );
