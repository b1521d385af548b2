import { dns1035Label, dnsLabel, dnsSubdomain, labelValue, qualifiedName, type Syntax } from '../kube/names';
import { compareQuantities, isWhole, parseQuantity, type Quantity, signOf } from '../kube/quantities';
import { CelError, noSuchOverload } from './errors';
import { type CelFunction, type FunctionTable, int, methodOf, ofString, str, strings } from './functions';
import { isFormat } from './string-formats';
import { type Comparable, Opaque, Optional, type Value } from './values';

class QuantityValue extends Opaque {
  readonly typeName = 'kubernetes.Quantity';
  constructor(readonly quantity: Quantity) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof QuantityValue && compareQuantities(this.quantity, other.quantity) === 0;
  }
  override toString(): string {
    return this.quantity.canonical;
  }
}

function quantity(text: string): QuantityValue {
  const parsed = parseQuantity(text);
  if (typeof parsed === 'string') throw new CelError(parsed);
  return new QuantityValue(parsed);
}

const quantityOf = (value: Value | undefined): Quantity =>
  value instanceof QuantityValue ? value.quantity : typeof value === 'bigint' ? whole(value) : noSuchOverload();

function whole(value: bigint): Quantity {
  return { numerator: value, denominator: 1n, canonical: value.toString() };
}

function sum(sign: bigint): CelFunction {
  return ([a, b]) => {
    if (!(a instanceof QuantityValue)) return noSuchOverload();
    const x = a.quantity;
    const y = quantityOf(b);
    const numerator = x.numerator * y.denominator + sign * y.numerator * x.denominator;
    const denominator = x.denominator * y.denominator;
    return new QuantityValue({ numerator, denominator, canonical: `${Number(numerator) / Number(denominator)}` });
  };
}

const INT_LIMIT = 2n ** 63n;

function asInteger(value: Quantity): bigint | undefined {
  const integer = value.numerator / value.denominator;
  return isWhole(value) && integer < INT_LIMIT && integer >= -INT_LIMIT ? integer : undefined;
}

/** @see https://semver.org */
class Semver extends Opaque implements Comparable {
  readonly typeName = 'kubernetes.Semver';
  constructor(
    readonly numbers: readonly bigint[],
    readonly prerelease: readonly string[],
    readonly text: string,
  ) {
    super();
  }
  compareTo(other: Opaque): number {
    const { numbers, prerelease } = other as Semver;
    for (const [index, number] of this.numbers.entries()) {
      const against = numbers[index] ?? 0n;
      if (number !== against) return number < against ? -1 : 1;
    }
    if (this.prerelease.length === 0 || prerelease.length === 0) return prerelease.length - this.prerelease.length;
    for (let index = 0; index < Math.min(this.prerelease.length, prerelease.length); index += 1) {
      const order = comparePrerelease(this.prerelease[index] as string, prerelease[index] as string);
      if (order !== 0) return order;
    }
    return this.prerelease.length - prerelease.length;
  }
  equals(other: Opaque): boolean {
    return other instanceof Semver && this.compareTo(other) === 0;
  }
  override toString(): string {
    return this.text;
  }
}

