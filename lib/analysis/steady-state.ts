import type { Mesh } from '../mesh/mesh';
import type { Readings } from '../world/readings';
import type { JudgedManifest, World } from '../world/world';
import { type Analysis, analyse, analyseObserved } from './analyse';
import type { Rule } from './rule';

/** A mesh that others are put on top of, one at a time: what none of them changes is said once. */
export class SteadyState {
  /**
   * @param rules that are asked about a world
   * @param analysis what they say of the mesh alone
   * @param readings what each of them has read for that, by its id; undefined where that was not found out
   */
  constructor(
    private readonly mesh: Mesh,
    private readonly rules: (world: World) => readonly Rule[],
    readonly analysis: Analysis,
    readonly readings?: ReadonlyMap<string, Readings>,
  ) {}

  /**
   * @param rules that are asked about a world
   * @param isObserved whether it is found out what each rule reads, which takes as long as a few overlays do without it
   */
  static of(mesh: Mesh, rules: (world: World) => readonly Rule[], isObserved: boolean): SteadyState {
    const asked = rules(mesh.given);
    if (!isObserved) return new SteadyState(mesh, rules, analyse(mesh, asked));
    const { readings, ...analysis } = analyseObserved(mesh, asked);
    return new SteadyState(mesh, rules, analysis, new Map([...readings].map(([{ id }, read]) => [id, read])));
  }

  /** What the rules say with an overlay, but for those of which it is known that they say the same as without it. */
  with(overlay: readonly JudgedManifest[]): Analysis {
    const { mesh, readings } = this;
    const above = mesh.with(overlay);
    const rules = this.rules(above.given);
    if (readings === undefined) return analyse(above, rules);
    const changes = mesh.changesTo(above);
    return analyse(
      above,
      rules.filter((rule) => readings.get(rule.id)?.includesAny(changes) !== false),
    );
  }
}
