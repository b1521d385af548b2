import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadSchemas } from '../check/installed-schemas';
import { referenceOf } from '../kube/object-reference';
import { Mesh } from '../mesh/mesh';
import type { ManifestObject } from '../model/manifest';
import { readManifests } from '../model/read-manifests';
import { type Call, parseCall } from '../simulation/call';
import { dial } from '../simulation/names';
import { randomCall, randomObjects } from '../simulation/random-meshes.testing';
import { type RandomConnection, randomConnection, randomWorld } from '../simulation/random-worlds.testing';
import { recordedMesh } from '../simulation/recorded.testing';
import { simulate } from '../simulation/simulate';
import { type JudgedManifest, World } from '../world/world';
import { type Diff, diff } from './diff';
import { seededChanges } from './seeded-changes.testing';
import { type Behaviour, behaviourOf, behaviourWithoutName, differingFacets } from './traffic/behaviour';

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => `${namespace}/${name}`;

function behaviourIn(mesh: Mesh, call: Call): Behaviour {
  const isInside = call.from.kind !== 'gateway';
  if (isInside && dial(mesh, call.host, call.from.namespace).unresolved) return behaviourWithoutName(call.host);
  return behaviourOf(mesh, simulate(mesh, call), nameOf);
}

function callOf(mesh: Mesh, { from, scheme, method, host, port, path, headers }: RandomConnection): Call {
  const client = mesh.proxies.find((proxy) => nameOf(proxy) === from);
  if (client === undefined) throw new Error(`no ${from}`);
  const text = scheme === 'tcp' ? `tcp://${host}:${port}` : `${method} ${scheme}://${host}:${port}${path}`;
  return parseCall(client, text, { headers });
}

/** Two worlds of which the second has some other objects. */
const twoOf = (world: fc.Arbitrary<readonly ManifestObject[]>) =>
  fc.tuple(world, world, fc.array(fc.nat(30), { maxLength: 3 })).map(([before, others, indices]) => {
    const key = ({ kind, metadata }: ManifestObject) => `${kind} ${JSON.stringify(metadata)}`;
    const variable = others.filter(({ kind }) => kind !== 'Pod' && kind !== 'Namespace');
    const replaced = new Map(
      indices.map((index) => variable[index % variable.length] as ManifestObject).map((each) => [key(each), each]),
    );
    return [before, [...before.filter((each) => !replaced.has(key(each))), ...replaced.values()]] as const;
  });
const twoWorlds = twoOf(randomObjects);

/** How many pairs of rich worlds are drawn. */
const RUNS = Number(process.env.DIFF_WORLDS ?? 12);

/** Stands for all ports that no manifest names. */
const UNNAMED_PORT = 4711;

function isNamed(port: number, { before, after }: Diff): boolean {
  return [before, after].some(({ given }) =>
    given.entities.some(
      ({ id, object }) =>
        ['Service', 'ServiceEntry', 'Sidecar'].includes(id.kind) &&
        new RegExp(`"(port|number)":${port}\\b`).test(JSON.stringify(object.spec)),
    ),
  );
}

/**
 * What a diff says of a facet for a client, a host and a port; or of any, of a more usual way to speak to them: of several
 * ways the most usual is told.
 */
function isTold(found: Diff, { from, scheme, host, port }: RandomConnection, facet: string): boolean {
  const { traffic, unusual } = found;
  // A port that nobody names stands for all of these.
  const isPort = (each: number) => each === port || (each === UNNAMED_PORT && !isNamed(port, found));
  const names = [host, `${host}.${from.split('/')[0]}.svc.cluster.local`, `${host}.svc.cluster.local`];
  return [...traffic, ...unusual].some(
    ({ clients, targets, aspects }) =>
      clients.some(({ name }) => name === from) &&
      targets.some(
        (each) =>
          isPort(each.port) &&
          (names.includes(each.host) || each.standsFor !== 'itself') &&
          (each.speech !== scheme || aspects.some((aspect) => aspect.facet === facet)),
      ),
  );
}

