import { askServer, celVersion } from './cel-judge';
import { type CelDifference, differenceOf } from './comparison';
import { ownAnswer } from './own-answer';
import { questions } from './questions';

export interface CelOptions {
  /** How many expressions. */
  readonly expressions: number;
  /** What they are drawn from. */
  readonly seed: number;
}

export interface CelOutcome {
  /** Of Kubernetes. */
  readonly version: string;
  readonly expressions: number;
  /** How many of them the server refuses. */
  readonly refused: number;
  readonly different: number;
}

/** How many differences of each kind are shown. */
const SHOWN = 5;

/** Gives random expressions to the API server's compiler and to ours, and prints what they say differently. */
export async function compareExpressions({ expressions, seed }: CelOptions): Promise<CelOutcome> {
  const asked = [...questions(expressions, seed)];
  const kinds = new Map<CelDifference, number>();
  let number = 0;
  let refused = 0;
  for await (const server of askServer(asked)) {
    const question = asked[number++];
    if (question === undefined) break;
    if (server.issues !== undefined) refused++;
    const own = ownAnswer(question);
    const difference = differenceOf(own, server);
    if (difference === undefined) continue;
    const before = kinds.get(difference) ?? 0;
    kinds.set(difference, before + 1);
    if (before >= SHOWN) continue;
    const told = [question, server, own].map((one) => JSON.stringify(one, printable)).join('\n  ');
    process.stdout.write(`${difference}: ${told}\n`);
  }
  const different = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const version = celVersion();
  process.stdout.write(`${expressions} expressions, of which Kubernetes ${version} refuses ${refused}: `);
  process.stdout.write(`${different} are judged differently\n`);
  return { version, expressions, refused, different };
}

function printable(_: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'infinite' : value;
}
