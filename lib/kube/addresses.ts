import { isIPv6 } from 'node:net';

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
  // A zone (`fe80::1%eth0`) is no part of an address here.
  if (!isIPv6(value) || value.includes('%')) return undefined;
  const bits = parseIpv6(value);
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

function parseIpv6(value: string): bigint {
  // The last 32 bits may be written as IPv4.
  const dotted = /^(.*:)([0-9]+\.[0-9.]+)$/.exec(value);
  const tail = dotted ? parseIpv4(dotted[2] as string) : undefined;
  const written =
    tail === undefined ? value : `${dotted?.[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const [head = '', rest] = written.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const groups = rest === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((bits: bigint, group: string) => (bits << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
}
