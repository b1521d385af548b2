import type { Judge } from '../check/judge';
import { type JudgedBy, kindsOf } from '../check/judged-by';
import { type AppliedOptions, type AppliedWorld, readAppliedWorld } from '../inputs/applied-world';
import type { ManifestJudge } from '../inputs/remembering-judge';
import { Mesh } from '../mesh/mesh';
import type { World } from '../world/world';
import { Exit, type Terminal } from './terminal';
import { WrongCall } from './wrong-call';

/**
 * A world as it is applied, for a command; says what could not be read and what is left out.
 *
 * @param judge in place of that by the schemas
 * @throws WrongCall where there are no objects at all
 */
export function readObjects(options: AppliedOptions, { cwd, stderr }: Terminal, judge?: ManifestJudge): AppliedWorld {
  const read = readAppliedWorld(options, cwd, judge);
  for (const problem of read.problems) stderr.write(`${problem}\n`);
  for (const line of read.refused) stderr.write(`left out, as the API server would refuse it: ${line}\n`);
  if (read.world.entities.length > 0) return read;
  // Why there are none has been said.
  if (read.problems.length > 0) throw new Exit(2);
  const where = options.paths.length === 0 ? '' : `${options.paths.join(', ')}: `;
  throw new WrongCall(`${where}no objects in these files: give manifests`);
}

/** What Istio makes of a world that was read. */
export function meshOf({ world, meshConfig }: AppliedWorld): Mesh {
  return Mesh.of(world, meshConfig === undefined ? {} : { meshConfig });
}

/** By which versions the objects of worlds are judged. */
export function judgedByOf(judge: Pick<Judge, 'judgedBy'>, worlds: readonly World[]): JudgedBy {
  return judge.judgedBy(kindsOf(worlds.flatMap(({ entities }) => entities.map(({ manifest }) => manifest))));
}
