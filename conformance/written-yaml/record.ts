import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { printDocument } from '../../lib/core/yaml-printer';
import { digestOf, oddDocuments, oddStrings } from '../../lib/core/yaml-text.testing';

/*
 * Gives what the YAML printer writes to the reader of kubectl, and records that it came back as it was:
 * `node --require tsx/cjs conformance/written-yaml/record.ts`. It needs Go and its modules.
 */

const RECORD = resolve(__dirname, '../../lib/core/yaml-text.recorded.json');

function build(folder: string): string {
  const judge = join(folder, 'written-yaml');
  const { status, stderr } = spawnSync('go', ['build', '-o', judge, '.'], { cwd: __dirname, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go build failed: ${stderr}`);
  return judge;
}

function readByGo(judge: string, texts: readonly string[]): unknown[] {
  const input = texts.map((text) => `${Buffer.from(text).toString('base64')}\n`).join('');
  const { stdout } = spawnSync(judge, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const folder = mkdtempSync(join(tmpdir(), 'written-yaml-'));
try {
  const documents = [...oddDocuments(oddStrings())];
  const texts = documents.map(printDocument);
  const answers = readByGo(build(folder), texts);
  const wrong = documents.filter((document, i) => !isDeepStrictEqual(answers[i], { documents: [document] }));
  const strings = [...oddStrings()].length;
  console.log(`${documents.length} documents with ${strings} strings, ${wrong.length} of them read as something else`);
  if (wrong.length > 0) process.exitCode = 1;
  else {
    const [, reader] = /k8s\.io\/apimachinery (v\S+)/.exec(readFileSync(join(__dirname, 'go.mod'), 'utf8')) ?? [];
    const record = { reader: `k8s.io/apimachinery ${reader}`, strings, sha256: digestOf(texts) };
    writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
