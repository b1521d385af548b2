import type { FieldPath } from '../../lib/model/finding';
import { compare } from './comparison';
import { aboutOf, type Case } from './fault-groups';
import { edited } from './inputs/patch';
import type { OwnVerdict } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

interface Judges {
  readonly server: (object: unknown) => Promise<ServerVerdict>;
  readonly own: (object: unknown) => OwnVerdict;
}

/** How often the judges are asked for one case. */
const QUESTIONS = 250;

/** The case with everything taken away from its object without which the verdicts still differ in the same way. */
export async function minimal(found: Case, { server: ask, own: judge }: Judges): Promise<Case> {
  const { words } = aboutOf(found);
  let least = found;
  let questions = QUESTIONS;
  for (let smaller = true; smaller && questions > 0; ) {
    smaller = false;
    for (const path of pathsOf(least.input.object)) {
      const object = edited(least.input.object, [{ op: 'remove', path }]);
      // It may have gone with what was around it.
      if (object === undefined) continue;
      if (questions-- <= 0) break;
      const own = judge(object);
      const server = await ask(object);
      const difference = compare(server, own);
      if (difference !== found.difference) continue;
      const candidate = { ...least, input: { ...least.input, object }, server, own };
      if (aboutOf(candidate).words !== words) continue;
      least = candidate;
      smaller = true;
    }
  }
  return least;
}

/** Every path of an object, the outer ones first: what is taken away early is large. */
function pathsOf(object: unknown): FieldPath[] {
  const paths: FieldPath[] = [];
  const queue: [FieldPath, unknown][] = [[[], object]];
  for (const [path, value] of queue) {
    if (path.length > 0 && !(path.length === 1 && /^(?:apiVersion|kind)$/.test(String(path[0])))) paths.push(path);
    if (typeof value !== 'object' || value === null) continue;
    const entries: [string | number, unknown][] = Array.isArray(value)
      ? [...value.entries()].reverse()
      : Object.entries(value);
    for (const [key, each] of entries) queue.push([[...path, key], each]);
  }
  return paths;
}
