import type { Syntax } from './names';

/** The bits of an address, with its family. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** A range of addresses. */
export interface Cidr extends Address {
  readonly length: number;
}

/** What is said of a text that is no address. */
export const NOT_AN_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** What is said of a text that is no range of addresses. */
export const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** Reads an address as the API server does, which accepts leading zeros in IPv4. */
export function parseAddress(value: string): Address | undefined {
  const four = parseIpv4(value);
  if (four !== undefined) return { family: 4, bits: four };
  const bits = parseIpv6(value);
  if (bits === undefined) return undefined;
  // Go keeps an IPv4 address that is written as IPv6 as IPv4.
  return bits >> 32n === 0xffffn ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits };
}

/** Reads `address/length`. */
export function parseCidr(value: string): Cidr | undefined {
  const slash = value.indexOf('/');
  if (slash === -1) return undefined;
  const address = parseAddress(value.slice(0, slash));
  const length = value.slice(slash + 1);
  if (address === undefined || !/^[0-9]{1,9}$/.test(length)) return undefined;
  const written = value.slice(0, slash).includes(':') ? 128 : 32;
  if (Number(length) > written) return undefined;
  return { ...address, length: Number(length) };
}

/** The canonical text of an address: in RFC 5952's form for IPv6. */
export function printAddress({ family, bits }: Address): string {
  return family === 4 ? printIpv4(bits) : printIpv6(bits);
}

/** The canonical text of a range, without bits behind its length. */
export function printCidr({ family, bits, length }: Cidr): string {
  const rest = BigInt((family === 4 ? 32 : 128) - length);
  return `${printAddress({ family, bits: (bits >> rest) << rest })}/${length}`;
}

/** What is wrong with an address of the stricter fields: those that there have not always been. */
export const strictAddress: Syntax = (value) => {
  const address = parseAddress(value);
  if (address === undefined) return [NOT_AN_ADDRESS];
  const problem = strictProblem(value, address, 'must not have leading 0s', 'must not be');
  if (problem !== undefined) return [problem];
  const canonical = printAddress(address);
  return value === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
};

/** What is wrong with a range of the stricter fields. */
export const strictCidr: Syntax = (value) => {
  const cidr = parseCidr(value);
  if (cidr === undefined) return [NOT_A_CIDR];
  const [address = '', length = ''] = value.split('/');
  const zeros = 'must not have leading 0s in IP or prefix length';
  const problem = strictProblem(address, cidr, zeros, 'must not have');
  if (problem !== undefined) return [problem];
  if (length !== `${cidr.length}`) return [zeros];
  const canonical = printCidr(cidr);
  if (printCidr({ ...cidr, length: cidr.family === 4 ? 32 : 128 }).split('/')[0] !== canonical.split('/')[0]) {
    return ['must not have bits set beyond the prefix length'];
  }
  return value === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
};

function strictProblem(text: string, { family }: Address, zeros: string, not: string): string | undefined {
  if (family === 4 && text.includes(':')) return `${not} an IPv4-mapped IPv6 address`;
  return /(?:^|[.:])0[0-9]+(?:\.|$)/.test(text) && text.includes('.') ? zeros : undefined;
}

/** Whether a range lies in another, and is smaller. */
export function isStrictSubset(inner: Cidr, outer: Cidr): boolean {
  if (inner.family !== outer.family || inner.length <= outer.length) return false;
  const shift = BigInt((outer.family === 4 ? 32 : 128) - outer.length);
  // An IPv4 range in IPv6 notation has the length of IPv6.
  if (shift < 0n) return true;
  return inner.bits >> shift === outer.bits >> shift;
}

function parseIpv4(value: string): bigint | undefined {
  const parts = value.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(Number(part)), 0n);
}

/** A zone (`fe80::1%eth0`) is no part of an address here. */
function parseIpv6(value: string): bigint | undefined {
  if (!value.includes(':')) return undefined;
  // The last 32 bits may be written as IPv4, without leading zeros.
  const dotted = /^(.*:)((?:\d{1,3}\.){3}\d{1,3})$/.exec(value);
  const [, head = value, last = ''] = dotted ?? [];
  if (last.split('.').some((part) => part.length > 1 && part.startsWith('0'))) return undefined;
  const tail = dotted === null ? undefined : parseIpv4(last);
  if (dotted !== null && tail === undefined) return undefined;
  const written = tail === undefined ? value : `${head}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const [before = '', rest, ...more] = written.split('::');
  if (more.length > 0) return undefined;
  const left = before === '' ? [] : before.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const missing = 8 - left.length - right.length;
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((bits: bigint, group) => (bits << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
}

function printIpv4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
}

/** The canonical text of RFC 5952. */
function printIpv6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const text = groups.join(':');
  const runs = [...`:${text}:`.matchAll(/(?<=:)0(?::0)+(?=:)/g)].sort(
    (a, b) => b[0].length - a[0].length || a.index - b.index,
  );
  const longest = runs[0];
  if (longest === undefined) return text;
  const padded = `:${text}:`;
  const head = padded.slice(1, longest.index - 1);
  const tail = padded.slice(longest.index + longest[0].length + 1, -1);
  return `${head}::${tail}`;
}
