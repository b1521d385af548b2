import type { Core } from '../typing/core';
import { type CelType, isSame } from '../typing/type';
import { exactly, type Interval, ONE, plus, scaled, times, UNBOUNDED, union } from './interval';
import type { Call, CallCost, Operand } from './operand';

const TEXT_FACTOR = 0.1;
const PATTERN_FACTOR = 0.25;
/** The longest name of a format, and the longest pattern of one. */
const FORMAT_SIZE = 64;
const FORMAT_PATTERN_SIZE = 128;
/** Two checks of authorization are as much as one expression may make. */
const AUTHORIZATION_COST = 350_000;
/** The bytes of an address. */
const ADDRESS: Interval = { min: 4, max: 16 };

/** Functions that cost next to nothing. */
const NOMINAL: ReadonlySet<string> = new Set([
  ...['serviceAccount', 'path', 'group', 'resource', 'subresource', 'namespace', 'name', 'allowed', 'reason', 'error'],
  ...['errored', 'masked', 'prefixLength', 'family', 'isUnspecified', 'isLoopback', 'isLinkLocalMulticast'],
  ...['isLinkLocalUnicast', 'isGlobalUnicast', 'sign', 'asInteger', 'isInteger', 'asApproximateFloat'],
  ...['isGreaterThan', 'isLessThan', 'compareTo', 'add', 'sub', 'major', 'minor', 'patch', 'getScheme', 'getHostname'],
  ...['getHost', 'getPort', 'getEscapedPath', 'getQuery', 'format.named'],
]);

/** Types whose values are compared at once. */
const SMALL: ReadonlySet<string> = new Set([
  ...['net.IP', 'net.CIDR', 'kubernetes.Quantity', 'kubernetes.Semver', 'kubernetes.authorization.Authorizer'],
  ...['kubernetes.authorization.PathCheck', 'kubernetes.authorization.GroupCheck'],
  ...['kubernetes.authorization.ResourceCheck', 'kubernetes.authorization.Decision'],
]);

type Estimate = (call: Call, size: (operand: Operand) => Interval) => CallCost | undefined;

const ESTIMATES: ReadonlyMap<string, Estimate> = new Map<string, Estimate>([
  ['_==_', equality],
  ['check', () => ({ cost: exactly(AUTHORIZATION_COST) })],
  ['cidr', read(1)],
  ['containsCIDR', addressTest(true)],
  ['containsIP', addressTest(false)],
  ['fieldSelector', selector],
  ['find', search],
  ['findAll', search],
  ['indexOf', walk],
  ['ip', (call, size) => (call.id === 'cidr_ip' ? { cost: ONE } : read(1)(call, size))],
  ['ip.isCanonical', read(2)],
  ['isCIDR', read(1)],
  ['isIP', read(1)],
  ['isQuantity', read(1)],
  ['isSemver', read(1)],
  ['isSorted', walk],
  ['join', join],
  ['labelSelector', selector],
  ['lastIndexOf', walk],
  ['lowerAscii', convert],
  ['max', walk],
  ['min', walk],
  ['quantity', read(1)],
  ['replace', replace],
  ['semver', read(1)],
  ['split', split],
  ['substring', convert],
  ['sum', walk],
  ['trim', convert],
  ['upperAscii', convert],
  ['url', url],
  ['validate', validate],
]);

/**
 * What the functions cost that Kubernetes adds, and those of the language for which it has an estimate of its own.
 *
 * @returns `undefined` where it leaves the estimate to cel-go
 */
export function kubernetesCost(call: Call): CallCost | undefined {
  if (NOMINAL.has(call.name)) return { cost: ONE };
  return ESTIMATES.get(call.name)?.(call, (operand) => call.sizes.sizeOfOperand(operand));
}

function text(size: Interval, times = 1): Interval {
  return scaled(size, times * TEXT_FACTOR);
}

/** A text that is read so many times. */
function read(count: number): Estimate {
  return ({ args: [first] }, size) => first && { cost: text(size(first), count) };
}

function url({ args }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  const [first] = args;
  return first && args.length === 1 ? { cost: text(size(first)), size: size(first) } : undefined;
}

function convert({ self }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  return self && { cost: text(size(self)), size: size(self) };
}

