import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';

/** Where a value is, for whoever says what is wrong with it; the path is made when something is. */
export class Place {
  private made: Path | undefined;

  /** @param child the field or the entry; nothing for what is around itself */
  constructor(
    readonly report: Report,
    readonly rule: Rule,
    private readonly around: Path,
    private readonly child?: (around: Path) => Path,
  ) {}

  get path(): Path {
    this.made ??= this.child === undefined ? this.around : this.child(this.around);
    return this.made;
  }

  /** A place inside of this one. */
  inside(child: (around: Path) => Path): Place {
    return new Place(this.report, this.rule, this.path, child);
  }

  required(detail?: string, fix?: string): false {
    this.report.required(this.rule, this.path, detail, fix);
    return false;
  }

  invalid(value: unknown, detail: string, fix?: string): false {
    this.report.invalid(this.rule, this.path, value, detail, fix);
    return false;
  }

  /** @returns whether there are none */
  invalidEach(value: unknown, details: readonly string[]): boolean {
    if (details.length > 0) this.report.invalidEach(this.rule, this.path, value, details);
    return details.length === 0;
  }

  unsupported(value: unknown, supported: readonly string[]): false {
    this.report.unsupported(this.rule, this.path, value, supported);
    return false;
  }

  duplicate(value: unknown): false {
    this.report.duplicate(this.rule, this.path, value);
    return false;
  }

  forbidden(detail: string, fix?: string): false {
    this.report.forbidden(this.rule, this.path, detail, fix);
    return false;
  }

  internal(detail: string): false {
    this.report.internal(this.rule, this.path, detail);
    return false;
  }

  tooMany(count: number, limit: number): false {
    this.report.tooMany(this.rule, this.path, count, limit);
    return false;
  }

  tooLong(bytes: number): false {
    this.report.tooLong(this.rule, this.path, bytes);
    return false;
  }
}
