import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const CODE_CACHE = join(__dirname, '../../bin/code-cache.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-code-cache-'));
  write('a.js', 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A script that exports what says its text, and the folder that it sees itself in. */
function write(name: string, text: string): void {
  writeScript(name, `exports.say = () => [${JSON.stringify(text)}, __dirname].join(' ');`);
}

function writeScript(name: string, text: string): void {
  writeFileSync(join(folder, name), `(function (exports, require, module, __filename, __dirname) {${text}})`);
}

/** Runs a script in a process of its own. */
function run(name: string, use = 'check'): string {
  const call = `require(${JSON.stringify(CODE_CACHE)}).runCached(process.argv[1], { name: process.argv[2], dirname: '/there' }).say()`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-p', call, join(folder, name), use], { encoding: 'utf8' });
  return stdout.trim() + stderr;
}

const kept = () => readdirSync(join(folder, 'code-cache')).map((name) => name.replace(/-v\d.*$/, ''));

describe('compiled code', () => {
  test('GIVEN a first run THEN the code is kept for the next one, for each use', () => {
    expect([run('a.js'), run('a.js'), run('a.js', 'test')]).toEqual(Array(3).fill('one /there'));
    expect(kept()).toEqual(['check-a.js', 'test-a.js']);
  });

  test('GIVEN a script that loads another late THEN it gets that, and sees itself as the file that was said', () => {
    writeScript('late.js', `exports.say = () => [__filename, require('./other'), require('node:path').sep].join(' ');`);
    const code = `require(${JSON.stringify(CODE_CACHE)}).runCached(process.argv[1], {
      name: 'late', filename: '/there/other.js', late: { './other': () => 'other' } }).say()`;
    const { stdout } = spawnSync(process.execPath, ['-p', code, join(folder, 'late.js')], { encoding: 'utf8' });
    expect(stdout.trim()).toEqual('/there/other.js other /');
  });

  test('GIVEN another script THEN its code takes the place of the old one', () => {
    run('a.js');
    write('b.js', 'two');
    expect(run('b.js')).toEqual('two /there');
    expect(kept()).toEqual(['check-b.js']);
  });

  test('GIVEN code that cannot be used THEN the script runs, and the code is made anew', () => {
    run('a.js');
    const file = join(folder, 'code-cache', readdirSync(join(folder, 'code-cache'))[0] ?? '');
    writeFileSync(file, 'nonsense');
    expect(run('a.js')).toEqual('one /there');
    expect(readFileSync(file).length).toBeGreaterThan('nonsense'.length);
  });

  test('GIVEN a long run that calls more THEN that is kept, too, until it is known to be enough', () => {
    const size = () =>
      readFileSync(join(folder, 'code-cache', readdirSync(join(folder, 'code-cache'))[0] ?? '')).length;
    const busy = 'const end = performance.now() + 300; while (performance.now() < end);';
    const text = `exports.say = () => { if (process.argv[2] === 'check') return 'short'; ${busy}
      return [(() => 1 + 2)(), [3].map((each) => each * each)].join(); };`;
    writeScript('a.js', text);
    const call = (argument: string) => {
      const code = `require(${JSON.stringify(CODE_CACHE)}).runCached(process.argv[1], { name: 'check' }).say()`;
      return spawnSync(process.execPath, ['-p', code, join(folder, 'a.js'), argument], {
        encoding: 'utf8',
      }).stdout.trim();
    };
    expect(call('check')).toBe('short');
    const small = size();
    expect(call('long')).toBe('3,9');
    const large = size();
    expect(large).toBeGreaterThan(small);
    for (let run = 0; run < 3; run++) expect([call('check'), size()]).toEqual(['short', large]);
  });

  test('GIVEN a folder in which nothing can be written THEN the script runs', () => {
    writeFileSync(join(folder, 'code-cache'), 'a file');
    expect(run('a.js')).toEqual('one /there');
    rmSync(join(folder, 'code-cache'));
    mkdirSync(join(folder, 'code-cache'));
  });
});
