import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

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

describe('what stands in for modules of Node.js', () => {
  test.each(['child_process', 'crypto', 'net'])('GIVEN %s THEN all that the sources use is there', (module) => {
    const real = require(`node:${module}`) as Record<string, unknown>;
    const late = require(join(BIN, `late-${module.replace('_', '-')}.js`)) as Record<string, unknown>;
    const used = namesUsed(module);
    expect(used.length).toBeGreaterThan(0);
    const isSame = (name: string) => real[name] !== undefined && late[name] === real[name];
    expect(used.filter((name) => !isSame(name))).toEqual([]);
    expect(Object.keys(late).filter((name) => !isSame(name))).toEqual([]);
  });
});
