import type { Severity } from '../model/finding';
import type { Violation } from '../violation/violation';
import type { Field } from './field';
import type { AdmissionRule } from './rules';

/** Collects what is said of one object. */
export class Report {
  readonly violations: Violation[] = [];

  /** How many there are until now. */
  get count(): number {
    return this.violations.length;
  }

  /** What makes istiod refuse the object. */
  refuse(at: Field, detail: string, fix: string): void {
    this.add('IST0106', at, detail, fix);
  }

  /** What istiod accepts with a warning. */
  warn(at: Field, detail: string, fix: string): void {
    this.add('IST0133', at, detail, fix, 'warning');
  }

  add(rule: AdmissionRule, at: Field, detail: string, fix: string, severity?: Severity): void {
    this.violations.push({ rule, severity, type: 'remark', path: at.path, detail, fix });
  }
}
