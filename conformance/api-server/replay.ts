import { compare, type Difference } from './comparison';
import { ownJudge } from './own-verdict';
import { recordedVerdicts } from './recording';

/** A recorded verdict that Meshwright does not share. */
export interface ReplayedDifference {
  readonly name: string;
  readonly difference: Difference;
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
  let verdicts = 0;
  for (const { name, object, server } of recordedVerdicts(every)) {
    verdicts++;
    const difference = compare(server, judge(object()));
    if (difference !== undefined) differences.push({ name, difference });
  }
  return { verdicts, differences };
}
