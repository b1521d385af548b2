import type { FieldPath, Severity } from '../model/finding';
import { messageOf, tell, withoutRepetition } from './message';
import type { Violation } from './violation';

/** A violation with what is made of it when it is printed. */
export interface ToldViolation {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: FieldPath;
  readonly message: string;
  readonly fix?: string;
}

/** What is told of violations, each once. */
export function told(violations: readonly Violation[]): ToldViolation[] {
  return withoutRepetition(violations).map((violation) => ({ ...tell(violation), path: violation.path.parts }));
}

/** The messages of violations, each once. */
export function messagesOf(violations: readonly Violation[]): string[] {
  return withoutRepetition(violations).map(messageOf);
}
