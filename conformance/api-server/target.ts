import * as path from 'node:path';
import { SERVER, VERSIONS } from '../versions';
import { accessOf } from './cluster';
import { compareAll, type Outcome, wrongOf } from './compare-all';
import { DIFFERENCES, type Difference } from './comparison';
import { writeFindings } from './findings-page';
import type { Input } from './inputs/input';
import { LazyServer } from './lazy-server';
import { minimal } from './minimal';
import { ownJudge } from './own-verdict';
import { Recorder } from './recording';
import type { ServerVerdict } from './server-verdict';

export interface ApiServerOptions {
  readonly server?: string;
  readonly kind?: string;
  readonly findings?: string;
  readonly record?: boolean;
  /** @default that of `versions.ts` */
  readonly kubernetes?: string;
}

/** Compares Meshwright's verdicts about objects with those of a real API server, and prints the outcome. */
export async function compareWithApiServer(options: ApiServerOptions): Promise<Outcome> {
  const { server: folder, kind, findings, record = false, kubernetes = VERSIONS.kubernetes } = options;
  if (record && kubernetes !== VERSIONS.kubernetes)
    throw new Error(`only verdicts of ${VERSIONS.kubernetes} are recorded`);
  const server = new LazyServer(kubernetes, folder === undefined ? undefined : accessOf(path.resolve(folder)));
  try {
    const progress = (verdicts: number) => {
      if (verdicts % 5_000 === 0) process.stderr.write(`${verdicts} verdicts\n`);
    };
    const recorder = new Recorder();
    const each = (input: Input, answer: ServerVerdict) => recorder.add(input, answer);
    const outcome = await compareAll(server, { kind, progress, ...(record ? { each } : {}) });
    if (record) {
      recorder.write(SERVER);
      process.stdout.write(`recorded: ${recorder.count} verdicts\n`);
    }
    process.stdout.write(`${summaryOf(outcome)}\n`);
    if (findings !== undefined) await find(server, outcome, findings);
    return outcome;
  } finally {
    await server.stop();
  }
}

/** How many least objects are looked for at once. */
const AT_ONCE = 16;

async function find(server: LazyServer, { groups }: Outcome, folder: string): Promise<void> {
  process.stderr.write(`looking for the least object of ${groups.length} kinds of fault\n`);
  const judges = { server: (object: unknown) => server.judge(object), own: ownJudge(server.kubernetes) };
  const found: ((typeof groups)[number] & { readonly least: (typeof groups)[number]['example'] })[] = [];
  const queue = [...groups.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, group] = next;
      found[index] = { ...group, least: await minimal(group.example, judges) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  writeFindings(folder, found);
  process.stdout.write(`written: ${folder}\n`);
}

function summaryOf({ kinds, aside, groups }: Outcome): string {
  const columns = Object.keys(DIFFERENCES) as Difference[];
  const rows = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(62) : String(cell).padStart(10))).join('');
  const total: Partial<Record<Difference, number>> = {};
  let verdicts = 0;
  let wrong = 0;
  for (const [, count] of rows) {
    verdicts += count.verdicts;
    wrong += wrongOf(count);
    for (const column of columns) total[column] = (total[column] ?? 0) + (count.differences[column] ?? 0);
  }
  return [
    line(['kind', 'verdicts', 'wrong', ...columns]),
    ...rows.map(([kind, count]) =>
      line([kind, count.verdicts, wrongOf(count), ...columns.map((column) => count.differences[column] ?? 0)]),
    ),
    line(['all', verdicts, wrong, ...columns.map((column) => total[column] ?? 0)]),
    '',
    ...columns.map((column) => `${column}: ${DIFFERENCES[column]}`),
    '',
    `${groups.length} kinds of fault`,
    ...[...aside].map(([reason, times]) => `${times} left aside: ${reason}`),
  ].join('\n');
}
