import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { MARKER } from '../lib/report/diff-markdown';

const workflow = readFileSync(join(__dirname, '../.github/workflows/diff.yml'), 'utf8');

test('GIVEN the guide THEN it shows the workflow of this repository', () => {
  const guide = readFileSync(join(__dirname, 'guides/pull-requests.md'), 'utf8');
  expect(/```yaml\n([\s\S]*?)```/.exec(guide)?.[1]).toBe(workflow);
});

test('GIVEN the workflow THEN what runs code of a pull request may not write, and the comment is found by its mark', () => {
  const { permissions, jobs } = load(workflow) as {
    readonly permissions: unknown;
    readonly jobs: Readonly<
      Record<string, { readonly permissions?: unknown; readonly steps: readonly { run?: string }[] }>
    >;
  };
  expect([permissions, jobs.diff?.permissions]).toEqual([{ contents: 'read' }, undefined]);
  const runs = jobs.comment?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? '';
  expect(runs).not.toMatch(/npm|npx|node/);
  expect(runs).toContain(`startswith("${MARKER}")`);
});