describe('any two worlds', () => {
  test('GIVEN a world and itself THEN nothing', () => {
    fc.assert(
      fc.property(randomObjects, (objects) => {
        const {
          traffic,
          unusual,
          objects: changes,
        } = diff(recordedMesh(objects), recordedMesh([...objects].reverse()));
        expect([traffic, unusual, changes]).toEqual([[], [], []]);
      }),
      { numRuns: 5 },
    );
  });

  test('THEN what differs for a call is told, or what was not looked at', () => {
    fc.assert(
      fc.property(twoWorlds, fc.array(randomCall, { minLength: 12, maxLength: 12 }), ([before, after], calls) => {
        const [old, now] = [recordedMesh(before), recordedMesh(after)];
        let found: Diff | undefined;
        for (const call of calls.filter(({ scheme }) => scheme === 'http')) {
          const facets = differingFacets(behaviourIn(old, callOf(old, call)), behaviourIn(now, callOf(now, call)));
          if (facets.length === 0) continue;
          found ??= diff(old, now);
          if (found.looked.cuts.length > 0) continue;
          for (const facet of facets) expect([call, facet, isTold(found, call, facet)]).toEqual([call, facet, true]);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('GIVEN TLS, hosts outside, policies and Sidecars by port THEN what differs for a connection is told, too', () => {
    const drawn = fc.array(randomConnection, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(twoOf(randomWorld), drawn, ([before, after], calls) => {
        const [old, now] = [recordedMesh(before), recordedMesh(after)];
        let found: Diff | undefined;
        for (const call of calls) {
          const facets = differingFacets(behaviourIn(old, callOf(old, call)), behaviourIn(now, callOf(now, call)));
          if (facets.length === 0) continue;
          found ??= diff(old, now);
          if (found.looked.cuts.length > 0) continue;
          for (const facet of facets) expect([call, facet, isTold(found, call, facet)]).toEqual([call, facet, true]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('THEN a witness really differs in what is told', () => {
    fc.assert(
      fc.property(twoWorlds, ([before, after]) => {
        const [old, now] = [recordedMesh(before), recordedMesh(after)];
        const { traffic, unusual } = diff(old, now);
        for (const { witness, aspects } of [...traffic, ...unusual])
          expect(differsIn(old, now, witness)).toEqual(expect.arrayContaining(aspects.map(({ facet }) => facet)));
      }),
      { numRuns: 10 },
    );
  });
});

function differsIn(before: Mesh, after: Mesh, witness: { readonly before: Call; readonly after: Call }) {
  return differingFacets(behaviourIn(before, witness.before), behaviourIn(after, witness.after));
}

/** How many one-field changes are tried. */
const CHANGES = Number(process.env.SEEDED_CHANGES ?? 8);

describe('one field of the lab', () => {
  const root = resolve(__dirname, '../..');
  const judge = loadSchemas({ cwd: root });
  let base: readonly JudgedManifest[];
  let before: Mesh;
  beforeAll(() => {
    const files = [
      ...readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.yaml')),
      // What the steady state has none of.
      ...['weather-authorization', 'forecast-header-based', 'frontend-jwt', 'strict-mtls'].map(
        (name) => `scenarios/weather/${name}.k8s.yaml`,
      ),
    ];
    base = files.flatMap((file) =>
      readManifests(file, readFileSync(join(root, 'dist', file), 'utf8')).manifests.map((manifest) =>
        judge.judge(manifest),
      ),
    );
    before = Mesh.of(World.of([]).with(base));
  });

  test('GIVEN a change THEN it is told if a request notices it, and only then', () => {
    const calls = battery(before);
    const steady = calls.map((call) => behaviourIn(before, call));
    let [noticed, tried] = [0, 0];
    for (const { name, object } of seededChanges(
      before.given.entities.map((each) => each.object),
      7,
    )) {
      if (tried === CHANGES) break;
      const judged = judge.judge({
        object,
        resource: referenceOf(object),
        file: 'a.yaml',
        locate: () => ({ line: 1, column: 1 }),
      });
      if (!judged.sound) continue;
      tried += 1;
      const after = Mesh.of(before.given.with([judged]));
      const found = diff(before, after);
      const isNoticed = calls.some((call, index) => {
        const from = after.proxies.find((proxy) => nameOf(proxy) === nameOf(call.from));
        return (
          from !== undefined &&
          differingFacets(steady[index] as Behaviour, behaviourIn(after, { ...call, from })).length > 0
        );
      });
      const told = [...found.traffic, ...found.unusual];
      if (isNoticed) noticed += 1;
      if (isNoticed && told.length === 0) expect(`nothing is told of ${name}`).toBe('something');
      for (const { witness } of told) {
        if (differsIn(before, after, witness).length === 0) expect(`no request notices ${name}`).toBe('one does');
      }
      expect([name, found.objects.length]).toEqual([name, 1]);
    }
    expect(noticed).toBeGreaterThan(CHANGES / 10);
  });
});

/** Requests of a few clients to every Service and at the gateway, of several kinds. */
function battery(mesh: Mesh): readonly Call[] {
  const clients = mesh.proxies.filter((proxy) =>
    [
      'default/client',
      'weather/frontend-v1',
      'default/sleep-without-sidecar',
      'istio-system/istio-ingressgateway',
    ].includes(nameOf(proxy)),
  );
  return clients.flatMap((from) => {
    const hosts =
      from.kind === 'gateway'
        ? ['bookinfo.example.com:80', 'anything.example:80']
        : mesh.services.flatMap(({ host, ports }) => ports.map(({ number }) => `${host}:${number}`));
    return hosts.flatMap((host) => [
      parseCall(from, `GET http://${host}/`),
      parseCall(from, `POST http://${host}/productpage`, {
        headers: { 'end-user': 'zyx', 'user-agent': 'Chrome/99.0' },
      }),
      parseCall(from, `tcp://${host}`),
    ]);
  });
}
