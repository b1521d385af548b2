import { describe, expect, test } from '@jest/globals';
import { RULES } from '../check/rules';
import type { Finding } from '../model/finding';
import { printJson } from './json';
import { printSarif } from './sarif';
import { type CheckResult, describeSummary, type Summary, summarize } from './summary';
import { printText } from './text';

const NOTHING: Summary = {
  ...{ files: 0, objects: 0, errors: 0, warnings: 0, notes: 0, skippedRules: 0 },
  ...{ suppressed: 0, unknownKinds: {} },
};

const FINDINGS: readonly Finding[] = [
  {
    rule: 'SCHEMA_REQUIRED',
    severity: 'error',
    resource: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'web', name: 'a' },
    path: 'spec.hosts',
    message: 'spec.hosts: Required value',
    fix: 'add\nit',
    file: 'dist/a b.yaml',
    line: 9,
    column: 3,
  },
  {
    rule: 'SCHEMA_OBJECT',
    severity: 'note',
    path: '',
    message: 'no object\x1b[2J',
    file: 'dist/a b.yaml',
    line: 10,
    column: 1,
  },
  {
    rule: 'X',
    severity: 'warning',
    resource: { apiVersion: 'v1', kind: 'Namespace', name: 'n' },
    path: '',
    message: 'm',
    file: '/c.yaml',
    line: 1,
    column: 1,
    related: [
      {
        resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'web', name: 'p' },
        path: 'spec.containers[0]',
        message: 'the other end',
        file: 'd.yaml',
        line: 7,
        column: 5,
      },
    ],
  },
];
const JUDGED_BY = { kubernetes: '1.34.0', istio: '1.30.3', flagger: '1.44.0', chaosblade: '1.8.0', others: {} };
const RESULT: CheckResult = {
  findings: FINDINGS,
  judgedBy: JUDGED_BY,
  summary: summarize(FINDINGS, { files: 2, objects: 1, skippedRules: 0 }),
};
const NONE: CheckResult = { findings: [], judgedBy: JUDGED_BY, summary: NOTHING };

const print = (pieces: Iterable<string>) => [...pieces].join('');

test.each([
  [NOTHING, '0 objects in 0 files: nothing to check'],
  [
    { ...NOTHING, files: 1, objects: 1, errors: 1, skippedRules: 1 },
    '1 object in 1 file: 1 error; 1 rule could not be evaluated',
  ],
  [
    { ...NOTHING, files: 2, objects: 12, errors: 2, warnings: 1, notes: 3, skippedRules: 4, suppressed: 5 },
    '12 objects in 2 files: 2 errors, 1 warning, 3 notes; 5 suppressed; 4 rules could not be evaluated',
  ],
  [
    { ...NOTHING, files: 1, objects: 3, unknownKinds: { 'a.example/v1 A': 2, 'b.example/v1 B': 1 } },
    '3 objects in 1 file: no problems; not checked, as nothing is known of the kind: 2 a.example/v1 A, 1 b.example/v1 B',
  ],
])('describeSummary(%j)', (summary, expected) => expect(describeSummary(summary)).toEqual(expected));

describe('printText', () => {
  test('groups by file, and never lets a manifest control the terminal', () => {
    expect(print(printText(RESULT))).toEqual(
      [
        'dist/a b.yaml',
        '   9:3  error    VirtualService web/a: spec.hosts: Required value  SCHEMA_REQUIRED',
        '                 fix: add it',
        '  10:1  note     no object\\u001b[2J  SCHEMA_OBJECT',
        '',
        '/c.yaml',
        '  1:1  warning  Namespace n: m  X',
        '                d.yaml:7: Pod web/p: the other end',
        '',
        '1 object in 2 files: 1 error, 1 warning, 1 note',
        'judged by Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0',
        '',
      ].join('\n'),
    );
    expect(print(printText(NONE))).toEqual(
      '0 objects in 0 files: nothing to check\njudged by Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0\n',
    );
  });

  test('has colours when asked', () => {
    const [file, first] = [...printText(RESULT, { colours: true })];
    expect(file).toEqual('\x1b[1mdist/a b.yaml\x1b[0m\n');
    expect(first).toContain('\x1b[31merror  \x1b[0m');
  });
});

