import { differenceOf } from './comparison';
import { askKubectl, kubectlVersion } from './kubectl-reader';
import { ownAnswer } from './own-answer';
import { textOf } from './texts/texts';

/** What is compared. */
export interface TextsOptions {
  /** How many texts. */
  readonly texts: number;
  /** The number of the first. */
  readonly from: number;
}

/** What came out. */
export interface TextsOutcome {
  /** Of kubectl. */
  readonly version: string;
  readonly texts: number;
  /** How many of them kubectl cannot read. */
  readonly refused: number;
  readonly different: number;
}

/** Gives random texts to kubectl's reader and to ours, and prints what they read differently. */
export async function compareTexts({ texts, from }: TextsOptions): Promise<TextsOutcome> {
  const kinds = new Map<string, number>();
  let number = from;
  let accepted = 0;
  for await (const kubectl of askKubectl(textsOf(from, texts))) {
    const text = textOf(number);
    if (kubectl.error === undefined) accepted++;
    const difference = differenceOf(ownAnswer(text), kubectl);
    if (difference !== undefined) {
      const before = kinds.get(difference) ?? 0;
      kinds.set(difference, before + 1);
      if (before === 0)
        process.stdout.write(`text ${number}: ${difference}\n  ${JSON.stringify(text.toString()).slice(0, 500)}\n`);
    }
    number++;
  }
  for (const [kind, count] of kinds) process.stdout.write(`${count} ${kind}\n`);
  const different = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const outcome = { version: kubectlVersion(), texts, refused: texts - accepted, different };
  process.stdout.write(
    `${texts} texts, of which kubectl ${outcome.version} refuses ${outcome.refused}: ${different} read differently\n`,
  );
  return outcome;
}

export function* textsOf(from: number, count: number): Generator<Buffer> {
  for (let number = from; number < from + count; number++) yield textOf(number);
}