function comparePrerelease(a: string, b: string): number {
  const numeric = (part: string) => /^\d+$/.test(part);
  if (numeric(a) && numeric(b)) return Number(BigInt(a) - BigInt(b));
  if (numeric(a) !== numeric(b)) return numeric(a) ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const SEMVER = new RegExp(
  `^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`,
);

function parseSemver(text: string, normalize: boolean): Semver | undefined {
  let source = text;
  if (normalize) {
    source = text.trim().replace(/^v/, '');
    const [, numbers = '', rest = ''] = /^([\d.]*)(.*)$/s.exec(source) ?? [];
    const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
    while (parts.length < 3 && rest === '') parts.push('0');
    source = parts.join('.') + rest;
  }
  if (source.length > 1000) return undefined;
  const match = SEMVER.exec(source);
  if (match === null) return undefined;
  const prerelease = match[4]?.split('.') ?? [];
  if (prerelease.some((part) => /^0\d+$/.test(part))) return undefined;
  return new Semver(match.slice(1, 4).map(BigInt), prerelease, source);
}

const order =
  <T extends Value>(
    type: abstract new (...args: never[]) => T,
    compare: (a: T, b: T) => bigint | boolean,
  ): CelFunction =>
  ([a, b]) => {
    if (!(a instanceof type) || !(b instanceof type)) return noSuchOverload();
    return compare(a as T, b as T);
  };

/** `isGreaterThan`, `isLessThan` and `compareTo` are methods of both quantities and versions. */
function comparison(result: (order: number) => bigint | boolean): CelFunction {
  const quantities = order(QuantityValue, (a, b) => result(compareQuantities(a.quantity, b.quantity)));
  const versions = order(Semver, (a, b) => result(a.compareTo(b)));
  return (args, meter) => (args[0] instanceof Semver ? versions(args, meter) : quantities(args, meter));
}

class NamedFormat extends Opaque {
  readonly typeName = 'kubernetes.NamedFormat';
  constructor(
    readonly name: string,
    readonly problems: Syntax,
  ) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}

/** A prefix of a name may end with a dash. */
const prefix =
  (syntax: Syntax): Syntax =>
  (value) =>
    syntax(value.replace(/-$/, 'a'));
const known =
  (name: string, problem: string): Syntax =>
  (value) =>
    isFormat(name, value) ? [] : [problem];

const FORMATS: readonly NamedFormat[] = [
  new NamedFormat('dns1123Label', dnsLabel),
  new NamedFormat('dns1123Subdomain', dnsSubdomain),
  new NamedFormat('dns1035Label', dns1035Label),
  new NamedFormat('qualifiedName', qualifiedName),
  new NamedFormat('dns1123LabelPrefix', prefix(dnsLabel)),
  new NamedFormat('dns1123SubdomainPrefix', prefix(dnsSubdomain)),
  new NamedFormat('dns1035LabelPrefix', prefix(dns1035Label)),
  new NamedFormat('labelValue', labelValue),
  new NamedFormat('uri', known('uri', 'invalid URI for request')),
  new NamedFormat('uuid', known('uuid', 'does not match the UUID format')),
  new NamedFormat('byte', known('byte', 'invalid base64')),
  new NamedFormat('date', known('date', 'invalid date')),
  new NamedFormat('datetime', known('datetime', 'invalid datetime')),
];

/**
 * Quantities, versions and named formats.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library
 */
export const KUBERNETES: FunctionTable = new Map<string, CelFunction>([
  ['quantity', ofString(quantity)],
  ['isQuantity', ofString((text) => typeof parseQuantity(text) !== 'string')],
  ['.sign', methodOf(QuantityValue, (self) => BigInt(signOf(self.quantity)))],
  ['.isInteger', methodOf(QuantityValue, (self) => asInteger(self.quantity) !== undefined)],
  [
    '.asInteger',
    methodOf(QuantityValue, (self) => {
      const integer = asInteger(self.quantity);
      if (integer === undefined) throw new CelError('cannot convert value to integer');
      return integer;
    }),
  ],
  [
    '.asApproximateFloat',
    methodOf(QuantityValue, ({ quantity: self }) => Number(self.numerator) / Number(self.denominator)),
  ],
  ['.add', sum(1n)],
  ['.sub', sum(-1n)],
  ['.compareTo', comparison((value) => BigInt(Math.sign(value)))],
  ['.isGreaterThan', comparison((value) => value > 0)],
  ['.isLessThan', comparison((value) => value < 0)],
  [
    'semver',
    ([text, normalize]) => {
      const version = parseSemver(str(text), normalize === true);
      if (version === undefined)
        throw new CelError(`semver parse error during conversion from string: ${JSON.stringify(text)}`);
      return version;
    },
  ],
  ['isSemver', ([text, normalize]) => parseSemver(str(text), normalize === true) !== undefined],
  ...(['major', 'minor', 'patch'] as const).map((name, index): [string, CelFunction] => [
    `.${name}`,
    methodOf(Semver, ({ numbers }) => int(numbers[index])),
  ]),
  ...FORMATS.map((format): [string, CelFunction] => [`format.${format.name}`, () => format]),
  [
    'format.named',
    ofString((name) => {
      const format = FORMATS.find((candidate) => candidate.name === name);
      return format === undefined ? Optional.NONE : new Optional(format);
    }),
  ],
  [
    '.validate',
    ([self, text]) => {
      if (!(self instanceof NamedFormat)) return noSuchOverload();
      const problems = self.problems(str(text));
      return problems.length === 0 ? Optional.NONE : new Optional(strings(problems));
    },
  ],
]);
