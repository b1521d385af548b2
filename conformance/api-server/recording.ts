import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { BaseObject } from './inputs/base-objects';
import type { Input } from './inputs/input';
import { generalPath, placeOf } from './inputs/inputs';
import { type Edit, edited } from './inputs/patch';
import type { Cause, ServerVerdict } from './server-verdict';

/** Where verdicts of a real server are kept, so that they can be replayed without one. */
export const RECORDING = path.join(__dirname, 'recorded', 'verdicts.json.br');

/** A verdict of a server about an object, as much of it as is compared. */
export interface RecordedVerdict {
  /** What was done to which object. */
  readonly name: string;
  readonly object: () => unknown;
  readonly server: ServerVerdict;
}

/** As it is written: an object by the number of its base and the edits of it; fields by their number. */
interface Recording {
  readonly server: string;
  readonly bases: readonly { readonly id: string; readonly object: unknown }[];
  readonly faults: readonly string[];
  readonly fields: readonly string[];
  readonly verdicts: readonly Row[];
}

type Row = readonly [
  base: number,
  fault: number,
  edits: readonly Edit[],
  verdict: 'accepted' | 'warned' | 'refused',
  status: number,
  decoded: 0 | 1,
  ...fields: number[],
];

/** Chooses what is recorded: of each kind, one object for each answer at each place. */
export class Recorder {
  private readonly seen = new Set<string>();
  private readonly bases = new Map<BaseObject, number>();
  private readonly faults = new Map<string, number>();
  private readonly fields = new Map<string, number>();
  private readonly rows: Row[] = [];

  add(input: Input, server: ServerVerdict): void {
    const { base, fault, edits } = input;
    const { verdict, status, causes } = server;
    const answer = causes.map(({ field, message }) => `${field.replace(/\d+/g, 'N')} ${withoutValues(message)}`);
    const place = verdict === 'refused' ? '' : placeOf(input);
    const key = `${base.apiVersion} ${base.kind} ${place} ${verdict} ${answer.join()} ${server.warnings.map(withoutValues).join()}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const decoded = causes.some(({ reason }) => reason === 'Decoding') ? 1 : 0;
    const fields = causes.map(({ field }) => numberOf(this.fields, field));
    this.rows.push([
      numberOf(this.bases, base),
      numberOf(this.faults, fault),
      edits,
      verdict,
      status,
      decoded,
      ...fields,
    ]);
  }

  get count(): number {
    return this.rows.length;
  }

  write(server: string, file = RECORDING): void {
    const recording: Recording = {
      server,
      bases: [...this.bases.keys()].map(({ id, object }) => ({ id, object })),
      faults: [...this.faults.keys()],
      fields: [...this.fields.keys()],
      verdicts: this.rows,
    };
    const text = Buffer.from(JSON.stringify(recording));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
    fs.writeFileSync(file, brotliCompressSync(text, { params }));
  }
}

/**
 * Recorded verdicts, each with the object it is about.
 *
 * @param every only each so-manieth of them
 */
export function* recordedVerdicts(every = 1, file = RECORDING): Generator<RecordedVerdict> {
  const { bases, faults, fields, verdicts } = JSON.parse(
    brotliDecompressSync(fs.readFileSync(file)).toString('utf8'),
  ) as Recording;
  for (const [row, [index, fault, edits, verdict, status, decoded, ...numbers]] of verdicts.entries()) {
    if (row % every !== 0) continue;
    const base = bases[index];
    const reason = decoded === 1 ? 'Decoding' : '';
    const causes = numbers.map((number): Cause => ({ field: fields[number] ?? '', reason, message: '' }));
    const places = edits.map(({ path: at }) => generalPath(at)).join(' + ');
    yield {
      name: `${base?.id}: ${faults[fault]}${places === '' ? '' : ` at ${places}`}`,
      object: () => edited(base?.object, edits),
      server: { verdict, status, causes, message: '', warnings: [] },
    };
  }
}

function numberOf<T>(numbers: Map<T, number>, value: T): number {
  const known = numbers.get(value) ?? numbers.size;
  numbers.set(value, known);
  return known;
}

function withoutValues(message: string): string {
  return message
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\d+/g, 'N')
    .slice(0, 200);
}
