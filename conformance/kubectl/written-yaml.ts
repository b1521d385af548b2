import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { printDocument } from '../../lib/core/yaml-printer';
import { digestOf, oddDocuments, oddStrings } from '../../lib/core/yaml-text.testing';
import { askKubectl, kubectlVersion } from './kubectl-reader';

const RECORD = path.resolve(__dirname, '../../lib/core/yaml-text.recorded.json');

/**
 * Gives what the YAML printer writes to the reader of kubectl, and records that it came back as it was: `npm test` compares
 * what is written with the record.
 *
 * @returns how many documents came back as something else
 */
export async function recordWrittenYaml(): Promise<number> {
  const documents = [...oddDocuments(oddStrings())];
  const texts = documents.map(printDocument);
  let wrong = 0;
  let index = 0;
  for await (const { documents: read, error } of askKubectl(texts.map((text) => Buffer.from(text)))) {
    if (error !== undefined || !isDeepStrictEqual(read, [documents[index]])) wrong += 1;
    index += 1;
  }
  const strings = [...oddStrings()].length;
  process.stdout.write(`${index} documents, ${strings} strings: ${wrong} read as something else\n`);
  if (wrong === 0 && index === texts.length) {
    const record = { reader: `kubectl ${kubectlVersion()}`, strings, sha256: digestOf(texts) };
    fs.writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
  }
  return wrong;
}
