import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Memory } from '../memory/memory';
import { fileSource } from '../model/source/text-source';
import { defaultSettings } from '../settings/read-settings';
import type { CheckOutcome } from './check-outcome';
import { CheckSession } from './check-session';
import { loadSchemas } from './installed-schemas';

let cwd: string;
let file: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-changed-'));
  file = join(cwd, 'a.yaml');
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** A check of the file, with what earlier ones have found if a memory is given. */
function checked(memory?: Memory, { beforeJudging = () => {}, beforeTheEnd = () => {} } = {}): CheckOutcome {
  const settings = defaultSettings(cwd);
  const session = new CheckSession(loadSchemas({ cwd, settings, memory }), { cwd, settings, memory });
  const source = fileSource('a.yaml', file);
  const readTo = {
    ...source,
    *chunks() {
      yield* source.chunks();
      beforeJudging();
    },
  };
  const { outcome, files } = session.recall([{ source: memory === undefined ? source : readTo, strict: true }]);
  if (outcome !== undefined) return outcome;
  for (const each of files) for (const _checked of session.read(each));
  beforeTheEnd();
  const found = session.finish();
  memory?.save();
  return found;
}

const memory = () => new Memory(join(cwd, 'memory'), () => 'test');

/** A mode that is a number where a string should be: what is proposed is how it is written. */
const WRONG_TYPE = `apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: web}
data:
  mode: 0777
`;
const WRONG_TOGETHER = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: route, namespace: web}
spec:
  hosts: [nowhere]
  http:
    - route:
        - destination: {host: nowhere}
`;

describe('GIVEN a file that somebody changes during a check THEN what was found in it is not taken for that of what was read', () => {
  test('WHEN a value is looked up as it is written', () => {
    writeFileSync(file, WRONG_TYPE);
    const alone = checked();
    expect(alone.findings.map(({ fix }) => fix)).toEqual(['write it as a string: "0777"']);
    // Of the same length: it stands where the other stood.
    const other = WRONG_TYPE.replace('0777', '0644');
    let times = 0;
    // First it is read for its digest, then to be judged.
    checked(memory(), { beforeJudging: () => ++times === 2 && writeFileSync(file, other) });
    expect(times).toBe(2);
    writeFileSync(file, WRONG_TYPE);
    expect(checked(memory())).toEqual(alone);
  });

  test('WHEN places are looked up at the end', () => {
    writeFileSync(file, WRONG_TOGETHER);
    const alone = checked();
    expect(alone.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(['IST0101 8']);
    const other = WRONG_TOGETHER.replace('spec:', '# a line\nspec:');
    checked(memory(), { beforeTheEnd: () => writeFileSync(file, other) });
    writeFileSync(file, WRONG_TOGETHER);
    expect(checked(memory())).toEqual(alone);
  });
});
