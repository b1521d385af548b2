import { isIPv4, isIPv6 } from 'node:net';
import { type Address, parseAddress, printAddress } from '../kube/addresses';
import { CelError, noSuchOverload } from './errors';
import { type CelFunction, type FunctionTable, methodOf, ofString } from './functions';
import { ArrayList, LiteralMap, Opaque, type Value } from './values';

class Ip extends Opaque {
  readonly typeName = 'net.IP';
  constructor(readonly address: Address) {
    super();
  }
  equals(other: Opaque): boolean {
    return (
      other instanceof Ip && other.address.family === this.address.family && other.address.bits === this.address.bits
    );
  }
  override toString(): string {
    return printAddress(this.address);
  }
}

class CidrValue extends Opaque {
  readonly typeName = 'net.CIDR';
  constructor(
    readonly address: Address,
    readonly length: number,
  ) {
    super();
  }
  get shift(): bigint {
    return BigInt((this.address.family === 4 ? 32 : 128) - this.length);
  }
  contains(address: Address): boolean {
    return address.family === this.address.family && address.bits >> this.shift === this.address.bits >> this.shift;
  }
  equals(other: Opaque): boolean {
    return (
      other instanceof CidrValue && other.length === this.length && new Ip(this.address).equals(new Ip(other.address))
    );
  }
  override toString(): string {
    return `${new Ip(this.address)}/${this.length}`;
  }
}

/** @throws CelError where the text is no address, has a zone, or writes IPv4 as IPv6 */
function parseIp(text: string): Address {
  if (isIPv6(text) && text.includes('%')) {
    throw new CelError(`IP Address with zone value is not allowed, got ${JSON.stringify(text)}`);
  }
  if (!isIPv4(text) && !isIPv6(text))
    throw new CelError(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  const address = parseAddress(text);
  if (address === undefined)
    throw new CelError(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  if (address.family === 4 && text.includes(':')) throw new CelError('IPv4-mapped IPv6 address is not allowed');
  return address;
}

function parseCidr(text: string): CidrValue {
  const slash = text.lastIndexOf('/');
  const length = text.slice(slash + 1);
  const problem = `network address parse error during conversion from string: ${JSON.stringify(text)}`;
  if (slash < 0 || !/^(?:0|[1-9]\d{0,2})$/.test(length)) throw new CelError(problem);
  const address = parseIp(text.slice(0, slash));
  if (Number(length) > (address.family === 4 ? 32 : 128)) throw new CelError(problem);
  return new CidrValue(address, Number(length));
}

function succeeds(parse: (text: string) => unknown): CelFunction {
  return ofString((text) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  });
}

function inRange(address: Address, range: string): boolean {
  return parseCidr(range).contains(address);
}

const anyRange = (ranges4: readonly string[], ranges6: readonly string[]) =>
  methodOf(Ip, ({ address }) => (address.family === 4 ? ranges4 : ranges6).some((range) => inRange(address, range)));

const addressOf = (value: Value | undefined): Address =>
  value instanceof Ip ? value.address : typeof value === 'string' ? parseIp(value) : noSuchOverload();
const cidrOf = (value: Value | undefined): CidrValue =>
  value instanceof CidrValue ? value : typeof value === 'string' ? parseCidr(value) : noSuchOverload();
const self = ([value]: readonly Value[]): CidrValue => (value instanceof CidrValue ? value : noSuchOverload());

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library */
export const NETWORK: FunctionTable = new Map<string, CelFunction>([
  ['isIP', succeeds(parseIp)],
  ['isCIDR', succeeds(parseCidr)],
  ['ip', ofString((text) => new Ip(parseIp(text)))],
  ['cidr', ofString(parseCidr)],
  ['ip.isCanonical', ofString((text) => new Ip(parseIp(text)).toString() === text)],
  ['.family', methodOf(Ip, ({ address }) => BigInt(address.family))],
  ['.isUnspecified', anyRange(['0.0.0.0/32'], ['::/128'])],
  ['.isLoopback', anyRange(['127.0.0.0/8'], ['::1/128'])],
  ['.isLinkLocalMulticast', anyRange(['224.0.0.0/24'], ['ff02::/16'])],
  ['.isLinkLocalUnicast', anyRange(['169.254.0.0/16'], ['fe80::/10'])],
  [
    '.isGlobalUnicast',
    methodOf(Ip, ({ address }) => {
      const others =
        address.family === 4
          ? ['0.0.0.0/32', '127.0.0.0/8', '224.0.0.0/4', '169.254.0.0/16', '255.255.255.255/32']
          : ['::/128', '::1/128', 'ff00::/8', 'fe80::/10'];
      return !others.some((range) => inRange(address, range));
    }),
  ],
  ['.containsIP', (args) => self(args).contains(addressOf(args[1]))],
  [
    '.containsCIDR',
    (args) => {
      const other = cidrOf(args[1]);
      return other.length >= self(args).length && self(args).contains(other.address);
    },
  ],
  ['.ip', methodOf(CidrValue, ({ address }) => new Ip(address))],
  [
    '.masked',
    methodOf(
      CidrValue,
      (cidr) => new CidrValue({ ...cidr.address, bits: (cidr.address.bits >> cidr.shift) << cidr.shift }, cidr.length),
    ),
  ],
  ['.prefixLength', methodOf(CidrValue, ({ length }) => BigInt(length))],
]);

/** The parts of a URL as Go's `net/url` sees them. */
class Url extends Opaque {
  readonly typeName = 'kubernetes.URL';
  constructor(
    readonly text: string,
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof Url && other.text === this.text;
  }
  override toString(): string {
    return this.text;
  }
}

const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;

/** A path that is escaped stays as it is; of another, Go escapes everything anew. */
function escapePath(path: string): string {
  if (/^[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]%]*$/.test(path)) return path;
  const bytes = Buffer.from(path.replace(/%([0-9a-fA-F]{2})/g, (part) => `\0${part.slice(1)}`));
  let escaped = '';
  for (let index = 0; index < bytes.length; index += 1) {
    let byte = bytes[index] as number;
    // An escape that was there: no other zero is in a URL.
    if (byte === 0) {
      byte = Number.parseInt(bytes.toString('latin1', index + 1, index + 3), 16);
      index += 2;
    }
    const character = String.fromCharCode(byte);
    escaped += /[A-Za-z0-9\-._~$&+,/:;=@]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

/** What Go's `url.ParseRequestURI` accepts: an absolute URL, or an absolute path. */
function parseUrl(text: string): Url | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go rejects exactly these
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text === '*') return new Url(text, '', '', '*', '');
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(text);
  if (match === null) return undefined;
  const [, scheme = '', authority, path = '', query = ''] = match;
  if (scheme === '') {
    if (!text.startsWith('/') || /^[^/]*:/.test(text)) return undefined;
  } else if (authority === undefined && !path.startsWith('/')) {
    // Opaque, as `mailto:x`: no host and no path.
    return new Url(text, scheme.toLowerCase(), '', '', query);
  }
  if (BAD_ESCAPE.test(path)) return undefined;
  const host = hostOf(authority ?? '');
  return host === undefined ? undefined : new Url(text, scheme.toLowerCase(), host, path, query);
}

