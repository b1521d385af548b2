import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../lib/check/rules';
import { readManifests } from '../../lib/model/read-manifests';
import { readResults } from '../results';
import { changed, put } from './edit';
import type { LabObject } from './fault';
import { FAULT_KINDS } from './kinds';
import { Lab } from './lab';

describe('kinds of faults', () => {
  test('have names of their own', () => {
    const names = FAULT_KINDS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('are expected by rules that there are', () => {
    expect(FAULT_KINDS.flatMap(({ rules }) => rules.filter((rule) => !RULES.has(rule)))).toEqual([]);
  });
});

test('GIVEN the last run THEN at least 95 % are found by the rule that is expected', () => {
  const { faults, expected, otherwise, missed } = readResults()['seeded-faults'];
  expect(expected + otherwise + missed).toBe(faults);
  expect(faults).toBeGreaterThanOrEqual(200);
  expect(expected / faults).toBeGreaterThanOrEqual(0.95);
});

test('GIVEN an object WHEN it is edited THEN the given one is as it was', () => {
  const [manifest] = readManifests(
    'a.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}',
  ).manifests;
  const object = (manifest as NonNullable<typeof manifest>).object;
  const of: LabObject = { object, file: 'a.yaml', scenario: undefined };
  expect(changed(of, ['spec', 'ports', 0, 'port'], 2)).toEqual({
    of,
    to: [{ ...object, spec: { ports: [{ port: 2 }] } }],
    says: 'Service a: spec.ports.0.port 1 → 2',
  });
  expect(put(object, ['spec', 'ports', 0], undefined)).toEqual({ ...object, spec: { ports: [] } });
  expect(object.spec).toEqual({ ports: [{ port: 1 }] });
});

test('GIVEN the lab THEN there is a way to put each fault in, and one is found', () => {
  const root = join(__dirname, '../..');
  expect(readFileSync(join(root, 'meshwright.yaml'), 'utf8')).toMatch(/^worlds:/m);
  const lab = new Lab(root);
  expect(FAULT_KINDS.filter(({ changes }) => [...changes(lab.objects)].length === 0).map(({ name }) => name)).toEqual(
    [],
  );
  const [kind] = FAULT_KINDS;
  const [change] = [...(kind?.changes(lab.objects) ?? [])];
  const found = lab.findings(change as NonNullable<typeof change>).map(({ rule }) => rule);
  expect(found).toContain('IST0101');
});
