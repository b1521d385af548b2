import { RE2JS } from 're2js';

/** A condition on a text, as the API server reads it; without any way of comparing, that it is there. */
interface Text {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

/** A match of a VirtualService, of HTTP, TCP or TLS, as the API server reads it. */
type Match = Readonly<Record<string, unknown>>;

const TEXTS: ReadonlySet<string> = new Set(['uri', 'scheme', 'method', 'authority']);
const MAPS_OF_TEXTS: ReadonlySet<string> = new Set(['headers', 'queryParams']);

/**
 * Whether one match takes whatever another would take, so that a rule with the other is not reached behind it. Exact where
 * it says yes; of expressions it knows only simple ones, and of the union of several matches nothing.
 */
export function takesAllOf(one: Match, other: Match): boolean {
  if (other.ignoreUriCase === true && one.ignoreUriCase !== true && one.uri !== undefined) return false;
  return Object.entries(one).every(([field, wanted]) => {
    if (wanted === undefined || field === 'ignoreUriCase') return true;
    const given = other[field];
    if (given === undefined) return false;
    if (field === 'uri' && one.ignoreUriCase === true) return impliesUri(given, wanted);
    if (TEXTS.has(field)) return impliesText(given, wanted, false);
    if (MAPS_OF_TEXTS.has(field)) return everyEntry(wanted, given, (a, b) => impliesText(b, a, false));
    if (field === 'sourceLabels') return everyEntry(wanted, given, (a, b) => a === b);
    if (field === 'gateways') return listOf(given).every((gateway) => listOf(wanted).includes(gateway));
    if (field === 'sniHosts') {
      return listOf(given).every((host) => listOf(wanted).some((pattern) => isWithin(String(host), String(pattern))));
    }
    return JSON.stringify(given) === JSON.stringify(wanted);
  });
}

function everyEntry(wanted: unknown, given: unknown, holds: (wanted: unknown, given: unknown) => boolean): boolean {
  const texts = given as Readonly<Record<string, unknown>>;
  return Object.entries(wanted as object).every(([name, value]) => name in texts && holds(value, texts[name]));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether every path of one kind is of another that ignores case, which an expression never does. */
function impliesUri(given: unknown, wanted: unknown): boolean {
  const { regex } = wanted as Text;
  return regex === undefined || regex === '.*' ? impliesText(given, wanted, true) : (given as Text).regex === regex;
}

/** Whether every text of one kind is of another. */
function impliesText(given: unknown, wanted: unknown, ignoreCase: boolean): boolean {
  const fold = (text: string | undefined) => (ignoreCase ? text?.toLowerCase() : text);
  const [a, b] = [given as Text, wanted as Text];
  if (b.exact === undefined && b.prefix === undefined && b.regex === undefined) return true;
  const prefix = fold(b.prefix ?? prefixOf(b.regex));
  if (prefix !== undefined) {
    const beginning = fold(a.exact ?? a.prefix ?? beginningOf(a.regex));
    if (prefix === '' || beginning?.startsWith(prefix)) return true;
  }
  if (b.exact !== undefined) return a.exact !== undefined && fold(a.exact) === fold(b.exact);
  if (b.regex === undefined) return false;
  return a.regex === b.regex || (a.exact !== undefined && RE2JS.matches(b.regex, a.exact));
}

/** The text that every text of an expression such as `/a.*` begins with, where nothing else is asked of it. */
function prefixOf(regex: string | undefined): string | undefined {
  return regex === undefined ? undefined : /^([\w/-]*)\.\*$/.exec(regex)?.[1];
}

/** A text that whatever an expression matches begins with, maybe not the longest. */
function beginningOf(regex: string | undefined): string | undefined {
  if (regex === undefined || regex.includes('|') || regex.startsWith('(?')) return undefined;
  const [, literal = '', next = ''] = /^([\w/-]*)(.?)/s.exec(regex) ?? [];
  return '*?{'.includes(next || ' ') ? literal.slice(0, -1) : literal;
}

/** Whether a name of TLS, maybe a wildcard, is within a wildcard. */
function isWithin(name: string, pattern: string): boolean {
  return pattern === '*' || name === pattern || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)));
}
