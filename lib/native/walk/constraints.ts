/**
 * The vocabulary of the tables: what Kubernetes' declarative validation says of one value, in its words where it has
 * them. A constraint of a field stands for itself; what compares fields is code.
 *
 * @see https://kubernetes.io/docs/reference/using-api/declarative-validation/
 */
import { NOT_AN_ADDRESS, parseAddress } from '../../kube/addresses';
import { between as betweenText, labelValue, qualifiedName, type Syntax } from '../../kube/names';
import { signOf } from '../../kube/quantities';
import { FoundClean } from '../../kube/repeated';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { isZero } from '../values/decoded';
import { quantity } from '../values/quantities';
import { Place } from './place';

/**
 * Says what is wrong with a value that has the type of its field, or is missing.
 *
 * @returns `false` to end it: nothing more is said of the value
 */
export type Constraint = (value: unknown, place: Place) => boolean;

const TEXT_OF_ZERO = 'must be greater than or equal to 0';

/** Must be given, and not be empty. */
export function required(detail?: string, fix?: string): Constraint {
  return (value, place) => (isZero(value) || isEmpty(value) ? place.required(detail, fix) : true);
}

/** Must be given, though it may be empty. */
export function given(detail?: string): Constraint {
  return (value, place) => value !== undefined || place.required(detail);
}

/** Where it is given, it must not be empty. */
export function notEmpty(detail?: string): Constraint {
  return (value, place) => value === undefined || !isZero(value) || place.required(detail);
}

/** A text that is empty where it is missing, which is no reason to say nothing of it. */
export function orEmpty(...constraints: readonly Constraint[]): Constraint {
  return (value, place) => {
    apply(constraints, value ?? '', place);
    return true;
  };
}

/** A number that is 0 where it is missing, which is no reason to say nothing of it. */
export function orZero(...constraints: readonly Constraint[]): Constraint {
  return (value, place) => {
    apply(constraints, value ?? 0, place);
    return true;
  };
}

/** May be missing or empty; whatever follows is about a value. Without it, only what is missing is passed over. */
export const optional: Constraint = (value) => !isZero(value);

/** One of some words, in the order in which the API server lists them. */
export function oneOf(...supported: readonly string[]): Constraint {
  const allowed: ReadonlySet<unknown> = new Set(supported);
  return (value, place) => value === undefined || allowed.has(value) || place.unsupported(value, supported);
}

/** A text of a syntax, such as that of a DNS label. */
export function format(syntax: Syntax): Constraint {
  return (value, place) => typeof value !== 'string' || place.invalidEach(value, syntax(value));
}

/** A text, or a number, of which something can be wrong. */
export function valid<T>(problem: (value: T) => string | undefined): Constraint {
  return (value, place) => {
    if (value === undefined) return true;
    const detail = problem(value as T);
    return detail === undefined || place.invalid(value, detail);
  };
}

/** Not below zero. */
export const nonNegative: Constraint = (value, place) =>
  typeof value !== 'number' || value >= 0 || place.invalid(value, TEXT_OF_ZERO);

/** Above zero, where Go cannot tell zero from missing. */
export function positive(detail = 'must be greater than zero'): Constraint {
  return (value, place) => Number(value ?? 0) > 0 || place.invalid(value ?? 0, detail);
}

export function minimum(least: number, detail: string): Constraint {
  return (value, place) => typeof value !== 'number' || value >= least || place.invalid(value, detail);
}

export function maximum(most: number, detail: string): Constraint {
  return (value, place) => typeof value !== 'number' || value <= most || place.invalid(value, detail);
}

/** `must be between 1 and 65535, inclusive` */
export function between(least: number, most: number): Constraint {
  return (value, place) =>
    typeof value !== 'number' || (value >= least && value <= most) || place.invalid(value, betweenText(least, most));
}

/** A port's number. */
export const port = between(1, 65535);

/** A user's or a group's id. */
export const id = between(0, 2 ** 31 - 1);

/** An IP address, as the API server has always read it: with zeros in front as well. */
export const address: Constraint = (value, place) =>
  typeof value !== 'string' || parseAddress(value) !== undefined || place.invalid(value, NOT_AN_ADDRESS);

/** A quantity above zero. */
export function positiveQuantity(detail = 'must be greater than zero'): Constraint {
  return (value, place) => {
    if (value === undefined) return true;
    const read = quantity(value);
    return signOf(read) > 0 || place.invalid(read.canonical, detail);
  };
}

/** A quantity that is not below zero. */
export const nonNegativeQuantity: Constraint = (value, place) => {
  if (value === undefined) return true;
  const read = quantity(value);
  return signOf(read) >= 0 || place.invalid(read.canonical, TEXT_OF_ZERO);
};

export function maxItems(most: number): Constraint {
  return (value, place) => !Array.isArray(value) || value.length <= most || place.tooMany(value.length, most);
}

export function maxEntries(most: number): Constraint {
  return (value, place) => {
    const count = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
    return count <= most || place.tooMany(count, most);
  };
}

