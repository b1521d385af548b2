import type { Types } from './checker';
import type { Core } from './core';
import type { Issues } from './issues';
import type { CelType } from './type';

/** What may be formatted by a clause, and what is said of everything else. */
interface Clause {
  readonly kinds: ReadonlySet<string>;
  readonly problem: string;
}

const INTEGERS = ['int', 'uint'];
const CLAUSES: ReadonlyMap<string, Clause> = new Map([
  ['b', clause([...INTEGERS, 'bool'], 'only integers and bools can be formatted as binary')],
  ['d', clause(INTEGERS, 'decimal clause can only be used on integers')],
  ['e', clause(['double', 'string'], 'scientific clause can only be used on doubles')],
  ['f', clause(['double', 'string'], 'fixed-point clause can only be used on doubles')],
  ['o', clause(INTEGERS, 'octal clause can only be used on integers')],
  [
    's',
    clause(
      [...INTEGERS, 'double', 'bool', 'string', 'timestamp', 'bytes', 'duration', 'type', 'null', 'list', 'map'],
      'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    ),
  ],
  ['x', hexadecimal()],
  ['X', hexadecimal()],
]);

function hexadecimal(): Clause {
  const problem = 'only integers, byte buffers, and strings can be formatted as hex';
  return clause([...INTEGERS, 'string', 'bytes'], problem);
}

function clause(kinds: readonly string[], problem: string): Clause {
  return { kinds: new Set(kinds), problem };
}

/** Checks a call such as `'%s is %d'.format([name, count])`, where both are written out. */
export function checkFormats(core: Core, { types }: Types, issues: Issues): void {
  if (core.kind !== 'call' || core.name !== 'format' || core.target?.kind !== 'literal') return;
  const { value: template } = core.target;
  const [list] = core.args;
  if (typeof template !== 'string' || list?.kind !== 'list') return;
  const args = list.elements.map(({ value }) => value);
  const typeOf = (part: Core) => types.get(part) as CelType;
  let asked = 0;
  for (let at = template.indexOf('%'); at !== -1; at = template.indexOf('%', at)) {
    if (template[at + 1] === '%') {
      at += 2;
      continue;
    }
    const argument = args[asked];
    asked += 1;
    const read = readClause(template, at + 1, asked - 1, argument !== undefined);
    if (typeof read === 'string') {
      issues.add(core.at, read);
      return;
    }
    const wrong = firstWrong(argument as Core, read.verb, read.clause, typeOf);
    if (wrong !== undefined) {
      issues.add(wrong.at, `error during formatting: ${read.clause.problem}, was given ${typeOf(wrong).name}`);
      return;
    }
    at = read.end;
  }
  if (args.length > asked) {
    issues.add(core.at, `too many arguments supplied to string.format (expected ${asked}, got ${args.length})`);
  }
}

type Read = { readonly clause: Clause; readonly verb: string; readonly end: number };

function readClause(template: string, start: number, index: number, isThere: boolean): Read | string {
  if (start >= template.length) return 'unexpected end of string';
  if (!isThere) return `index ${index} out of range`;
  const unread = 'could not parse formatting clause';
  const [precision = '', digits = ''] = /^\.([0-9]*)/.exec(template.slice(start)) ?? [];
  const at = start + precision.length;
  if (precision !== '') {
    if (at >= template.length) {
      return `${unread}: error while parsing precision: could not find end of precision specifier`;
    }
    if (digits === '' || BigInt(digits) >= 2n ** 63n) {
      return `${unread}: error while parsing precision: error while converting precision to integer`;
    }
  }
  const verb = template[at] as string;
  const found = CLAUSES.get(verb);
  return found === undefined
    ? `${unread}: unrecognized formatting clause "${verb}"`
    : { clause: found, verb, end: at + 1 };
}

/** The first part that cannot be formatted: what is in lists and maps is formatted as text, too. */
function firstWrong(core: Core, verb: string, { kinds }: Clause, typeOf: (part: Core) => CelType): Core | undefined {
  const { kind } = typeOf(core);
  if (kind !== 'dyn' && !kinds.has(kind)) return core;
  if (verb !== 's' || (core.kind !== 'list' && core.kind !== 'map')) return undefined;
  const parts =
    core.kind === 'list'
      ? core.elements.map(({ value }) => value)
      : core.entries.flatMap(({ key, value }) => [key, value]);
  for (const part of parts) {
    const wrong = firstWrong(part, verb, CLAUSES.get('s') as Clause, typeOf);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