describe('printJson', () => {
  test('has every key always', () => {
    expect(JSON.parse(print(printJson(RESULT)))).toEqual({
      summary: { ...NOTHING, files: 2, objects: 1, errors: 1, warnings: 1, notes: 1 },
      judgedBy: JUDGED_BY,
      findings: [
        {
          rule: 'SCHEMA_REQUIRED',
          severity: 'error',
          resource: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'web', name: 'a' },
          path: 'spec.hosts',
          message: 'spec.hosts: Required value',
          fix: 'add\nit',
          file: 'dist/a b.yaml',
          line: 9,
          column: 3,
          related: [],
        },
        {
          rule: 'SCHEMA_OBJECT',
          severity: 'note',
          resource: null,
          path: '',
          message: 'no object\x1b[2J',
          fix: null,
          file: 'dist/a b.yaml',
          line: 10,
          column: 1,
          related: [],
        },
        {
          rule: 'X',
          severity: 'warning',
          resource: { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: 'n' },
          path: '',
          message: 'm',
          fix: null,
          file: '/c.yaml',
          line: 1,
          column: 1,
          related: [
            {
              resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'web', name: 'p' },
              path: 'spec.containers[0]',
              message: 'the other end',
              file: 'd.yaml',
              line: 7,
              column: 5,
            },
          ],
        },
      ],
    });
    expect(JSON.parse(print(printJson(NONE)))).toEqual({ summary: NOTHING, judgedBy: JUDGED_BY, findings: [] });
  });
});

/** What code scanning is told of a rule. */
function described(id: string) {
  const { severity, docs } = RULES.get(id) ?? {};
  return {
    id,
    shortDescription: { text: docs?.says },
    fullDescription: { text: docs?.why },
    help: { text: docs?.fix },
    helpUri: docs?.see,
    defaultConfiguration: { level: severity },
  };
}

describe('printSarif', () => {
  test('has rules, results and regions', () => {
    const log = JSON.parse(print(printSarif(RESULT, '1.2.3')));
    expect(log).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Meshwright',
              version: '1.2.3',
              semanticVersion: '1.2.3',
              rules: [described('SCHEMA_OBJECT'), described('SCHEMA_REQUIRED'), { id: 'X' }],
            },
          },
          columnKind: 'utf16CodeUnits',
          properties: { judgedBy: JUDGED_BY },
          results: [
            {
              ruleId: 'SCHEMA_REQUIRED',
              ruleIndex: 1,
              level: 'error',
              message: { text: 'VirtualService web/a: spec.hosts: Required value (fix: add\nit)' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'dist/a%20b.yaml' },
                    region: { startLine: 9, startColumn: 3 },
                  },
                  logicalLocations: [{ fullyQualifiedName: 'VirtualService web/a spec.hosts', kind: 'object' }],
                },
              ],
            },
            {
              ruleId: 'SCHEMA_OBJECT',
              ruleIndex: 0,
              level: 'note',
              message: { text: 'no object\x1b[2J' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'dist/a%20b.yaml' },
                    region: { startLine: 10, startColumn: 1 },
                  },
                },
              ],
            },
            {
              ruleId: 'X',
              ruleIndex: 2,
              level: 'warning',
              message: { text: 'Namespace n: m' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'file:///c.yaml' },
                    region: { startLine: 1, startColumn: 1 },
                  },
                  logicalLocations: [{ fullyQualifiedName: 'Namespace n', kind: 'object' }],
                },
              ],
              relatedLocations: [
                {
                  id: 0,
                  message: { text: 'Pod web/p: the other end' },
                  physicalLocation: {
                    artifactLocation: { uri: 'd.yaml' },
                    region: { startLine: 7, startColumn: 5 },
                  },
                  logicalLocations: [{ fullyQualifiedName: 'Pod web/p spec.containers[0]', kind: 'object' }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(JSON.parse(print(printSarif(NONE, 'dev'))).runs[0].results).toEqual([]);
  });
});
