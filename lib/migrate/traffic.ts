import type { Judge } from '../check/judge';
import { diff } from '../diff/diff';
import type { JsonMap } from '../kube/json';
import { Mesh } from '../mesh/mesh';
import { readManifests } from '../model/read-manifests';
import { World } from '../world/world';

/** Whether requests are treated as before. */
export interface TrafficComparison {
  /** How many kinds of requests are treated otherwise. */
  readonly changes: number;
  /** How many requests were sent through both worlds. */
  readonly requests: number;
}

/** Sends requests through the world that was read and the one that is written. */
export function compareTraffic(before: readonly JsonMap[], after: readonly JsonMap[], judge: Judge): TrafficComparison {
  const { traffic, unusual, looked } = diff(meshOf(before, judge), meshOf(after, judge));
  return { changes: traffic.length + unusual.length, requests: looked.requests };
}

function meshOf(objects: readonly JsonMap[], judge: Judge): Mesh {
  const { manifests } = readManifests('', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const judged = manifests.map((manifest) => {
    const { sound, scope } = judge.judge(manifest);
    return { manifest, sound, scope };
  });
  return Mesh.of(World.of(judged));
}
