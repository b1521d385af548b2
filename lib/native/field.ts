import type { FieldPath, Issue } from '../model/finding';
import { isTextMap } from './json';
import type { Rule } from './rules';

/**
 * A place in an object: where it is, and what the API server calls it. Both are put together when something is wrong
 * there, which is seldom.
 */
export class At {
  /** The whole object. */
  static readonly root = new At(undefined, [], () => '');

  private constructor(
    private readonly parent: At | undefined,
    private readonly parts: FieldPath,
    private readonly name: (around: string, parts: FieldPath) => string,
  ) {}

  get path(): FieldPath {
    return this.parent === undefined ? this.parts : [...this.parent.path, ...this.parts];
  }

  /** Entries of maps are in brackets: `data[a.txt]`. */
  get text(): string {
    return this.name(this.parent?.text ?? '', this.parts);
  }

  /** A field. */
  child(...names: readonly string[]): At {
    return new At(this, names, dotted);
  }

  /** An entry of a list. */
  index(index: number): At {
    return new At(this, [index], bracketed);
  }

  /** An entry of a map. */
  key(key: string): At {
    return new At(this, [key], bracketed);
  }

  /** The same place under another name: some of the API server's paths lead nowhere. */
  called(text: string): At {
    return new At(this, [], () => text);
  }

  /** Another place, with its name. */
  at(path: FieldPath, text: string): At {
    return new At(undefined, path, () => text);
  }

  /** A place further inside, which the API server calls like this one. */
  inside(...path: FieldPath): At {
    return new At(this, path, same);
  }
}

function dotted(around: string, parts: FieldPath): string {
  const text = parts.join('.');
  return around === '' ? text : `${around}.${text}`;
}

function bracketed(around: string, parts: FieldPath): string {
  return `${around}[${parts.join()}]`;
}

function same(around: string): string {
  return around;
}

/**
 * Collects what is wrong, in the words of the API server's field errors.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation/field#Error
 */
export class Issues {
  private readonly found = new Map<string, Issue>();

  /** What was found, once each. */
  get all(): Issue[] {
    return [...this.found.values()];
  }

  /** Whether something was found at a place, or inside. */
  has(at: At): boolean {
    return this.all.some(({ path }) => at.path.every((part, index) => path[index] === part));
  }

  /** How many there are until now. */
  get count(): number {
    return this.found.size;
  }

  required(rule: Rule, at: At, detail = '', fix?: string): void {
    this.add(rule, at, 'Required value', detail, fix);
  }

  /** @param value `undefined` for what Go prints as null */
  invalid(rule: Rule, at: At, value: unknown, detail: string, fix?: string): void {
    this.add(rule, at, `Invalid value: ${shown(value)}`, detail, fix);
  }

  /** One `Invalid value` for each of the problems with a value. */
  invalidEach(rule: Rule, at: At, value: unknown, details: readonly string[], fix?: string): void {
    for (const detail of details) this.invalid(rule, at, value, detail, fix);
  }

  unsupported(rule: Rule, at: At, value: unknown, supported: readonly string[], fix?: string): void {
    const values = supported.map((one) => JSON.stringify(one)).join(', ');
    this.add(rule, at, `Unsupported value: ${shown(value)}`, values === '' ? '' : `supported values: ${values}`, fix);
  }

  duplicate(rule: Rule, at: At, value: unknown): void {
    this.add(rule, at, `Duplicate value: ${shown(value)}`, '');
  }

  notFound(rule: Rule, at: At, value: unknown, fix?: string): void {
    this.add(rule, at, `Not found: ${shown(value)}`, '', fix);
  }

  forbidden(rule: Rule, at: At, detail: string, fix?: string): void {
    this.add(rule, at, 'Forbidden', detail, fix);
  }

  tooLong(rule: Rule, at: At, bytes: number): void {
    this.add(rule, at, 'Too long', `may not be more than ${bytes} bytes`);
  }

  /** What is said in words of its own, such as an error of decoding. */
  error(rule: Rule, at: At, message: string, fix?: string): void {
    this.add(rule, at, message, '', fix);
  }

  /** What the API server accepts, and is wrong all the same. */
  warning(rule: Rule, at: At, message: string, fix?: string): void {
    this.add(rule, at, message, '', fix, 'warning');
  }

  private add(rule: Rule, at: At, what: string, detail: string, fix?: string, severity: Issue['severity'] = 'error') {
    // A path that has no name, which is that of a whole object, is printed like an empty index.
    const message = `${at.text === '' ? '[]' : at.text}: ${what}${detail === '' ? '' : `: ${detail}`}`;
    const key = `${message}\n${at.path.join('\n')}`;
    if (this.found.has(key)) return;
    this.found.set(key, { rule, severity, path: at.path, message, ...(fix === undefined ? {} : { fix }) });
  }
}

/** A value as field errors print it: simple values bare, everything else as Go's JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify(value, sorted).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** Go prints maps in the order of their keys, and structures in the order of their fields. */
function sorted(_key: string, value: unknown): unknown {
  return isTextMap(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
    : value;
}
