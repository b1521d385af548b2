import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { askServer, celVersion, type ServerAnswer } from './cel-judge';
import { differenceOf } from './comparison';
import { ownAnswer } from './own-answer';
import { type Question, questions } from './questions';

const RECORDING = path.join(__dirname, 'recorded-answers.json.br');
const COUNT = 4000;
const SEED = 20_260_101;
/** The longest question that is recorded, in characters. */
const MAX_SIZE = 600;

interface Recording {
  /** Of Kubernetes. */
  readonly version: string;
  readonly answers: readonly (readonly [Question, ServerAnswer])[];
}

/** Records what the API server's compiler says of random expressions, for the tests. */
export async function recordAnswers(): Promise<void> {
  const asked = [...questions(COUNT, SEED)];
  const answers: (readonly [Question, ServerAnswer])[] = [];
  let number = 0;
  for await (const server of askServer(asked)) {
    const question = asked[number++] as Question;
    if (JSON.stringify(question).length > MAX_SIZE || server.panics === true) continue;
    const difference = differenceOf(ownAnswer(question), server);
    if (difference !== undefined) {
      throw new Error(`${JSON.stringify(question)} is judged differently (${difference}): nothing is recorded`);
    }
    answers.push([question, withoutFrames(server)]);
  }
  const recording: Recording = { version: celVersion(), answers };
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  fs.writeFileSync(RECORDING, brotliCompressSync(JSON.stringify(recording), options));
  process.stdout.write(`${answers.length} answers recorded, ${fs.statSync(RECORDING).size} bytes\n`);
}

/** Without the lines that show where in the expression something is wrong. */
function withoutFrames(answer: ServerAnswer): ServerAnswer {
  if (answer.issues === undefined) return answer;
  const lines = answer.issues.split('\n').filter((line) => !line.startsWith(' |'));
  return { ...answer, issues: lines.join('\n') };
}

export function recordedAnswers(): Recording['answers'] {
  return (JSON.parse(brotliDecompressSync(fs.readFileSync(RECORDING)).toString('utf8')) as Recording).answers;
}
