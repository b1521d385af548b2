import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ANALYSIS_RULES } from '../analysis/rules';
import { isRepeated } from '../kube/repeated';
import { type Manifests, readManifests, streamManifests } from '../model/read-manifests';
import { textSource } from '../model/source/text-source';
import { RepeatedBlocks } from '../model/yaml/repeated-blocks';
import { CheckSession } from './check-session';
import { loadSchemas } from './installed-schemas';

const ROOT = join(__dirname, '../..');
const judge = loadSchemas({ cwd: ROOT });

/** What is found in texts, and how many manifests have a part that others have as well. */
function checked(texts: readonly string[]): { readonly told: string; readonly repeating: number } {
  const session = new CheckSession(judge, { cwd: ROOT });
  let repeating = 0;
  for (const [index, text] of texts.entries()) {
    for (const { judged } of session.add(frozen(streamManifests(textSource(`${index}.yaml`, text))))) {
      repeating += judged.filter(({ manifest }) => hasRepeated(manifest.object)).length;
    }
  }
  return { told: JSON.stringify(session.finish()), repeating };
}

/** The same, where each value is read for itself. */
function checkedApart(texts: readonly string[]): string {
  const find = jest.spyOn(RepeatedBlocks.prototype, 'find').mockReturnValue(undefined);
  try {
    return checked(texts).told;
  } finally {
    find.mockRestore();
  }
}

/** Nobody may change what was read: others may have the same value. */
function* frozen(documents: Iterable<Manifests>): Generator<Manifests> {
  for (const document of documents) {
    for (const { object } of document.manifests) freeze(object);
    yield document;
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) freeze(item);
}

function hasRepeated(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (isRepeated(value) || Object.values(value).some(hasRepeated));
}

/** YAML in blocks, as most is written. */
function printed(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return ` ${JSON.stringify(value)}\n`;
  }
  const lines = Array.isArray(value)
    ? value.map((item) => `${indent}-${printed(item, `${indent}  `)}`)
    : Object.entries(value).map(([key, item]) => `${indent}${JSON.stringify(key)}:${printed(item, `${indent}  `)}`);
  return `\n${lines.join('')}`.replace(/^(\n)( *)- *\n\2 {2}/gm, '$1$2- ').replace(/^( *)-\n\1 {2}(?=\S)/gm, '$1- ');
}

function documentsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => readManifests('', text).manifests.map(({ object }) => printed(object).trimStart()));
}

const EXAMPLES = documentsOf(ANALYSIS_RULES.flatMap(({ docs: { wrong, right } }) => [wrong, right]));
const joined = (documents: readonly string[]) => documents.join('---\n');

describe('GIVEN manifests that repeat each other THEN what is found is what is found of values that are read apart', () => {
  test('WHEN they are the examples of all rules', () => {
    let all = 0;
    // Few at a time: all together would be one large mistake.
    for (let from = 0; from < EXAMPLES.length; from += 60) {
      const text = joined(EXAMPLES.slice(from, from + 60));
      const { told, repeating } = checked([text]);
      expect(told).toBe(checkedApart([text]));
      all += repeating;
    }
    expect(all).toBeGreaterThan(300);
  });

  test('WHEN they are what this project writes', () => {
    const folder = join(ROOT, 'dist');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
    const texts = files.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
    const { told, repeating } = checked(texts);
    expect(repeating).toBeGreaterThan(100);
    expect(told).toBe(checkedApart(texts));
  });

  test('WHEN they are live objects, in which nothing is left out', () => {
    const pod = (name: string) =>
      printed({
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' } },
        spec: {
          ...{ dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' },
          ...{ terminationGracePeriodSeconds: 30, volumes: [{ name: 'data', emptyDir: {} }] },
          containers: [
            {
              ...{ name: 'app', image: 'app:1', imagePullPolicy: 'IfNotPresent' },
              ...{ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
              ...{ resources: {}, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
            },
          ],
        },
      }).trimStart();
    const text = joined(['a', 'b', 'c', 'd'].map(pod));
    const { told, repeating } = checked([text]);
    expect(repeating).toBeGreaterThan(1);
    expect(told).toBe(checkedApart([text]));
  });

  test('property: WHEN parts of them are put in the place of others', () => {
    const lines = fc.nat();
    const change = fc.tuple(fc.constantFrom('replace', 'remove', 'twice'), lines, lines);
    const documents = fc.array(fc.tuple(fc.constantFrom(...EXAMPLES), fc.array(change, { maxLength: 2 })), {
      minLength: 20,
      maxLength: 40,
    });
    fc.assert(
      fc.property(documents, (all) => {
        const text = joined(
          all.map(([document, changes], index) => {
            let changed = document;
            for (const [kind, at, other] of changes) {
              const [start, end] = blockAt(changed, at);
              const [from, to] = blockAt(document, other);
              const block = changed.slice(start, end);
              const instead =
                kind === 'twice'
                  ? `${block}${block}`
                  : kind === 'remove'
                    ? ''
                    : (all[index ^ 1]?.[0] ?? document).slice(from, to);
              changed = `${changed.slice(0, start)}${instead}${changed.slice(end)}`;
            }
            return changed;
          }),
        );
        expect(checked([text]).told).toBe(checkedApart([text]));
      }),
      { numRuns: 15 },
    );
  });
});

/** Where the block of a line begins and ends, with the lines that are further in. */
function blockAt(text: string, number: number): readonly [number, number] {
  const lines = text.split('\n').slice(0, -1);
  const first = number % lines.length;
  const indent = (line: string) => line.search(/\S|$/);
  const within = lines.slice(first + 1).findIndex((line) => indent(line) <= indent(lines[first] ?? ''));
  const last = within === -1 ? lines.length : first + 1 + within;
  const offset = (line: number) => lines.slice(0, line).join('\n').length + Math.min(line, 1);
  return [offset(first), offset(last)];
}
