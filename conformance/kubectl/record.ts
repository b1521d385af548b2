import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { loadAll } from 'js-yaml';
import type { RecordedText, RecordedTexts } from '../../lib/model/recorded-texts.testing';
import { differenceOf, withoutSurrogates } from './comparison';
import { askKubectl, kubectlVersion } from './kubectl-reader';
import { ownAnswer } from './own-answer';
import { textsOf } from './target';

const RECORD = path.join(__dirname, '../../lib/model/recorded-texts.json.br');
/** How many texts are looked at. */
const COUNT = 40_000;
/** The longest that is recorded, in bytes. */
const MAX_SIZE = 300;
/** Of the texts that every reader reads alike, one in so many. */
const ALIKE = 20;

/**
 * Records what kubectl makes of texts, for the tests: of those that a reader of YAML 1.2 reads in another way, and some
 * of the others.
 */
export async function recordTexts(): Promise<void> {
  const texts = [...textsOf(0, COUNT)];
  const chosen: RecordedText[] = [];
  let number = 0;
  for await (const answer of askKubectl(texts)) {
    const text = texts[number++] as Buffer;
    if (text.length > MAX_SIZE) continue;
    const own = ownAnswer(text);
    if (differenceOf(own, answer) !== undefined)
      throw new Error(`text ${number - 1} is read differently: nothing is recorded`);
    // Such as kubectl says nothing of.
    if (own.isLimit || own.hasDuplicates) continue;
    if (!isReadDifferently(text, answer.documents, answer.error) && number % ALIKE > 0) continue;
    const written = text.toString('latin1');
    const isRefused = answer.error !== undefined || own.error !== undefined;
    chosen.push(isRefused ? [written] : [written, withoutSurrogates(answer.documents)]);
  }
  const record: RecordedTexts = { kubectl: kubectlVersion(), texts: chosen };
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  fs.writeFileSync(RECORD, brotliCompressSync(JSON.stringify(record), options));
  process.stdout.write(`${chosen.length} texts recorded, ${fs.statSync(RECORD).size} bytes\n`);
}

function isReadDifferently(text: Buffer, documents: readonly unknown[], error: string | undefined): boolean {
  try {
    const values = loadAll(text.toString()).filter((value) => value !== null && value !== undefined);
    return error !== undefined || !isDeepStrictEqual(JSON.parse(JSON.stringify(values)), documents);
  } catch {
    return error === undefined;
  }
}