/** In bytes, as the API server counts. */
export function maxBytes(most: number): Constraint {
  return (value, place) => typeof value !== 'string' || Buffer.byteLength(value) <= most || place.tooLong(most);
}

/** Each entry of a list. */
export function each(...constraints: readonly Constraint[]): Constraint {
  return (value, place) => {
    if (!Array.isArray(value)) return true;
    for (const [index, item] of value.entries())
      apply(
        constraints,
        item,
        place.inside((path) => path.child(index)),
      );
    return true;
  };
}

/** Each entry of a list, where the API server does not say which. */
export function eachUnnamed(...constraints: readonly Constraint[]): Constraint {
  return (value, place) => {
    if (!Array.isArray(value)) return true;
    for (const [index, item] of value.entries())
      apply(
        constraints,
        item,
        place.inside((path) => path.inside(index)),
      );
    return true;
  };
}

const rightLabels = new FoundClean();
const rightAnnotations = new FoundClean();

/** Keys and values of labels, or of a selector that is a map. The API server does not say which of them. */
export const labels: Constraint = (value, place) => {
  if (typeof value !== 'object' || value === null || rightLabels.has(value)) return true;
  let isRight = true;
  for (const [key, label] of Object.entries(value as Readonly<Record<string, string>>)) {
    const ofKey = qualifiedName(key);
    const ofValue = labelValue(label);
    if (ofKey.length === 0 && ofValue.length === 0) continue;
    isRight = false;
    const there = place.inside((path) => path.inside(key));
    there.invalidEach(key, ofKey);
    there.invalidEach(label, ofValue);
  }
  if (isRight) rightLabels.add(value);
  return true;
};

/** 256 KiB, for all annotations of an object. */
const ANNOTATIONS_BYTES = 256 * 1024;

/** Keys and total size of annotations. Upper-case letters are accepted, even in the prefix. */
export const annotations: Constraint = (value, place) => {
  if (typeof value !== 'object' || value === null || rightAnnotations.has(value)) return true;
  let size = 0;
  let isRight = true;
  for (const [key, content] of Object.entries(value as Readonly<Record<string, string>>)) {
    const problems = qualifiedName(key.toLowerCase());
    isRight &&= problems.length === 0;
    if (problems.length > 0) place.inside((path) => path.inside(key)).invalidEach(key, problems);
    size += key.length + content.length;
  }
  // Bytes are only counted near the limit: three for each unit of UTF-16 at most.
  if (size * 3 <= ANNOTATIONS_BYTES) {
    if (isRight) rightAnnotations.add(value);
    return true;
  }
  const bytes = Object.entries(value as Readonly<Record<string, string>>).reduce(
    (sum, [key, content]) => sum + Buffer.byteLength(key) + Buffer.byteLength(content),
    0,
  );
  return bytes <= ANNOTATIONS_BYTES || place.tooLong(ANNOTATIONS_BYTES);
};

/** Each key of a map. */
export function eachKey(...constraints: readonly Constraint[]): Constraint {
  return (value, place) => {
    if (typeof value !== 'object' || value === null) return true;
    for (const key of Object.keys(value))
      apply(
        constraints,
        key,
        place.inside((path) => path.key(key)),
      );
    return true;
  };
}

/** Fields of a struct that has no table of its own, because it means something else elsewhere. */
export function within(fields: Readonly<Record<string, readonly Constraint[]>>): Constraint {
  return (value, place) => {
    if (typeof value !== 'object' || value === null) return true;
    for (const [name, constraints] of Object.entries(fields)) {
      apply(
        constraints,
        (value as Readonly<Record<string, unknown>>)[name],
        place.inside((path) => path.child(name)),
      );
    }
    return true;
  };
}

/** A field of a struct, where the API server only says which struct it is. */
export function by(field: string, ...constraints: readonly Constraint[]): Constraint {
  return (value, place) => {
    apply(constraints, (value as Readonly<Record<string, unknown>> | undefined)?.[field], place);
    return true;
  };
}

/** No entry twice: none that is equal to another, or has the same value in a field. */
export function unique(field?: string): Constraint {
  return (value, place) => {
    if (!Array.isArray(value) || value.length < 2) return true;
    const seen = new Set<unknown>();
    for (const [index, item] of value.entries()) {
      const key: unknown = field === undefined ? item : item[field];
      if (seen.has(key)) place.inside((path) => path.child(index)).duplicate(key ?? '');
      seen.add(key);
    }
    return true;
  };
}

/** Says what is wrong with a value that has no table of its own. */
export function applyAt(
  report: Report,
  rule: Rule,
  path: Path,
  value: unknown,
  ...constraints: readonly Constraint[]
): void {
  apply(constraints, value, new Place(report, rule, path));
}

/** Constraints one after the other, up to the first that says something. */
export function apply(constraints: readonly Constraint[], value: unknown, place: Place): void {
  for (const constraint of constraints) if (!constraint(value, place)) return;
}

/** For maps, which are empty without being the zero value. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
