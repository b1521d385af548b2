const SECOND = 1_000_000_000n;
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', SECOND],
  ['m', 60n * SECOND],
  ['h', 3600n * SECOND],
]);
const INT64_LIMIT = 2n ** 63n;

/** The same few durations stand in all manifests; none is longer. */
const KNOWN_LENGTH = 30;
const KNOWN_LIMIT = 1000;
const known = new Map<string, bigint | undefined>();

/**
 * The nanoseconds of a duration as Go writes it: `1h30m`, `1.5s`, `-2ms`; undefined for what Go does not take.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): bigint | undefined {
  if (text.length > KNOWN_LENGTH) return parse(text);
  const nanos = known.get(text);
  if (nanos !== undefined || known.has(text)) return nanos;
  const parsed = parse(text);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(text, parsed);
  return parsed;
}

function parse(text: string): bigint | undefined {
  const match = /^([+-]?)(.+)$/su.exec(text);
  if (match === null) return undefined;
  const [, sign, rest = ''] = match;
  if (rest === '0') return 0n;
  const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/uy;
  let nanos = 0n;
  while (part.lastIndex < rest.length) {
    const piece = part.exec(rest);
    if (piece === null) return undefined;
    const [, whole = '', fraction = '', unit = ''] = piece;
    if (whole === '' && fraction === '') return undefined;
    // More digits than this overflow; a longer text would only cost time.
    if (whole.length > 400) return undefined;
    const size = UNITS.get(unit) ?? 0n;
    nanos += BigInt(whole === '' ? '0' : whole) * size;
    const digits = fraction.slice(0, 18);
    if (digits !== '') nanos += (BigInt(digits) * size) / 10n ** BigInt(digits.length);
    if (nanos > INT64_LIMIT) return undefined;
  }
  if (sign === '-') return -nanos;
  return nanos === INT64_LIMIT ? undefined : nanos;
}

/** The seconds of a duration as Go writes it. */
export function goDurationSeconds(text: string): number | undefined {
  const nanos = parseGoDuration(text);
  return nanos === undefined ? undefined : Number(nanos) / 1e9;
}

/**
 * Whole milliseconds as Go prints them: `250ms`, `1.5s`, `1m30s`, `0s`.
 *
 * @see https://pkg.go.dev/time#Duration.String
 */
export function printGoDuration(milliseconds: number): string {
  if (milliseconds < 0) return `-${printGoDuration(-milliseconds)}`;
  if (milliseconds > 0 && milliseconds < 1000) return `${milliseconds}ms`;
  const minutes = Math.floor(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  const seconds = (milliseconds % 60_000) / 1000;
  const larger = hours > 0 ? `${hours}h${minutes % 60}m` : minutes > 0 ? `${minutes}m` : '';
  return `${larger}${seconds}s`;
}
