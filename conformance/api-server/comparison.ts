import { isAdvice, isLater } from './left-aside';
import type { OwnVerdict } from './own-verdict';
import type { Cause, ServerVerdict } from './server-verdict';

/** How two verdicts about one object differ. */
export type Difference =
  /** The server refuses what Meshwright does not. */
  | 'accepts'
  /** Meshwright refuses what the server does not. */
  | 'refuses'
  /** The server warns and Meshwright says nothing. */
  | 'silent'
  /** Meshwright warns and the server says nothing. */
  | 'warns'
  /** Both refuse; Meshwright names none of the server's fields. */
  | 'elsewhere'
  /** Both refuse; Meshwright names some of the server's fields and not all. */
  | 'partly'
  /** Both refuse; Meshwright names all of the server's fields and more. */
  | 'more';

/** What each difference means, in the order of their weight; those of the verdict come first. */
export const DIFFERENCES: Readonly<Record<Difference, string>> = {
  accepts: 'the server refuses, Meshwright does not',
  refuses: 'Meshwright refuses, the server does not',
  silent: 'the server warns, Meshwright says nothing',
  warns: 'Meshwright warns, the server says nothing',
  elsewhere: 'both refuse, for no common field',
  partly: 'both refuse, Meshwright misses a field that the server names',
  more: 'both refuse, Meshwright names a field that the server does not',
};

/** Differences of the verdict itself. */
export const WRONG: ReadonlySet<Difference> = new Set(['accepts', 'refuses', 'silent', 'warns']);

export function compare(server: ServerVerdict, own: OwnVerdict): Difference | undefined {
  if (server.verdict !== own.verdict) {
    if (server.verdict === 'refused') return 'accepts';
    if (own.verdict === 'refused') return 'refuses';
    if (server.verdict === 'warned') return 'silent';
    return own.warnings.every(isAdvice) ? undefined : 'warns';
  }
  return server.verdict === 'refused' ? compareFields(server, own) : undefined;
}

/** Fields that a verdict names, each once, written in one way. */
export function serverFields({ causes }: ServerVerdict): string[] {
  return [...new Set(causes.filter(({ field }) => field !== '<nil>' && field !== '').map(fieldOf))];
}

function compareFields(server: ServerVerdict, own: OwnVerdict): Difference | undefined {
  const theirs = serverFields(server);
  // The server names no field: nothing to compare.
  if (theirs.length === 0) return undefined;
  const ours = new Set(own.causes.map(({ field }) => normal(field)));
  const decoded = server.causes.some(({ reason }) => reason === 'Decoding');
  const isSaid = (field: string) => (decoded ? [...ours].some((each) => leadsThrough(each, field)) : ours.has(field));
  const missed = theirs.filter((field) => !isSaid(field));
  if (missed.length === theirs.length) return 'elsewhere';
  if (missed.length > 0) return 'partly';
  // What cannot be decoded is not validated: Meshwright says what would come next, too.
  const stopped = server.status === 400 || server.causes.some(({ field }) => field === '<nil>');
  const others = [...ours].filter((field) => !theirs.includes(field));
  return stopped || others.length === 0 || isLater(others, theirs) ? undefined : 'more';
}

/** Whether a path leads through the names that a decoder gives: it leaves out indices and the keys of maps. */
function leadsThrough(path: string, names: string): boolean {
  const parts = path.replace(/\[\d+\]/g, '').split('.');
  let at = 0;
  return names.split('.').every((name) => {
    const found = parts.indexOf(name, at);
    at = found + 1;
    return found !== -1;
  });
}

function fieldOf({ field }: Cause): string {
  return normal(field);
}

/** `labels[a/b]` and `labels.a/b` are one field. */
function normal(path: string): string {
  return path.replace(/\[([^\]]*[^\]\d][^\]]*)\]/g, '.$1');
}
