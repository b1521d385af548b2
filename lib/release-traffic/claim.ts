import { ANYTHING, beginningWith, exactly, type Pattern } from '../conditions/pattern';
import type { HeaderLine } from '../simulation/call';

/** Something that must never happen to any request of a kind, as a team writes it. */
export interface Claim {
  /** As it is written. */
  readonly text: string;
  /** Undefined for any method. */
  readonly method: string | undefined;
  /** Scheme, host and port: `http://shop.example.com`; undefined for every name that leads to the Canary. */
  readonly origin: string | undefined;
  /** The paths that it is about, without queries. */
  readonly path: Pattern;
  /** Paths among them, to try. */
  readonly examples: readonly string[];
  /** Headers that the requests have. */
  readonly with: readonly HeaderLine[];
  /** Headers that they do not have. */
  readonly without: readonly string[];
  readonly event: ClaimEvent;
}

/** What must not happen. */
export type ClaimEvent =
  | { readonly kind: 'reaches'; readonly who: 'canary' | 'primary' }
  /** A proxy answers with this status. */
  | { readonly kind: 'gets'; readonly status: number };

/** A text that is no claim. */
export class ClaimError extends Error {}

const GRAMMAR =
  /^(?:([A-Z]+)\s+)?(\S+)((?:\s+with(?:out)?\s+(?:(?!\s+with(?:out)?\s|\s+reaches\s|\s+gets\s).)+)*)\s+(reaches|gets)\s+(.+)$/;
const HOW =
  "write it like '/admin reaches the canary', 'POST /cart gets 503' or '/ad without x-beta reaches the canary'";

/**
 * Reads `[METHOD] PATH [with NAME: VALUE] [without NAME] reaches the canary`. PATH is a path with all that is below it,
 * `/admin*` what begins so, a URL for a name of its own, or `anything`; what may not happen is also `reaches the primary`
 * or `gets STATUS`.
 *
 * @throws ClaimError
 */
export function readClaim(text: string): Claim {
  const match = GRAMMAR.exec(text.trim().replace(/\s+/g, ' '));
  if (match === null) throw new ClaimError(`${JSON.stringify(text)} is nothing that can be checked: ${HOW}`);
  const [, method, subject = '', conditions = '', verb = '', object = ''] = match;
  const { origin, path, examples } = subjectOf(subject, text);
  return {
    ...{ text, method, origin, path, examples },
    ...conditionsOf(conditions, text),
    event: eventOf(verb, object, text),
  };
}

function subjectOf(subject: string, text: string): Pick<Claim, 'origin' | 'path' | 'examples'> {
  if (subject === 'anything') return { origin: undefined, path: ANYTHING, examples: ['/'] };
  const [, origin, rest = ''] = /^([a-z]+:\/\/[^/?#]+)?(.*)$/.exec(subject) ?? [];
  if (rest.includes('?') || rest.includes('#')) {
    throw new ClaimError(
      `${JSON.stringify(text)}: leave out what comes after ${rest.includes('?') ? '?' : '#'}: a path is meant`,
    );
  }
  if (origin === undefined && !rest.startsWith('/')) {
    throw new ClaimError(`${JSON.stringify(text)}: ${subject} is no path: ${HOW}`);
  }
  if (rest === '' || rest === '/') return { origin, path: ANYTHING, examples: ['/'] };
  if (rest.endsWith('*')) {
    const prefix = rest.slice(0, -1);
    return { origin, path: prefix === '/' ? ANYTHING : beginningWith(prefix), examples: [prefix, `${prefix}x`] };
  }
  const base = rest.replace(/\/$/, '');
  return {
    origin,
    path: { form: 'alternatives', of: [exactly(base), beginningWith(`${base}/`)] },
    examples: [base, `${base}/`, `${base}/x`],
  };
}

function conditionsOf(conditions: string, text: string): Pick<Claim, 'with' | 'without'> {
  const lines: HeaderLine[] = [];
  const without: string[] = [];
  for (const part of conditions.split(/ (?=with(?:out)? )/).filter((each) => each.trim() !== '')) {
    const [, word, what = ''] = /^ ?(with|without) (.+)$/.exec(part) ?? [];
    const colon = what.indexOf(':');
    if (word === 'without' && colon === -1 && /^\S+$/.test(what.trim())) without.push(what.trim().toLowerCase());
    else if (word === 'with' && colon > 0) {
      lines.push([what.slice(0, colon).trim().toLowerCase(), what.slice(colon + 1).trim()]);
    } else throw new ClaimError(`${JSON.stringify(text)}: write 'with NAME: VALUE' or 'without NAME'`);
  }
  return { with: lines, without };
}

function eventOf(verb: string, object: string, text: string): ClaimEvent {
  const who = /^(?:the )?(canary|primary)$/.exec(object)?.[1];
  if (verb === 'reaches' && (who === 'canary' || who === 'primary')) return { kind: 'reaches', who };
  if (verb === 'gets' && /^[1-5]\d\d$/.test(object)) return { kind: 'gets', status: Number(object) };
  const wanted = verb === 'reaches' ? 'the canary or the primary' : 'a status, such as 503';
  throw new ClaimError(`${JSON.stringify(text)}: ${verb} what? ${object} is not ${wanted}`);
}
