import type { CanarySpec } from '../../imports/flagger.app';
import { Mesh } from '../mesh/mesh';
import type { MeshSettings } from '../mesh/mesh-config';
import type { Timeline, TimelineTick } from '../rollout/timeline';
import { worldAt } from '../rollout/world-at';
import type { Sound } from '../world/entity';
import type { World } from '../world/world';

/** A release that was rehearsed, and all that is around it. */
export interface Release {
  readonly world: World;
  readonly canary: Sound<CanarySpec>;
  readonly timeline: Timeline;
  /** What is said of the mesh besides its objects. */
  readonly settings: MeshSettings;
}

/** The mesh as it is from one tick to the next. */
export interface TickMesh {
  readonly tick: TimelineTick;
  readonly mesh: Mesh;
}

/** The mesh at each tick of a release; ticks at which Flagger has written the same have the same mesh. */
export function* tickMeshes({ world, timeline, settings }: Release): Generator<TickMesh> {
  let known: { readonly written: string; readonly mesh: Mesh } | undefined;
  for (const tick of timeline.ticks) {
    const written = JSON.stringify(tick.objects);
    if (known?.written !== written) known = { written, mesh: Mesh.of(worldAt(world, timeline, tick), settings) };
    yield { tick, mesh: known.mesh };
  }
}
