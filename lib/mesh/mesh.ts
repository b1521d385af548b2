import type { World } from '../world/world';

/** What Istio, Flagger and ChaosBlade make of a world. It answers questions and has no opinions. */
export class Mesh {
  private constructor(
    /** All objects. */
    readonly world: World,
  ) {}

  static of(world: World): Mesh {
    return new Mesh(world);
  }
}
