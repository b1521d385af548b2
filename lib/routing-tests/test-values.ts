import { isMap, type JsonMap } from '../kube/json';
import { closest, isSlip } from '../kube/suggestion';
import { type FieldPath, formatPath } from '../model/finding';

/** Reads the values of a file of tests, and collects what is wrong with them. */
export class TestValues {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];

  constructor(
    private readonly file: string,
    readonly lineOf: (path: FieldPath) => number,
  ) {}

  refuse(path: FieldPath, problem: string, allowed: string): void {
    this.problems.push(`${this.file}:${this.lineOf(path)}: ${formatPath(path)} ${problem}: write ${allowed}`);
  }

  /** A value by its key, in whatever case: as Go reads JSON. */
  at(map: JsonMap, key: string): unknown {
    const own = Object.hasOwn(map, key)
      ? key
      : Object.keys(map).find((each) => each.toLowerCase() === key.toLowerCase());
    return own === undefined ? undefined : map[own];
  }

  /** Refuses keys that are others with a slip of the pen; warns of those that mean nothing. */
  knownKeys(map: JsonMap, path: FieldPath, known: readonly string[]): void {
    for (const key of Object.keys(map)) {
      if (known.some((each) => each.toLowerCase() === key.toLowerCase())) continue;
      const meant = closest(key, known);
      if (meant !== undefined && isSlip(key, meant)) this.refuse([...path, key], 'means nothing', `${meant}`);
      else {
        const at = formatPath([...path, key]);
        this.warnings.push(`${this.file}:${this.lineOf([...path, key])}: ${at} means nothing here and is passed over`);
      }
    }
  }

  map(value: unknown, path: FieldPath): JsonMap {
    if (value === undefined || value === null) return {};
    if (isMap(value)) return value;
    this.refuse(path, 'must be a map', 'keys with values below it');
    return {};
  }

  list(value: unknown, path: FieldPath): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.refuse(path, 'must be a list', 'its items with a dash each');
    return [];
  }

  /** One text, or a list of them. */
  texts(value: unknown, path: FieldPath): readonly string[] {
    if (isScalar(value)) return [String(value)];
    return this.list(value, path).map((each, index) => this.text(each, [...path, index]) ?? '');
  }

  text(value: unknown, path: FieldPath): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (isScalar(value)) return String(value);
    this.refuse(path, 'must be text', 'it in quotes');
    return undefined;
  }

  number(value: unknown, path: FieldPath): number | undefined {
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    this.refuse(path, 'must be a number', 'one');
    return undefined;
  }

  boolean(value: unknown, path: FieldPath): boolean | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'boolean') return value;
    this.refuse(path, 'must be true or false', 'true or false');
    return undefined;
  }

  oneOf<T extends string>(value: unknown, path: FieldPath, allowed: readonly T[]): T | undefined {
    const text = this.text(value, path);
    const found = allowed.find((each) => each === text);
    if (found === undefined && text !== undefined) this.refuse(path, `is ${text}`, `one of ${allowed.join(', ')}`);
    return found;
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
