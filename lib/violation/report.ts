import type { Path } from './path';
import type { Violation, ViolationType } from './violation';

/** Collects violations, with a method for each type. */
export class Report<Rule extends string = string> {
  readonly violations: Violation[] = [];

  /** How many there are until now. */
  get count(): number {
    return this.violations.length;
  }

  /** Whether something was found at a place, or inside. */
  has(place: Path): boolean {
    return this.violations.some(({ path }) => place.contains(path));
  }

  required(rule: Rule, path: Path, detail?: string, fix?: string): void {
    this.add(rule, 'required', path, undefined, detail, fix);
  }

  /** @param value `undefined` for what Go prints as null */
  invalid(rule: Rule, path: Path, value: unknown, detail: string, fix?: string): void {
    this.add(rule, 'invalid', path, value, detail, fix);
  }

  /** One for each of the problems with a value. */
  invalidEach(rule: Rule, path: Path, value: unknown, details: readonly string[], fix?: string): void {
    for (const detail of details) this.invalid(rule, path, value, detail, fix);
  }

  unsupported(rule: Rule, path: Path, value: unknown, supported: readonly string[], fix?: string): void {
    const values = supported.map((one) => JSON.stringify(one)).join(', ');
    this.add(rule, 'unsupported', path, value, values === '' ? undefined : `supported values: ${values}`, fix);
  }

  duplicate(rule: Rule, path: Path, value: unknown, detail?: string): void {
    this.add(rule, 'duplicate', path, value, detail);
  }

  notFound(rule: Rule, path: Path, value: unknown, fix?: string, detail?: string): void {
    this.add(rule, 'not found', path, value, detail, fix);
  }

  forbidden(rule: Rule, path: Path, detail: string, fix?: string): void {
    this.add(rule, 'forbidden', path, undefined, detail, fix);
  }

  /** The API server itself cannot go on because of it. */
  internal(rule: Rule, path: Path, detail: string): void {
    this.add(rule, 'internal', path, undefined, detail);
  }

  tooLong(rule: Rule, path: Path, bytes: number): void {
    this.add(rule, 'too long', path, undefined, `may not be more than ${bytes} bytes`);
  }

  tooMany(rule: Rule, path: Path, count: number, limit: number): void {
    this.add(rule, 'too many', path, count, `must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`);
  }

  /** What the decoder says. */
  undecodable(rule: Rule, path: Path, detail: string, fix?: Violation['fix']): void {
    this.add(rule, 'undecodable', path, undefined, detail, fix);
  }

  /** A field that there is not. */
  unknownField(rule: Rule, path: Path): void {
    this.add(rule, 'unknown field', path);
  }

  /** Something about the whole object, told without a place. */
  statement(rule: Rule, path: Path, detail: string): void {
    this.add(rule, 'statement', path, undefined, detail);
  }

  /** What the API server accepts, and is wrong all the same. */
  warning(rule: Rule, path: Path, detail: string, fix?: string): void {
    this.violations.push({ rule, severity: 'warning', type: 'remark', path, detail, fix });
  }

  private add(
    rule: Rule,
    type: ViolationType,
    path: Path,
    value?: unknown,
    detail?: string,
    fix?: Violation['fix'],
  ): void {
    this.violations.push({ rule, type, path, value, detail, fix });
  }
}
