import { isIP, isIPv4 } from 'node:net';
import type { Duration, Size } from 'cdk8s';
import type { NonEmpty } from '../istio/non-empty';

/** What an experiment attacks: nodes, pods (their network, their processes), or single containers of pods. */
export type Scope = 'node' | 'pod' | 'container';

/** A port of a node: a gateway's node port by its object, or any by its number. */
export type NodePortLike = number | { readonly nodePort: number };

/** A port inside a pod: that of a Service by its object, which means the port that the container listens on. */
export type PodPortLike = number | { readonly targetPort: number };

/** A port where the fault happens: a node port on nodes, a container's port in pods. */
export type PortLike<S extends Scope> = S extends 'node' ? NodePortLike : PodPortLike;

/** Ports: one or several, or ranges such as `'8000-8080'`. */
export type Ports<S extends Scope> = OneOrMore<PortLike<S> | `${number}-${number}`>;

/** One, or a list that is not empty. */
export type OneOrMore<T> = T | NonEmpty<T>;

/**
 * A flag of an action: which values it takes, and how they are written. ChaosBlade itself takes any text and fails, or
 * does something else, when the experiment runs.
 */
export class Flag<Value> {
  constructor(
    /** The values as texts; `fail` says what is wrong with them. */
    readonly render: (value: Value, fail: Fail, scope: Scope) => readonly string[],
    /** How ChaosBlade spells it. @default - the key in the catalogue, with `-` between its words */
    readonly spelling?: string,
  ) {}
}

/** A flag with ports, whose type depends on where the fault happens. */
export class PortsFlag extends Flag<Ports<Scope>> {
  /** Tells the types of this flag and of others apart. */
  readonly several = true;
}

/** A flag with one port. */
export class PortFlag extends Flag<PortLike<Scope>> {
  /** Tells the types of this flag and of others apart. */
  readonly several = false;
}

/** Throws an error about a flag: `must be …`. */
export type Fail = (message: string) => never;

/** The value of a flag in a scope. */
export type ValueOf<F, S extends Scope> = F extends PortsFlag
  ? Ports<S>
  : F extends PortFlag
    ? PortLike<S>
    : F extends Flag<infer Value>
      ? Value
      : never;

const MAX = 2 ** 31 - 1;

/** A whole number. */
export function count(minimum = 0, maximum = MAX): Flag<number> {
  return new Flag((value, fail) => [whole(value, minimum, maximum, fail)]);
}

/** A share of 100. It starts at 1: a fault of 0 % is none. */
export function percent(minimum = 1): Flag<number> {
  return count(minimum, 100);
}

/** A time that is written in milliseconds. */
export function milliseconds(minimum = 1): Flag<Duration> {
  return new Flag((value, fail) => [
    whole(Number(value.toMilliseconds({ integral: false }).toFixed(6)), minimum, MAX, fail, 'milliseconds'),
  ]);
}

/** A time that is written in seconds. */
export function seconds(minimum = 1, maximum = MAX): Flag<Duration> {
  return new Flag((value, fail) => [
    whole(Number(value.toSeconds({ integral: false }).toFixed(6)), minimum, maximum, fail, 'seconds'),
  ]);
}

/** An amount of bytes that is written in mebibytes. */
export function mebibytes(): Flag<Size> {
  return new Flag((value, fail) => [
    whole(Number((value.toKibibytes({ rounding: 0 }) / 1024).toFixed(6)), 1, MAX, fail, 'mebibytes'),
  ]);
}

/** A text without blanks. */
export function text(): Flag<string> {
  return new Flag((value, fail) => [word(value, fail)]);
}

/** One text or several, each without blanks and commas. */
export function texts(spelling?: string): Flag<OneOrMore<string>> {
  return new Flag((value, fail) => each(value, fail, item), spelling);
}

/** An absolute path. */
export function path(): Flag<string> {
  return new Flag((value, fail) => {
    if (!value.startsWith('/')) fail(`must be an absolute path, such as "/tmp", not "${value}"`);
    return [word(value, fail)];
  });
}

/** A network interface. */
export function networkInterface(): Flag<string> {
  return new Flag((value, fail) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,14}$/.test(value)) {
      fail(`must be a network interface, such as "eth0", not "${value}"`);
    }
    return [value];
  });
}

/** The mode of a file: three octal digits. */
export function fileMode(): Flag<string> {
  return new Flag((value, fail) => {
    if (!/^[0-7]{3}$/.test(value)) fail(`must be three octal digits, such as "644", not "${value}"`);
    return [value];
  });
}

