import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { printAll } from './check-output';
import { ProcessOutput } from './process-output';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = () => {
  throw new Error('is not needed');
};

const onUnix = process.platform === 'win32' ? test.skip : test;

onUnix('GIVEN a file THEN all is written without a stream', async () => {
  const file = join(folder, 'a.txt');
  const fd = openSync(file, 'w');
  const output = new ProcessOutput(fd, never, never);
  await printAll(output, ['a', 'ü'.repeat(100_000), 'z']);
  closeSync(fd);
  expect(readFileSync(file, 'utf8')).toEqual(`a${'ü'.repeat(100_000)}z`);
  expect([output.isTTY, output.closed, output.isWritten]).toEqual([false, false, true]);
});

onUnix('GIVEN a pipe that takes no more THEN the stream gets the rest, and is waited for', async () => {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const stream = new PassThrough();
  const output = new ProcessOutput(fd, () => stream as unknown as NodeJS.WriteStream, never);
  const text = Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`).join('');
  const printed = printAll(output, [text, 'end\n']);
  const piped = Buffer.alloc(1024 * 1024);
  const length = readSync(fd, piped);
  closeSync(fd);
  const rest: Buffer[] = [];
  stream.on('data', (data: Buffer) => rest.push(data));
  await printed;
  expect(length).toBeGreaterThan(0);
  expect(output.isWritten).toBe(false);
  expect(piped.toString('utf8', 0, length) + Buffer.concat(rest).toString()).toEqual(`${text}end\n`);
});

onUnix('GIVEN what cannot be written THEN it is told once', () => {
  const fd = openSync(join(folder, 'a.txt'), 'w');
  closeSync(fd);
  openSync(join(folder, 'a.txt'), 'r');
  const told: unknown[] = [];
  const output = new ProcessOutput(fd, never, (error) => told.push((error as NodeJS.ErrnoException).code));
  for (const text of ['a', 'b']) output.write(text);
  closeSync(fd);
  expect([told, output.closed]).toEqual([['EBADF'], true]);
});
