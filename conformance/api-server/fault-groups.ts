import { type Difference, serverFields } from './comparison';
import type { Input } from './inputs/input';
import { placeOf } from './inputs/inputs';
import type { OwnCause, OwnVerdict } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

/** One object about which the verdicts differ. */
export interface Case {
  readonly input: Input;
  readonly difference: Difference;
  readonly server: ServerVerdict;
  readonly own: OwnVerdict;
}

/** What a difference is about. */
export interface About {
  /** What is said by the one who says more, without its values. */
  readonly words: string;
  /** The field, without indices; where nobody names it, the place of the fault. */
  readonly field: string;
}

/** Objects about which the verdicts differ for what seems to be one reason. */
export interface FaultGroup {
  readonly difference: Difference;
  readonly words: string;
  count: number;
  /** How often for each `apiVersion kind: field`. */
  readonly places: Map<string, number>;
  /** The smallest of them. */
  example: Case;
}

/** Groups differences by what is said: the same words are one kind of fault, wherever they are said. */
export class FaultGroups {
  private readonly groups = new Map<string, FaultGroup>();

  add(found: Case): void {
    const { difference, input } = found;
    const { words, field } = aboutOf(found);
    const key = `${difference} | ${words}`;
    const place = `${input.base.apiVersion} ${input.base.kind}: ${field}`;
    const group = this.groups.get(key) ?? { difference, words, count: 0, places: new Map(), example: found };
    this.groups.set(key, group);
    group.count++;
    group.places.set(place, (group.places.get(place) ?? 0) + 1);
    if (sizeOf(found) < sizeOf(group.example)) group.example = found;
  }

  /** The largest first. */
  get all(): FaultGroup[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count || (a.words < b.words ? -1 : 1));
  }
}

/** What a difference is about: the first thing that one says and the other does not. */
export function aboutOf({ difference, input, server, own }: Case): About {
  switch (difference) {
    case 'accepts': {
      const [cause] = server.causes;
      return { words: general(cause?.message ?? server.message), field: fieldOf(cause?.field, input) };
    }
    case 'silent':
      return { words: general(server.warnings[0] ?? ''), field: placeOf(input) };
    case 'refuses':
      return ownWords(own.causes[0], input);
    case 'warns':
      return ownWords(own.warnings[0], input);
    case 'elsewhere':
    case 'partly': {
      const ours = new Set(own.causes.map(({ field }) => field));
      const missed = server.causes.find(({ field }) => !ours.has(field)) ?? server.causes[0];
      return { words: general(missed?.message ?? ''), field: fieldOf(missed?.field, input) };
    }
    case 'more': {
      const theirs = new Set(serverFields(server));
      return ownWords(own.causes.find(({ field }) => !theirs.has(field)) ?? own.causes[0], input);
    }
  }
}

function ownWords(cause: OwnCause | undefined, input: Input): About {
  if (cause === undefined) return { words: '', field: placeOf(input) };
  const { field, rule, message } = cause;
  const text = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return { words: `${rule} ${general(text)}`, field: fieldOf(field, input) };
}

function fieldOf(field: string | undefined, input: Input): string {
  if (field === undefined || field === '' || field === '<nil>') return placeOf(input);
  return field.replace(/\[\d+\]/g, '[*]');
}

/** A message without the values in it, and without the names of fields. */
function general(message: string): string {
  return message
    .replace(/^.* in version ".*" cannot be handled as a \S+: /, '')
    .replace(/Go struct field \S+ of type/, 'Go struct field … of type')
    .replace(/ in (?:spec|metadata|status)\S*/, ' in …')
    .replace(/(Invalid value|Unsupported value|Duplicate value): [{[].*[}\]](?=:|$)/, '$1: …')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/(Invalid value|Unsupported value|Duplicate value): [^":][^:]*/, '$1: …')
    .replace(/supported values: .*/, 'supported values: …')
    .replace(/ERROR: <input>[\s\S]*/, 'ERROR: …')
    .replace(/\d+(?:\.\d+)?/g, 'N')
    .replace(/\s+/g, ' ')
    .slice(0, 160);
}

function sizeOf({ input }: Case): number {
  return JSON.stringify(input.object).length;
}