/** An IP address. */
export function address(): Flag<string> {
  return new Flag((value, fail) => {
    if (isIP(value) === 0) fail(`must be an IP address, not "${value}"`);
    return [value];
  });
}

/** An address of IPv4, the only one that faults of the network know. */
export function ipv4(): Flag<string> {
  return new Flag((value, fail) => {
    if (!isIPv4(value)) fail(`must be an IPv4 address, not "${value}"`);
    return [value];
  });
}

/** Addresses of IPv4, or ranges such as `10.0.0.0/8`. */
export function ipv4Ranges(): Flag<OneOrMore<string>> {
  return new Flag((value, fail) =>
    each(value, fail, (one) => {
      const [, ip = '', bits = '32'] = /^([^/]*)(?:\/(\d{1,2}))?$/.exec(one) ?? [];
      if (!isIPv4(ip) || Number(bits) > 32) {
        fail(`must be IPv4 addresses or ranges such as "10.0.0.0/8", not "${one}"`);
      }
      return one;
    }),
  );
}

/** One of a few words. */
export function choice<T extends string>(...words: readonly T[]): Flag<T> {
  return new Flag((value, fail) => [among(words, value, fail)]);
}

/** One or several of a few words. */
export function choices<T extends string>(...words: readonly T[]): Flag<OneOrMore<T>> {
  return new Flag((value, fail) => each(value, fail, (one) => among(words, one, fail)));
}

/** A flag without an argument: `true` sets it. */
export function given(): Flag<boolean> {
  return new Flag((value) => (value ? ['true'] : []));
}

/** Processors by their numbers from 0, or ranges such as `'1-3'`. */
export function processors(): Flag<OneOrMore<number | `${number}-${number}`>> {
  return new Flag((value, fail) => each(value, fail, (one) => numberOrRange(one, 0, 4095, fail)));
}

/** Ports. */
export function ports(): PortsFlag {
  return new PortsFlag((value, fail, scope) =>
    each<PortLike<Scope> | `${number}-${number}`>(value, fail, (one) =>
      numberOrRange(typeof one === 'object' ? portNumber(one, scope) : one, 1, 65535, fail),
    ),
  );
}

/** One port. */
export function port(): PortFlag {
  return new PortFlag((value, fail, scope) => [
    whole(typeof value === 'object' ? portNumber(value, scope) : value, 1, 65535, fail),
  ]);
}

/** Ports of Services and gateways have both: on nodes the one counts, in pods the other. */
function portNumber(value: { readonly nodePort?: number; readonly targetPort?: number }, scope: Scope): number {
  return (scope === 'node' ? value.nodePort : value.targetPort) ?? Number.NaN;
}

function each<T>(value: OneOrMore<T>, fail: Fail, one: (value: T, fail: Fail) => string): readonly string[] {
  const list = (Array.isArray(value) ? value : [value]) as readonly T[];
  if (list.length === 0) fail('must not be empty: leave it out, or give at least one');
  return list.map((item) => one(item, fail));
}

function whole(value: number, minimum: number, maximum: number, fail: Fail, unit?: string): string {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    const range = maximum === MAX ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
    fail(`must be a whole number${unit === undefined ? '' : ` of ${unit}`} ${range}, not ${value}`);
  }
  return `${value}`;
}

function numberOrRange(value: number | string, minimum: number, maximum: number, fail: Fail): string {
  if (typeof value === 'number') return whole(value, minimum, maximum, fail);
  const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(value) ?? [];
  if (from === '' || Number(from) < minimum || Number(to) > maximum || Number(from) >= Number(to)) {
    fail(`must be a number or a range from ${minimum} to ${maximum}, such as "1-3", not "${value}"`);
  }
  return value;
}

/** The operator splits its command line at blanks and knows no quotes. */
function word(value: string, fail: Fail): string {
  if (value === '') fail('must not be empty');
  if (/\s/.test(value)) {
    fail(`must not have blanks, at which the operator would cut it off: "${value}"; content can be given in base64`);
  }
  return value;
}

/** Lists are joined with commas. */
function item(value: string, fail: Fail): string {
  if (value.includes(',')) fail(`must be a list, not texts with commas: "${value}"`);
  return word(value, fail);
}

function among<T extends string>(words: readonly T[], value: T, fail: Fail): T {
  if (!words.includes(value)) fail(`must be ${words.map((known) => `"${known}"`).join(' or ')}, not "${value}"`);
  return value;
}