function selector({ args }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  const [first] = args;
  if (first === undefined) return undefined;
  const length = size(first);
  // A requirement is two characters at least, and a struct with a list.
  const requirements = scaled(scaled(length, 0.5), 10 + 40);
  return { cost: plus(plus(exactly(10), text(length)), requirements) };
}

/** Every element is looked at, and every character of those that are text. */
function walk({ self, sizes }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  if (self === undefined) return undefined;
  const element = elementOf(self);
  if (element === undefined) return { cost: text(size(self)) };
  const isText = element.type.kind === 'string' || element.type.kind === 'bytes';
  const each = isText ? plus(ONE, text(sizes.sizeOfOperand(element))) : ONE;
  return { cost: times(size(self), each) };
}

function elementOf({ type, way }: Operand): Operand | undefined {
  const [element] = type.parameters;
  return element && { core: undefined, type: element, way: way && [...way, '@items'], size: undefined };
}

function replace({ self, args }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  const [first, second] = args;
  if (self === undefined || first === undefined || second === undefined) return undefined;
  const [whole, old, fresh] = [size(self), size(first), size(second)];
  let [most, kept] = [0, 0];
  if (old.min === 0) {
    // Nothing is everywhere.
    most = whole.max < UNBOUNDED ? whole.max + 1 : whole.max;
    kept = whole.max;
  } else if (fresh.max <= old.min) kept = whole.max;
  else most = Math.ceil(whole.max / old.min);
  let [fewest, least] = [0, 0];
  if (old.max === 0) {
    fewest = whole.min < UNBOUNDED ? whole.min + 1 : whole.min;
    least = whole.min;
  } else if (old.max <= fresh.min) least = whole.min;
  else fewest = Math.ceil(whole.min / old.max);
  const result = plus(times({ min: fewest, max: most }, fresh), { min: least, max: kept });
  return { cost: text(whole, 2), size: result };
}

function split({ self, args }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  if (self === undefined) return undefined;
  const limit = literalOf(args[1]?.core);
  const max = typeof limit === 'bigint' ? Number(BigInt.asUintN(64, limit)) : size(self).max;
  return { cost: text(size(self), 2), size: { min: 0, max } };
}

function literalOf(core: Core | undefined): unknown {
  return core?.kind === 'literal' ? core.value : undefined;
}

function join({ self, args, sizes }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  if (self === undefined) return undefined;
  const count = size(self);
  const element = elementOf(self);
  const whole = element === undefined ? exactly(0) : times(count, sizes.sizeOfOperand(element));
  const [separator] = args;
  const gaps = { min: Math.max(0, count.min - 1), max: Math.max(0, count.max - 1) };
  const result = separator === undefined ? whole : plus(whole, times(size(separator), gaps));
  return { cost: text(result), size: result };
}

function search({ self, args }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  const [pattern] = args;
  if (self === undefined || pattern === undefined) return undefined;
  const cost = times(text(plus(size(self), ONE)), scaled(size(pattern), PATTERN_FACTOR));
  return { cost, size: { min: 0, max: size(self).max } };
}

function addressTest(isRange: boolean): Estimate {
  return ({ id, args }, size) => {
    const [first] = args;
    if (first === undefined) return undefined;
    const bits = text(plus(ADDRESS, ADDRESS));
    const masked = isRange ? plus(plus(bits, text(ADDRESS)), ONE) : bits;
    const isText = id === 'cidr_contains_ip_string' || id === 'cidr_contains_cidr_string';
    return { cost: isText ? plus(masked, text(size(first))) : masked };
  };
}

function validate({ args }: Call, size: (operand: Operand) => Interval): CallCost | undefined {
  const [first] = args;
  return first && { cost: scaled(text(size(first)), FORMAT_PATTERN_SIZE * PATTERN_FACTOR) };
}

function equality({ args }: Call): CallCost | undefined {
  const [left, right] = args as [Operand, Operand];
  if (!isSame(left.type, right.type)) return undefined;
  const { name } = left.type as CelType;
  if (SMALL.has(name)) return { cost: ONE };
  if (name === 'kubernetes.NamedFormat') return { cost: text({ min: 1, max: FORMAT_SIZE }) };
  if (name !== 'kubernetes.URL') return undefined;
  // As the API server does, which takes the right side twice.
  const size = right.size === undefined ? ONE : union(right.size, right.size);
  return { cost: text({ min: 1, max: size.max }) };
}
