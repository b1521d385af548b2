import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

const BIN = join(__dirname, '../../bin');
const LIB = join(__dirname, '..');
const SOURCES = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test(ing)?\.ts$/.test(name))
  .map((name) => readFileSync(join(LIB, name), 'utf8'));

/** What the sources use of a module of Node.js, types aside. */
function namesUsed(module: string): readonly string[] {
  const imports = new RegExp(`import \\{([^}]*)\\} from 'node:${module}'`, 'g');
  const names = SOURCES.flatMap((text) => [
    ...[...text.matchAll(imports)].map(([, list = '']) => list),
    ...(text.includes(`require('node:${module}')`)
      ? [...text.matchAll(/const \{([^}]*)\} = crypto\(\)/g)].map(([, list = '']) => list)
      : []),
  ]);
  const all = names.flatMap((list) => list.split(',').map((name) => name.trim()));
  return [...new Set(all)].filter((name) => name !== '' && !name.startsWith('type ')).sort();
}

const late = (module: string) => require(join(BIN, `late-${module.replace('_', '-')}.js`)) as Record<string, unknown>;

describe('what stands in for modules of Node.js', () => {
  test.each(['child_process', 'crypto'])('GIVEN %s THEN all that the sources use is there', (module) => {
    const real = require(`node:${module}`) as Record<string, unknown>;
    const standIn = late(module);
    const used = namesUsed(module);
    expect(used.length).toBeGreaterThan(0);
    const isSame = (name: string) => real[name] !== undefined && standIn[name] === real[name];
    expect(used.filter((name) => !isSame(name))).toEqual([]);
    expect(Object.keys(standIn).filter((name) => !isSame(name))).toEqual([]);
  });

  test('GIVEN net THEN all that the sources use says the same, of addresses as of all else', () => {
    const names = namesUsed('net');
    expect(names).toEqual(['isIP', 'isIPv4', 'isIPv6']);
    const of = (functions: Record<string, unknown>, text: string) =>
      names.map((name) => (functions[name] as (text: string) => unknown)(text));
    const piece = fc.constantFrom('1', '255', '.', ':', '::', 'a', 'f', '%', 'eth0', '-', ' ', '\n', 'x', '*');
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
      fc.string(),
      fc.array(piece).map((all) => all.join('')),
    );
    const standIn = late('net');
    fc.assert(fc.property(text, (each) => expect(of(standIn, each)).toEqual(of({ ...net }, each))));
  });
});
