import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const MODULE = JSON.stringify(join(__dirname, '../../bin/optimising.js'));

function run(script: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('WHEN V8 is to wait with optimising THEN it knows the flags', () => {
  const silent = { status: 0, stdout: '', stderr: '' };
  expect(run(`require(${MODULE}).waitWithOptimising(8)`)).toEqual(silent);
});

test('GIVEN a Node.js whose flags are not known THEN none is set', () => {
  const script = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '99.0.0' } });
    require('node:v8').setFlagsFromString = () => console.log('set');
    require(${MODULE}).waitWithOptimising(8);`;
  expect(run(script)).toEqual({ status: 0, stdout: '', stderr: '' });
});