function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, Math.max(at, 0)))) return undefined;
  const host = authority.slice(at + 1);
  if (host.startsWith('[')) return /^\[[^[\]\s]+\](?::\d*)?$/.test(host) ? host : undefined;
  const colon = host.lastIndexOf(':');
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) return undefined;
  return BAD_ESCAPE.test(host) || /[ "<>\\^`{|}#[\]]/.test(host) ? undefined : host;
}

function hostname(host: string): string {
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function queryOf({ query }: Url): LiteralMap {
  const values = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const equals = part.indexOf('=');
    const key = decoded((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' '));
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1).replaceAll('+', ' '));
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  const map = new LiteralMap();
  for (const [key, list] of values) map.add(key, new ArrayList(list));
  return map;
}

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */
export const URLS: FunctionTable = new Map<string, CelFunction>([
  [
    'url',
    ofString((text) => {
      const url = parseUrl(text);
      if (url === undefined)
        throw new CelError(
          `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
        );
      return url;
    }),
  ],
  ['isURL', ofString((text) => parseUrl(text) !== undefined)],
  ['.getScheme', methodOf(Url, ({ scheme }) => scheme)],
  ['.getHost', methodOf(Url, ({ host }) => host)],
  ['.getHostname', methodOf(Url, ({ host }) => hostname(host))],
  ['.getPort', methodOf(Url, ({ host }) => /:(\d*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1] ?? '')],
  ['.getEscapedPath', methodOf(Url, ({ path }) => escapePath(path))],
  ['.getQuery', methodOf(Url, queryOf)],
]);

/** Whether Go's `url.ParseRequestURI` accepts the text: what the format `uri` asks. */
export function isRequestUri(text: string): boolean {
  return parseUrl(text) !== undefined;
}
