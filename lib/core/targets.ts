import { cpSync, existsSync } from 'node:fs';
import * as path from 'node:path';
import { publishedFolder } from '../output/staging';
import { MeshwrightError } from './errors';

/** Where an app goes: an environment, a cluster, or both. */
export interface AppTarget<Name extends string = string> {
  /** Its name: `prod/west`. */
  readonly name: Name;
  /** The parts of its name: `['prod', 'west']`. */
  readonly parts: readonly string[];
}

/**
 * The targets that are wanted.
 *
 * @param wanted names or beginnings of names, with commas between them; all when it is not given
 * @throws MeshwrightError when a name cannot be that of a folder, one lies inside another, or nothing is wanted that is
 *   there
 */
export function chooseTargets<Name extends string>(
  names: readonly Name[],
  wanted?: string,
): readonly AppTarget<Name>[] {
  if (names.length === 0) throw new MeshwrightError('targets', 'there is no target: give at least one');
  for (const name of names) {
    if (!name.split('/').every((part) => /^[a-z0-9][a-z0-9._-]*$/.test(part))) {
      throw new MeshwrightError(
        'targets',
        `"${name}" cannot be a folder: use lower-case letters, digits, ".", "-" and "_", with "/" between folders`,
      );
    }
    const around = names.find((other) => name.startsWith(`${other}/`));
    if (around !== undefined) {
      throw new MeshwrightError('targets', `"${name}" would lie inside the folder of "${around}": rename one`);
    }
  }
  const all = names.map((name) => ({ name, parts: name.split('/') }));
  const asked = (wanted ?? '').split(',').flatMap((each) => each.trim() || []);
  if (asked.length === 0) return all;
  const isAsked = (name: string, by: string) => name === by || name.startsWith(`${by}/`);
  const unknown = asked.find((by) => !names.some((name) => isAsked(name, by)));
  if (unknown !== undefined) {
    throw new MeshwrightError(
      'MESHWRIGHT_TARGET',
      `there is no target "${unknown}": the targets are ${names.join(', ')}`,
    );
  }
  return all.filter(({ name }) => asked.some((by) => isAsked(name, by)));
}

/**
 * Keeps what is there of targets that are not built now, where cdk8s-cli's output folder takes the place of another when
 * all has succeeded: what is not in it would be taken away.
 *
 * @throws MeshwrightError when cdk8s-cli has deleted the folder already
 */
export function keepTargets(names: readonly string[], outdir: string, cli = process.env.CDK8S_OUTDIR): void {
  if (names.length === 0 || cli === undefined) return;
  const meant = publishedFolder(cli);
  const below = path.relative(path.resolve(meant ?? cli), path.resolve(outdir));
  if (below.startsWith('..') || path.isAbsolute(below)) return;
  if (meant === undefined) {
    throw new MeshwrightError(
      'MESHWRIGHT_TARGET',
      `cdk8s-cli empties ${cli} before the app starts, and with it the other targets: ` +
        'write `output: .synth/dist` in cdk8s.yaml, or synthesize all targets',
    );
  }
  for (const name of names) {
    const from = path.join(outdir, ...name.split('/'));
    if (existsSync(from)) cpSync(from, path.join(cli, below, ...name.split('/')), { recursive: true });
  }
}
