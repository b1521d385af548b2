/**
 * A quantity, exactly: a fraction of whole numbers.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export interface Quantity {
  readonly numerator: bigint;
  /** Above zero. */
  readonly denominator: bigint;
  /** As the API server prints it. */
  readonly canonical: string;
}

const SYNTAX = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const PATTERN = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const UNITS: ReadonlyMap<string, { readonly base: bigint; readonly power: number }> = new Map<
  string,
  { readonly base: bigint; readonly power: number }
>([
  ...DECIMAL.map((unit, index) => [unit, { base: 1000n, power: index - 3 }] as const),
  ...BINARY.slice(1).map((unit, index) => [unit, { base: 1024n, power: index + 1 }] as const),
]);

/** Reads a quantity; a text says what is wrong with it. */
export function parseQuantity(value: unknown): Quantity | string {
  if (typeof value !== 'string' && typeof value !== 'number') return PATTERN;
  const written = String(value);
  const match = SYNTAX.exec(written);
  if (match === null) return PATTERN;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return PATTERN;

  const exponent = /^[eE]([-+]?[0-9]{1,3})$/.exec(suffix);
  const unit = exponent ? { base: 10n, power: Number(exponent[1]) } : UNITS.get(suffix);
  if (unit === undefined) return "unable to parse quantity's suffix";
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = unit.base ** BigInt(Math.abs(unit.power));
  const numerator = unit.power < 0 ? digits : digits * scale;
  const denominator = 10n ** BigInt(fraction.length) * (unit.power < 0 ? scale : 1n);
  const canonical = exponent ? written : print(numerator, denominator, unit.base === 1024n);
  return { numerator, denominator, canonical };
}

/** Below zero, zero or above, as the first is less than, equal to or more than the second. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Their sum, in units of the first. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const numerator = a.numerator * b.denominator + b.numerator * a.denominator;
  const denominator = a.denominator * b.denominator;
  const { canonical } = a.numerator === 0n ? b : a;
  return { numerator, denominator, canonical: print(numerator, denominator, canonical.endsWith('i')) };
}

/** Below zero, zero or above. */
export function signOf({ numerator }: Quantity): number {
  return numerator < 0n ? -1 : numerator > 0n ? 1 : 0;
}

/** Whether it has no fraction. */
export function isWhole({ numerator, denominator }: Quantity): boolean {
  return numerator % denominator === 0n;
}

/** The shortest text with a whole number, of the same family of units. */
function print(numerator: bigint, denominator: bigint, binary: boolean): string {
  if (numerator === 0n) return '0';
  const magnitude = numerator < 0n ? -numerator : numerator;
  // Below 1024 there is no binary unit to print.
  if (binary && numerator % denominator === 0n && magnitude / denominator >= 1024n) {
    return reduce(numerator / denominator, 1024n, BINARY, 0);
  }
  const nano = 10n ** 9n;
  const scaled = numerator * nano;
  // What is finer than a billionth is rounded away from zero.
  const rest = scaled % denominator;
  const rounded = scaled / denominator + (rest === 0n ? 0n : numerator < 0n ? -1n : 1n);
  return reduce(rounded, 1000n, DECIMAL, 0);
}

function reduce(value: bigint, base: bigint, units: readonly string[], unit: number): string {
  if (value % base === 0n && unit + 1 < units.length) return reduce(value / base, base, units, unit + 1);
  return `${value}${units[unit]}`;
}
