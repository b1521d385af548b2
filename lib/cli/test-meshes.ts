import { relative } from 'node:path';
import type { AnyJudge } from '../check/late-judge';
import { readAppliedWorld, readOverlay, WorldError } from '../inputs/applied-world';
import { Mesh } from '../mesh/mesh';
import type { TestMesh } from '../routing-tests/run-tests';
import { idKey } from '../world/entity';

/** Where tests find their mesh. */
export interface MeshSource {
  /** None for what is applied when nobody says it. */
  readonly paths: readonly string[];
  /** Files that go on top of it, in order. */
  readonly overlays: readonly string[];
  /** The name of a world of `meshwright.yaml`. */
  readonly world: string | undefined;
}

/** The meshes that tests are made in, each read once. */
export class TestMeshes {
  /** What could not be read, one line each. */
  readonly problems: string[] = [];
  /** What the API server would refuse, one line each. */
  readonly refused: string[] = [];
  private readonly bases = new Map<string, TestMesh>();
  private readonly overlaid = new Map<string, TestMesh>();

  constructor(
    private readonly judge: AnyJudge,
    private readonly cwd: string,
  ) {}

  /**
   * @param name of the file of tests, for messages
   * @param source where the mesh is
   * @param overlays of the test, on top of it: absolute
   * @throws WorldError, SettingsError
   */
  for(name: string, source: MeshSource, overlays: readonly string[]): TestMesh {
    const key = JSON.stringify(source);
    let base = this.bases.get(key);
    if (base === undefined) {
      base = this.read(name, source);
      this.bases.set(key, base);
    }
    if (overlays.length === 0) return base;
    const whole = JSON.stringify([source, overlays]);
    let place = this.overlaid.get(whole);
    if (place === undefined) {
      place = this.readOnTop(base, overlays);
      this.overlaid.set(whole, place);
    }
    return place;
  }

  private read(name: string, source: MeshSource): TestMesh {
    try {
      const read = readAppliedWorld({ ...source, schemas: undefined }, this.cwd, this.judge);
      const { world, meshConfig } = read;
      this.note(read);
      if (world.entities.length === 0 && read.problems.length === 0) {
        const where = source.paths.length === 0 ? '' : ` in ${source.paths.join(', ')}`;
        throw new WorldError(`there are no objects${where}`);
      }
      const settings = meshConfig === undefined ? {} : { meshConfig };
      return { mesh: Mesh.of(world, settings), settings, below: undefined, onTop: new Set() };
    } catch (error) {
      if (!(error instanceof WorldError)) throw error;
      throw new WorldError(`${name}: in which mesh? say --mesh PATH, or mesh in the file: ${error.message}`);
    }
  }

  private readOnTop(below: TestMesh, overlays: readonly string[]): TestMesh {
    const onTop = new Set<string>();
    let world = below.mesh.given;
    for (const overlay of overlays) {
      const read = readOverlay([relative(this.cwd, overlay)], this.cwd, this.judge);
      this.note(read);
      world = world.with(read.judged);
      const manifests = new Set(read.judged.map(({ manifest }) => manifest));
      for (const { id, manifest } of world.entities) if (manifests.has(manifest)) onTop.add(idKey(id));
    }
    const { settings } = below;
    return { mesh: Mesh.of(world, settings), settings, below, onTop };
  }

  private note({ problems, refused }: { readonly problems: readonly string[]; readonly refused: readonly string[] }) {
    this.problems.push(...problems);
    this.refused.push(...refused);
  }
}
