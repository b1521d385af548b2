import { describe, expect, test } from '@jest/globals';
import { Mesh } from '../mesh/mesh';
import { CONFIG_MAP } from '../world/kinds';
import { analyse } from './analyse';
import { findingsOf, linesOf, worldOf } from './fixtures';
import type { Rule } from './rule';

const docs = { says: 'a', why: 'b.', fix: 'c.', wrong: '', right: '' };
const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {k: v}\n---\n`;

const everyMap: Rule = {
  id: 'EVERY_MAP',
  severity: 'warning',
  kinds: [CONFIG_MAP],
  docs,
  check({ world }, report) {
    for (const entity of world.all(CONFIG_MAP)) {
      const related = world.all(CONFIG_MAP).filter((other) => other !== entity);
      report(entity, ['data', 'k'], {
        message: `${entity.id.name} is a map`,
        fix: 'none',
        related: related.map((other) => ({ entity: other, path: ['data'], message: 'another' })),
      });
      // Once is enough.
      report(entity, ['data', 'k'], { message: `${entity.id.name} is a map`, fix: 'none' });
    }
  },
};

describe('analyse', () => {
  test('GIVEN findings THEN each has its place and those of the other ends, once', () => {
    expect(linesOf(findingsOf({ 'b.yaml': map('b'), 'a.yaml': `\n${map('a')}` }, [everyMap]))).toEqual([
      'a.yaml:5 warning EVERY_MAP: a is a map',
      '  fix: none',
      '  b.yaml:4: another',
      'b.yaml:4 warning EVERY_MAP: b is a map',
      '  fix: none',
      '  a.yaml:5: another',
    ]);
  });

  test('GIVEN a rule that fails THEN the others go on, and it is said', () => {
    const error = new Error('oops');
    const failing: Rule = {
      ...everyMap,
      id: 'FAILS',
      check(_mesh, report) {
        const [entity] = worldOf(map('x')).entities;
        if (entity !== undefined) report(entity, [], { message: 'half' });
        throw error;
      },
    };
    const analysis = analyse(Mesh.of(worldOf(map('a'))), [failing, everyMap]);
    expect(analysis.failures).toEqual([{ rule: 'FAILS', error }]);
    expect(analysis.findings.map(({ rule }) => rule)).toEqual(['EVERY_MAP']);
  });

  test('GIVEN no object of the kinds of a rule THEN it is passed over', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n';
    expect(findingsOf(service, [everyMap])).toEqual([]);
  });
});
