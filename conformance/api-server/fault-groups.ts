import type { Difference } from './comparison';
import { serverFields } from './comparison';
import type { Input } from './inputs/inputs';
import type { OwnCause, OwnVerdict } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

/** One object about which the verdicts differ. */
export interface Case {
  readonly input: Input;
  readonly difference: Difference;
  readonly server: ServerVerdict;
  readonly own: OwnVerdict;
}

/** Objects about which the verdicts differ for what seems to be one reason. */
export interface FaultGroup {
  readonly key: string;
  readonly difference: Difference;
  /** What is said by the one who says more, without its values. */
  readonly words: string;
  count: number;
  readonly kinds: Map<string, number>;
  /** The smallest of them. */
  example: Case;
}

/** Groups differences by what is said: the same words about fields of the same name are one kind of fault. */
export class FaultGroups {
  private readonly groups = new Map<string, FaultGroup>();

  add(found: Case): void {
    const words = wordsOf(found);
    const key = `${found.difference} | ${words}`;
    const kind = `${found.input.base.apiVersion} ${found.input.base.kind}`;
    const group = this.groups.get(key);
    if (group === undefined) {
      const { difference } = found;
      this.groups.set(key, { key, difference, words, count: 1, kinds: new Map([[kind, 1]]), example: found });
      return;
    }
    group.count++;
    group.kinds.set(kind, (group.kinds.get(kind) ?? 0) + 1);
    if (sizeOf(found) < sizeOf(group.example)) group.example = found;
  }

  /** The largest first. */
  get all(): FaultGroup[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  }
}

/** What a difference is about, without values. */
export function wordsOf({ difference, server, own }: Pick<Case, 'difference' | 'server' | 'own'>): string {
  switch (difference) {
    case 'accepts': {
      const [cause] = server.causes;
      return cause === undefined ? general(server.message) : `${leaf(cause.field)}: ${general(cause.message)}`;
    }
    case 'silent':
      return general(server.warnings[0] ?? '');
    case 'refuses':
      return ownWords(own.causes[0]);
    case 'warns':
      return ownWords(own.warnings[0]);
    case 'elsewhere':
    case 'partly': {
      const ours = new Set(own.causes.map(({ field }) => field));
      const missed = server.causes.find(({ field }) => !ours.has(field)) ?? server.causes[0];
      return `${leaf(missed?.field ?? '')}: ${general(missed?.message ?? '')}`;
    }
    case 'more': {
      const theirs = new Set(serverFields(server));
      return ownWords(own.causes.find(({ field }) => !theirs.has(field)) ?? own.causes[0]);
    }
  }
}

function ownWords(cause: OwnCause | undefined): string {
  if (cause === undefined) return '';
  const text = cause.message.startsWith(`${cause.field}: `) ? cause.message.slice(cause.field.length + 2) : cause.message;
  return `${leaf(cause.field)}: ${cause.rule} ${general(text)}`;
}

/** The last two names of a path. */
function leaf(field: string): string {
  return field.replace(/\[[^\]]*\]/g, '').split('.').slice(-2).join('.');
}

/** A message without the values in it. */
function general(message: string): string {
  return message
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/(Invalid value|Unsupported value|Duplicate value): [^":][^:]*/, '$1: …')
    .replace(/\d+(?:\.\d+)?/g, 'N')
    .replace(/\s+/g, ' ')
    .slice(0, 160);
}

function sizeOf({ input }: Case): number {
  return JSON.stringify(input.object).length;
}
