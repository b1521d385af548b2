import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compare, type Difference, WRONG } from './comparison';
import { ownJudge } from './own-verdict';
import { recordedVerdicts } from './recording';

/** Differences that are known, and not yet mended: none may be added. */
const KNOWN = path.join(__dirname, 'recorded', 'known-differences.json');

/** A recorded verdict that Meshwright does not share. */
export interface ReplayedDifference {
  readonly digest: string;
  readonly name: string;
  readonly difference: Difference;
}

/** Differences by the digests of their objects. */
interface Known {
  /** The verdict is wrong. */
  readonly wrong: readonly string[];
  /** The verdict is right, its place is not. */
  readonly place: readonly string[];
}

export interface Replay {
  readonly verdicts: number;
  readonly differences: readonly ReplayedDifference[];
}

/**
 * Compares recorded verdicts of a real API server with those of Meshwright, without a server.
 *
 * @param every only each so-manieth of them
 */
export function replay(every = 1): Replay {
  const judge = ownJudge();
  const differences: ReplayedDifference[] = [];
  let index = 0;
  let verdicts = 0;
  for (const { name, object, server } of recordedVerdicts()) {
    if (index++ % every !== 0) continue;
    verdicts++;
    const difference = compare(server, judge(object()));
    if (difference === undefined) continue;
    const digest = createHash('sha1').update(JSON.stringify(object())).digest('base64url').slice(0, 8);
    differences.push({ digest, name, difference });
  }
  return { verdicts, differences };
}

/** The differences that are not known. One that is less bad than the known one is known. */
export function unknownAmong(differences: readonly ReplayedDifference[]): ReplayedDifference[] {
  const known = JSON.parse(fs.readFileSync(KNOWN, 'utf8')) as Known;
  const wrong = new Set(known.wrong);
  const either = new Set([...known.wrong, ...known.place]);
  return differences.filter(({ digest, difference }) => !(WRONG.has(difference) ? wrong : either).has(digest));
}

/** Makes the differences of a replay of all the known ones. */
export function keepAsKnown(differences: readonly ReplayedDifference[]): void {
  const digests = (those: readonly ReplayedDifference[]) => [...new Set(those.map(({ digest }) => digest))].sort();
  const known: Known = {
    wrong: digests(differences.filter(({ difference }) => WRONG.has(difference))),
    place: digests(differences.filter(({ difference }) => !WRONG.has(difference))),
  };
  fs.writeFileSync(KNOWN, `${JSON.stringify(known, null, 2)}\n`);
}
