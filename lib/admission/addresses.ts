import { quote } from '../kube/go';
import type { Field } from './field';
import type { Report } from './report';

/** An IP address as Go's `netip` reads it: no leading zeros in IPv4, a zone only in IPv6. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly zone: string;
}

/** @returns undefined where the text is no address */
export function parseIpAddress(text: string): IpAddress | undefined {
  // As netip: the first of these characters says what it is.
  const first = /[.:%]/.exec(text)?.[0];
  if (first === '.') return isIpv4(text) ? { family: 4, zone: '' } : undefined;
  if (first !== ':') return undefined;
  const percent = text.indexOf('%');
  const zone = percent === -1 ? '' : text.slice(percent + 1);
  if (percent !== -1 && zone === '') return undefined;
  return isIpv6(percent === -1 ? text : text.slice(0, percent)) ? { family: 6, zone } : undefined;
}

/** Whether a text is `address/length`. */
export function isCidr(text: string): boolean {
  const slash = text.lastIndexOf('/');
  if (slash === -1) return false;
  const address = parseIpAddress(text.slice(0, slash));
  if (address === undefined || address.zone !== '') return false;
  const length = text.slice(slash + 1);
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length)) return false;
  return Number(length) <= (address.family === 4 ? 32 : 128);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  let count = 0;
  const last = groups.at(-1)?.at(-1);
  for (const part of groups.flat()) {
    if (part.includes('.')) {
      if (part !== last || !isIpv4(part) || text.endsWith('::')) return false;
      count += 2;
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return false;
      count += 1;
    }
  }
  return halves.length === 2 ? count < 8 : count === 8;
}

/** An address. */
export function checkIpAddress(at: Field, report: Report): void {
  if (parseIpAddress(at.text) === undefined) {
    report.refuse(at, `${quote(at.text)} is not an IP address`, 'write an address such as 10.0.0.1 or 2001:db8::1');
  }
}

/** An address or a range of addresses. */
export function checkSubnet(at: Field, report: Report): void {
  const { text } = at;
  const isRange = text.split('/').length === 2;
  if (isRange ? isCidr(text) : parseIpAddress(text) !== undefined) return;
  report.refuse(
    at,
    `${quote(text)} is neither an IP address nor a range of addresses`,
    'write an address such as 10.0.0.1 or a range such as 10.0.0.0/16',
  );
}

const UNIX = 'unix://';

/** Whether a text names a Unix domain socket. */
export function isUnixAddress(text: string): boolean {
  return text.startsWith(UNIX);
}

/** A Unix domain socket: an absolute path of a file, or an abstract name that begins with `@`. */
export function checkUnixAddress(at: Field, report: Report): void {
  const name = at.text.slice(UNIX.length);
  if (name.startsWith('@') || (name.startsWith('/') && !name.endsWith('/'))) return;
  report.refuse(
    at,
    `${quote(at.text)} names no socket: the path must be absolute and that of a file`,
    'write unix:///path/to/socket, or unix://@name for an abstract one',
  );
}
