import { splitQuery } from '../simulation/paths';

/** A cookie that a client keeps. */
interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
  /** Seconds since the change; undefined for one that outlives the release. */
  readonly expires: number | undefined;
}

/** What a client keeps of cookies, by their names. It never changes: setting one gives another jar. */
export type CookieJar = ReadonlyMap<string, Cookie>;

export const NO_COOKIES: CookieJar = new Map();

/** Where a client asks. */
export interface CookieTarget {
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly scheme: string;
}

/**
 * The jar after an answer with `Set-Cookie`, as browsers keep it: a cookie for another domain is refused, and one whose
 * time is up is forgotten.
 *
 * @param now seconds since the change
 * @param end when nobody asks any more: a cookie that lives as long is one that stays
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-5
 */
export function withSetCookie(
  jar: CookieJar,
  line: string,
  target: CookieTarget,
  { now, end }: { readonly now: number; readonly end: number },
): CookieJar {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  if (equals < 1) return jar;
  const attributes = new Map(rest.map((part) => attributeOf(part)));
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  if (domain !== undefined && domain !== '' && !isWithinDomain(target.host, domain)) return jar;
  const name = pair.slice(0, equals);
  const changed = new Map(jar);
  const age = Number(attributes.get('max-age'));
  const expires = attributes.has('max-age') && !Number.isNaN(age) ? now + age : undefined;
  if (expires !== undefined && expires <= now) changed.delete(name);
  else {
    changed.set(name, {
      value: pair.slice(equals + 1),
      path: attributes.get('path')?.startsWith('/') === true ? (attributes.get('path') ?? '/') : '/',
      secure: attributes.has('secure'),
      expires: expires !== undefined && expires < end ? expires : undefined,
    });
  }
  return changed;
}

/** The jar without what is out of date. */
export function withoutExpired(jar: CookieJar, now: number): CookieJar {
  const isOver = ({ expires }: Cookie) => expires !== undefined && expires <= now;
  if (![...jar.values()].some(isOver)) return jar;
  return new Map([...jar].filter(([, cookie]) => !isOver(cookie)));
}

/** The `Cookie` header that a client sends; empty for none. A secure cookie is not sent in plain text. */
export function cookieHeader(jar: CookieJar, { path, scheme }: CookieTarget): string {
  return [...jar]
    .filter(([, cookie]) => isBelow(splitQuery(path).path, cookie.path) && (!cookie.secure || scheme === 'https'))
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ');
}

/** A text that two jars share when they are equal. */
export function jarKey(jar: CookieJar): string {
  return JSON.stringify([...jar].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function attributeOf(part: string): readonly [string, string] {
  const equals = part.indexOf('=');
  return equals === -1
    ? [part.toLowerCase(), '']
    : [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()];
}

function isWithinDomain(host: string, domain: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === domain || name.endsWith(`.${domain}`);
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
