import { CelError, noSuchOverload } from './errors';
import { type CelFunction, type FunctionTable, str } from './functions';
import { type Comparable, Opaque, type Value } from './values';

const SECOND = 1_000_000_000n;
const INT64_LIMIT = 2n ** 63n;
const MIN_SECOND = -62135596800n;
const MAX_SECOND = 253402300799n;

export class Duration extends Opaque implements Comparable {
  readonly typeName = 'google.protobuf.Duration';
  constructor(readonly nanos: bigint) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof Duration && other.nanos === this.nanos;
  }
  compareTo(other: Opaque): number {
    const nanos = (other as Duration).nanos;
    return this.nanos < nanos ? -1 : this.nanos > nanos ? 1 : 0;
  }
  override toString(): string {
    const sign = this.nanos < 0n ? '-' : '';
    const nanos = this.nanos < 0n ? -this.nanos : this.nanos;
    const fraction = (nanos % SECOND).toString().padStart(9, '0').replace(/0+$/, '');
    return `${sign}${nanos / SECOND}${fraction === '' ? '' : `.${fraction}`}s`;
  }
}

export class Timestamp extends Opaque implements Comparable {
  readonly typeName = 'google.protobuf.Timestamp';
  constructor(readonly nanos: bigint) {
    super();
    const seconds = floorDivide(nanos, SECOND);
    if (seconds < MIN_SECOND || seconds > MAX_SECOND) throw new CelError('timestamp overflow');
  }
  equals(other: Opaque): boolean {
    return other instanceof Timestamp && other.nanos === this.nanos;
  }
  compareTo(other: Opaque): number {
    const nanos = (other as Timestamp).nanos;
    return this.nanos < nanos ? -1 : this.nanos > nanos ? 1 : 0;
  }
  override toString(): string {
    const nanos = this.nanos - floorDivide(this.nanos, SECOND) * SECOND;
    const fraction = nanos.toString().padStart(9, '0').replace(/0+$/, '');
    return `${this.date().toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
  }
  date(): Date {
    return new Date(Number(floorDivide(this.nanos, 1_000_000n)));
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

export function duration(nanos: bigint): Duration {
  if (nanos >= INT64_LIMIT || nanos < -INT64_LIMIT) throw new CelError('duration overflow');
  return new Duration(nanos);
}

/** As Go reads it, which is less strict about hours and offsets than the standard, and more about letters. */
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Nanoseconds since 1970 of a time such as `2026-01-31T12:00:00Z`. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offsetHour = Number(match[9] ?? 0);
  const offsetMinute = Number(match[10] ?? 0);
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59 || offsetHour > 24 || offsetMinute > 60)
    return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const offset = (offsetHour * 60 + offsetMinute) * (match[8] === '-' ? -1 : 1);
  const millis = BigInt(date.getTime() - offset * 60_000);
  return millis * 1_000_000n + BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
}

export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0);
}

/** The clock of a time zone as if it were UTC. */
function inZone(time: Timestamp, zone: string | undefined): Date {
  if (zone === undefined || zone === 'UTC') return time.date();
  const offset = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone);
  if (offset !== null) {
    const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1);
    return new Date(time.date().getTime() + minutes * 60_000);
  }
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    }).formatToParts(time.date());
    const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
    const millis = time.date().getUTCMilliseconds();
    return new Date(
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'), millis),
    );
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}

function field(ofTime: (date: Date) => number, ofDuration?: (nanos: bigint) => bigint): CelFunction {
  return ([self, zone, ...rest]: readonly Value[]) => {
    if (rest.length > 0) noSuchOverload();
    if (self instanceof Timestamp) return BigInt(ofTime(inZone(self, zone === undefined ? undefined : str(zone))));
    if (self instanceof Duration && ofDuration !== undefined && zone === undefined) return ofDuration(self.nanos);
    return noSuchOverload();
  };
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
}

export const TIME: FunctionTable = new Map<string, CelFunction>([
  ['.getFullYear', field((date) => date.getUTCFullYear())],
  ['.getMonth', field((date) => date.getUTCMonth())],
  ['.getDate', field((date) => date.getUTCDate())],
  ['.getDayOfMonth', field((date) => date.getUTCDate() - 1)],
  ['.getDayOfWeek', field((date) => date.getUTCDay())],
  ['.getDayOfYear', field(dayOfYear)],
  [
    '.getHours',
    field(
      (date) => date.getUTCHours(),
      (nanos) => nanos / (3600n * SECOND),
    ),
  ],
  [
    '.getMinutes',
    field(
      (date) => date.getUTCMinutes(),
      (nanos) => nanos / (60n * SECOND),
    ),
  ],
  [
    '.getSeconds',
    field(
      (date) => date.getUTCSeconds(),
      (nanos) => nanos / SECOND,
    ),
  ],
  [
    '.getMilliseconds',
    field(
      (date) => date.getUTCMilliseconds(),
      (nanos) => nanos / 1_000_000n,
    ),
  ],
]);
