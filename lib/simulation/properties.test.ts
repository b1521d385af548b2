import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Mesh } from '../mesh/mesh';
import type { ManifestObject } from '../model/manifest';
import { idKey } from '../world/entity';
import { parseCall } from './call';
import type { EndDestination, Outcome } from './outcome';
import { istioObject, randomCall, randomObjects } from './random-meshes.testing';
import { type RandomConnection, randomConnection, randomWorld } from './random-worlds.testing';
import { accepted, recordedMesh } from './recorded.testing';
import { simulate } from './simulate';

function ask(mesh: Mesh, { from, scheme, method, host, port, path, headers }: RandomConnection): Outcome {
  const client = mesh.proxies.find((proxy) => `${proxy.namespace}/${proxy.name}` === from);
  if (client === undefined) throw new Error(`no ${from}`);
  return simulate(
    mesh,
    parseCall(client, scheme === 'tcp' ? `tcp://${host}:${port}` : `${method} ${scheme}://${host}:${port}${path}`, {
      headers,
    }),
  );
}

/** What is said of the ends, without objects that are equal and not the same, and without the order of pods. */
function ends({ ends: all }: Outcome): string {
  return JSON.stringify(
    all.map(({ probability, kind, status, flag, why, destination, redirect, request, delay, mirrors }) => ({
      ...{ probability, kind, status, flag, redirect, request, delay, mirrors },
      why: kind === 'reached' ? undefined : why,
      to: destination && [destination.cluster, destination.tls.mode, ...podsOf(destination)],
    })),
  );
}

function podsOf({ workloads }: EndDestination): readonly string[] {
  return workloads.map(({ workload, share }) => `${workload.namespace}/${workload.name} ${share.toFixed(6)}`).sort();
}

describe('any mesh and any call', () => {
  test('THEN probabilities sum to one, and there is an end', () => {
    fc.assert(
      fc.property(randomWorld, fc.array(randomConnection, { minLength: 1, maxLength: 4 }), (all, calls) => {
        const mesh = recordedMesh(all);
        for (const each of calls) {
          const outcome = ask(mesh, each);
          const sum = outcome.ends.reduce((total, { probability }) => total + probability, 0);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
          expect(outcome.ends.every(({ probability }) => probability > 0)).toBe(true);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('THEN asking again, or asking a mesh of objects in another order, gives the same answer', () => {
    fc.assert(
      fc.property(randomWorld, randomConnection, fc.integer(), (all, asked, seed) => {
        const mesh = recordedMesh(all);
        const first = ends(ask(mesh, asked));
        expect(ends(ask(mesh, asked))).toBe(first);
        const turned = [...all.slice(Math.abs(seed) % all.length), ...all.slice(0, Math.abs(seed) % all.length)];
        expect(ends(ask(recordedMesh(turned), asked))).toBe(first);
      }),
      { numRuns: 25 },
    );
  });

  test('GIVEN objects on top of a mesh that was asked THEN they count as in a new one', () => {
    const nameOf = ({ kind, metadata }: ManifestObject) => JSON.stringify([kind, metadata]);
    fc.assert(
      fc.property(randomWorld, randomWorld, randomConnection, fc.nat(), (all, others, asked, seed) => {
        const names = new Set(all.map(nameOf));
        // Of several that are there, some; the others are new.
        const above = others.filter((each, index) => ((seed >> (index % 16)) & 1) === 1 || !names.has(nameOf(each)));
        const replacing = above.filter((each) => names.has(nameOf(each)));
        // What is not about services and workloads is put on top without working these out again.
        const rules = others.filter(
          (each) => /Rule$|Virtual|Policy$|Authen/.test(String(each.kind)) && names.has(nameOf(each)),
        );
        for (const overlay of [rules, replacing, above]) {
          const mesh = recordedMesh(all);
          ends(ask(mesh, asked));
          const replaced = new Set(overlay.map(nameOf));
          const whole = recordedMesh([...all.filter((each) => !replaced.has(nameOf(each))), ...overlay]);
          expect(ends(ask(mesh.with(accepted(overlay)), asked))).toBe(ends(ask(whole, asked)));
          // And what was below is as it was.
          expect(ends(ask(mesh, asked))).toBe(ends(ask(recordedMesh(all), asked)));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('GIVEN one more VirtualService for a host that nobody calls THEN nothing changes', () => {
    fc.assert(
      fc.property(randomObjects, randomCall, (all, asked) => {
        const more = istioObject('VirtualService', 'web', 'a-first', {
          hosts: ['other.org'],
          gateways: ['mesh', 'edge/g'],
          http: [{ directResponse: { status: 418 } }],
        });
        const before = ask(recordedMesh(all), asked);
        // Without any virtual host, a gateway has one for all; with one, it has not.
        fc.pre(!before.ends.some(({ flag }) => flag === 'NR'));
        expect(ends(ask(recordedMesh([...all, more]), asked))).toBe(ends(before));
      }),
      { numRuns: 25 },
    );
  });

  test('THEN the trace explains the answer: without the VirtualService that decided there is another decision', () => {
    fc.assert(
      fc.property(randomObjects, randomCall, (all, asked) => {
        const mesh = recordedMesh(all);
        const before = ask(mesh, asked);
        const decided = before.ends[0]?.decision?.virtualService;
        fc.pre(decided !== undefined);
        const named = before.steps.some(({ place }) => place?.entity === decided?.entity);
        const root = before.ends[0]?.decision?.route?.rule?.root?.entity ?? decided?.entity;
        const rest = all.filter(({ kind, metadata }) => {
          const { namespace: of, name } = metadata as { namespace?: string; name: string };
          return (
            root === undefined ||
            idKey(root.id) !== idKey({ group: 'networking.istio.io', kind: String(kind), namespace: of ?? '', name })
          );
        });
        const after = ask(recordedMesh(rest), asked).ends[0]?.decision?.virtualService;
        expect(named).toBe(true);
        expect(after === undefined || idKey(after.entity.id) !== idKey(decided?.entity.id ?? after.entity.id)).toBe(
          true,
        );
      }),
      { numRuns: 25 },
    );
  });
});
