import { dirname, resolve } from 'node:path';
import { isMap, type JsonMap } from '../kube/json';
import type { FieldPath } from '../model/finding';
import { readDocuments } from '../model/read-documents';
import { textSource } from '../model/source/text-source';
import { type ExpectedRule, type RequestTest, RULE_FIELDS } from './request-test';
import { expectationsOf } from './test-expectations';
import { requestsOf } from './test-requests';
import { TestValues } from './test-values';

/** A file of tests. */
export interface TestFile {
  readonly name: string;
  readonly tests: readonly RequestTest[];
  /** Where the manifests are, absolute; undefined where the file does not say. */
  readonly mesh: readonly string[] | undefined;
  /** What is wrong with it, one line each. */
  readonly problems: readonly string[];
  /** What means nothing in it, one line each. */
  readonly warnings: readonly string[];
}

const FILE_KEYS = ['testCases', 'mesh', 'with'];
/** `destination` and `isMatch` meant something once, and mean nothing to istio-config-validator today. */
const TEST_KEYS = ['description', 'request', 'wantMatch', 'expect', 'with', 'ignoreUnknown', ...RULE_FIELDS];

/** Whether a text is one of tests, rather than of manifests or something else. */
export function holdsTests(text: string): boolean {
  return /^["']?testCases["']?\s*:/im.test(text) || /"testCases"\s*:/i.test(text);
}

/**
 * Reads tests in the format of istio-config-validator, with more that can be said of a request and expected of it.
 *
 * @param name as messages name it
 * @param path absolute: what the file names is found from there
 * @see https://github.com/getyourguide/istio-config-validator/blob/main/docs/test-cases.md
 */
export function readTests(name: string, path: string, text: string): TestFile {
  const tests: RequestTest[] = [];
  const mesh: string[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const document of readDocuments(textSource(name, text))) {
    const failed = document.problems.filter(({ severity }) => severity === 'error');
    problems.push(...failed.map(({ line, message }) => `${name}:${line}: ${message}`));
    if (document.value === undefined || document.value === null) continue;
    const values = new TestValues(name, (at) => document.places.locate(at).line);
    const reader = new FileReader(values, name, dirname(path));
    tests.push(...reader.read(document.value));
    mesh.push(...reader.mesh);
    problems.push(...values.problems);
    warnings.push(...values.warnings);
  }
  if (tests.length === 0 && problems.length === 0) problems.push(`${name}: there are no tests: write testCases`);
  return { name, tests, mesh: mesh.length === 0 ? undefined : mesh, problems, warnings };
}

class FileReader {
  readonly mesh: string[] = [];

  constructor(
    private readonly values: TestValues,
    private readonly file: string,
    private readonly folder: string,
  ) {}

  read(document: unknown): readonly RequestTest[] {
    const { values } = this;
    const map = values.map(document, []);
    values.knownKeys(map, [], FILE_KEYS);
    this.mesh.push(...this.paths(values.at(map, 'mesh'), ['mesh']));
    const overlays = this.paths(values.at(map, 'with'), ['with']);
    const key = Object.keys(map).find((each) => each.toLowerCase() === 'testcases') ?? 'testCases';
    return values.list(map[key], [key]).map((each, index) => this.test(each, [key, index], overlays));
  }

  private paths(value: unknown, path: FieldPath): readonly string[] {
    return this.values.texts(value, path).map((each) => resolve(this.folder, each));
  }

  private test(value: unknown, path: FieldPath, overlays: readonly string[]): RequestTest {
    const { values, file } = this;
    const map = values.map(value, path);
    const known = values.problems.length;
    values.knownKeys(map, path, TEST_KEYS);
    const at = (key: string) => values.at(map, key);
    const wantMatch = values.boolean(at('wantMatch'), [...path, 'wantMatch']);
    const expected = expectationsOf(values, at('expect'), [...path, 'expect']);
    const requests = requestsOf(values, at('request'), [...path, 'request']);
    const rule = this.rule(map, path);
    const isEmpty = Object.keys(rule).length === 0 && expected.length === 0;
    // Who says whether there is to be a match, and names no destination, asks whether there is none.
    if (isEmpty && wantMatch === undefined && values.problems.length === known)
      values.refuse(path, 'expects nothing', 'expect, or route and the like');
    if (expected.length > 0 && requests.some(({ source }) => source === undefined)) {
      values.refuse([...path, 'request'], 'does not say who asks', 'source: what becomes of a request depends on it');
    }
    return {
      description: values.text(at('description'), [...path, 'description']) ?? `test ${Number(path.at(-1)) + 1}`,
      ...{ file, line: values.lineOf(path), requests, expected },
      overlays: [...overlays, ...this.paths(at('with'), [...path, 'with'])],
      wanted: wantMatch ?? expected.length > 0,
      saysWanted: wantMatch !== undefined || expected.length > 0,
      rule: isEmpty ? { route: [] } : rule,
      ignoresUnknown: values.boolean(at('ignoreUnknown'), [...path, 'ignoreUnknown']) ?? false,
    };
  }

  /** As it is written: what is no field of a rule is equal to none. */
  private rule(map: JsonMap, path: FieldPath): ExpectedRule {
    const fields = RULE_FIELDS.flatMap((field): readonly (readonly [string, unknown])[] => {
      const value = this.values.at(map, field);
      if (value === undefined || value === null) return [];
      const isText = field === 'timeout';
      const fits = isText ? typeof value === 'string' : field === 'route' ? Array.isArray(value) : isMap(value);
      if (fits) return [[field, value]];
      this.values.refuse(
        [...path, field],
        'is not as in a VirtualService',
        field === 'route' ? 'a list' : isText ? 'a time' : 'a map',
      );
      return [];
    });
    return Object.fromEntries(fields) as ExpectedRule;
  }
}
