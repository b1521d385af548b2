import { isIPv4, isIPv6 } from 'node:net';
import { parseGoDuration } from '../kube/go-duration';
import { parseQuantity } from '../kube/quantities';
import { compilePattern } from '../kube/regular-expression';
import { isRequestUri } from './network-functions';
import { isDate } from './time';

/**
 * The formats that the API server checks; it ignores all others.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  ['bsonobjectid', (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ['uri', isRequestUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIPv4],
  ['ipv6', (text) => isIPv6(text) && !text.includes('%')],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', (text) => isUuid(text, '[0-9a-f]', '[0-9a-f]')],
  ['uuid3', (text) => isUuid(text, '3', '[0-9a-f]')],
  ['uuid4', (text) => isUuid(text, '4', '[89ab]')],
  ['uuid5', (text) => isUuid(text, '5', '[89ab]')],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ['rgbcolor', isRgbColor],
  ['byte', isBase64],
  ['password', () => true],
  ['date', isFullDate],
  ['duration', (text) => parseFormatDuration(text) !== undefined],
  ['datetime', isDateTime],
  ['quantity', (text) => typeof parseQuantity(text) !== 'string'],
  ['k8sshortname', (text) => text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text)],
  [
    'k8slongname',
    (text) =>
      text.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text),
  ],
]);

/** The name without dashes, as the API server looks it up; undefined where it ignores the format. */
export function knownFormat(name: string): string | undefined {
  const normalized = name.replaceAll('-', '');
  return FORMATS.has(normalized) ? normalized : undefined;
}

export function isFormat(name: string, text: string): boolean {
  return FORMATS.get(name)?.(text) ?? true;
}

const HOSTNAME =
  '^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z0-9\\p{S}\\p{L}])(-?[a-zA-Z0-9\\p{S}\\p{L}]){1,62})$';

function isHostname(text: string): boolean {
  if (Buffer.byteLength(text) > 255 || text.split('.').some((label) => Buffer.byteLength(label) > 63)) return false;
  const expression = compilePattern(HOSTNAME);
  return typeof expression !== 'string' && expression.test(text);
}

/** An approximation of Go's `mail.ParseAddress`: `a@b` or `Name <a@b>`. */
function isEmail(text: string): boolean {
  if (text.length > 1000) return false;
  const address = /^\s*(?:[^<>@]*<([^<>]*)>|([^<>\s]+))\s*$/.exec(text);
  const spec = address?.[1] ?? address?.[2] ?? '';
  const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\uffff-]+";
  return new RegExp(`^(?:"[^"\\\\]*"|${atom}(?:\\.${atom})*)@(?:${atom}(?:\\.${atom})*|\\[[^\\]]*\\])$`).test(spec);
}

function isCidr(text: string): boolean {
  const [, address = '', length = ''] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  if (/^0\d/.test(length)) return false;
  if (isIPv4(address)) return Number(length) <= 32;
  return isIPv6(address) && !address.includes('%') && Number(length) <= 128;
}

function isMac(text: string): boolean {
  return [6, 8, 20].some(
    (bytes) =>
      new RegExp(
        `^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){${bytes - 1}}$|^[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2}){${bytes - 1}}$`,
      ).test(text) || new RegExp(`^[0-9a-fA-F]{4}(?:\\.[0-9a-fA-F]{4}){${bytes / 2 - 1}}$`).test(text),
  );
}

function isUuid(text: string, version: string, variant: string): boolean {
  return new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i').test(
    text,
  );
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 10; index += 1) sum += (index + 1) * (digits[index] === 'X' ? 10 : Number(digits[index]));
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 13; index += 1) sum += Number(digits[index]) * (index % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

const CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D+/g, '');
  if (!CARD.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function isRgbColor(text: string): boolean {
  const channel = '(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])';
  return new RegExp(`^rgb\\(\\s*${channel}\\s*,\\s*${channel}\\s*,\\s*${channel}\\s*\\)$`).test(text);
}

/** Standard alphabet, padded, not empty. */
function isBase64(text: string): boolean {
  return text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function isFullDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match !== null && isDate(Number(match[1]), Number(match[2]), Number(match[3]));
}

const CLOCK = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/u;

/** As kube-openapi tells it, which takes small letters, and what is behind a second `t`. */
function isDateTime(text: string): boolean {
  const [date = '', clock] = text.toLowerCase().split('t');
  const [, hour = '', minute = '', second = ''] = (clock === undefined ? null : CLOCK.exec(clock)) ?? [];
  return hour !== '' && isFullDate(date) && hour <= '23' && minute <= '59' && second <= '59';
}

const WORD_UNITS: readonly (readonly [words: readonly string[], prefix: string, nanos: bigint])[] = [
  [['ns'], 'nano', 1n],
  [['us', 'µs'], 'micro', 1_000n],
  [['ms'], 'milli', 1_000_000n],
  [['s'], 'sec', 1_000_000_000n],
  [['m'], 'min', 60_000_000_000n],
  [['h', 'hr'], 'hour', 3_600_000_000_000n],
  [['d'], 'day', 86_400_000_000_000n],
  [['w', 'wk'], 'week', 604_800_000_000_000n],
];

/** Nanoseconds of Go's durations and Scala's: `1h30m`, `2 days`, `1 week`. */
export function parseFormatDuration(text: string): bigint | undefined {
  const nanos = parseGoDuration(text);
  if (nanos !== undefined) return nanos;
  if (text.length > 1000) return undefined;
  const expression = compilePattern('^\\s*(?:\\d+\\s*[A-Za-zµ]+\\s*)+$');
  if (typeof expression === 'string' || !expression.test(text)) return undefined;
  let total = 0n;
  let found = false;
  for (const [, factor = '', word = ''] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    const unit = word.toLowerCase();
    const entry = WORD_UNITS.find(([words, prefix]) => words.includes(unit) || unit.startsWith(prefix));
    if (entry === undefined) continue;
    found = true;
    total += BigInt(factor) * entry[2];
  }
  return found ? total : undefined;
}
