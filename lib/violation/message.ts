import { formatNumber, marshal, quote } from '../kube/go';
import type { Finding } from '../model/finding';
import { formatPath } from '../model/finding';
import { OMITTED, type Violation, type ViolationType } from './violation';

/** How the API server calls its field errors, with whether it prints the value. */
const WORDS: Readonly<Partial<Record<ViolationType, { readonly words: string; readonly value: boolean }>>> = {
  required: { words: 'Required value', value: false },
  invalid: { words: 'Invalid value', value: true },
  'wrong type': { words: 'Invalid value', value: true },
  unsupported: { words: 'Unsupported value', value: true },
  duplicate: { words: 'Duplicate value', value: true },
  'not found': { words: 'Not found', value: true },
  forbidden: { words: 'Forbidden', value: false },
  internal: { words: 'Internal error', value: false },
  'too long': { words: 'Too long', value: false },
  'too many': { words: 'Too many', value: true },
};

/** A violation in the words of the API server, with the place in front: `spec.hosts: Required value`. */
export function messageOf({ type, path, value, detail }: Violation): string {
  const { name } = path;
  if (type === 'unknown field') return `strict decoding error: unknown field ${quote(name)}`;
  const more = typeof detail === 'function' ? detail() : (detail ?? '');
  if (type === 'statement') return more;
  const field = WORDS[type];
  const what = [
    name === '' ? '<nil>' : name,
    ...(field === undefined
      ? []
      : [field.value && value !== OMITTED ? `${field.words}: ${formatValue(value)}` : field.words]),
    ...(more === '' ? [] : [more]),
  ];
  return what.join(': ');
}

/** What a finding has of a violation. */
export type Told = Pick<Finding, 'rule' | 'severity' | 'path' | 'message' | 'fix'>;

/**
 * A violation as it is reported.
 *
 * @param written how the value is written, where it is written somewhere
 */
export function tell(violation: Violation, written: () => string | undefined = () => undefined): Told {
  const { rule, severity = 'error', path } = violation;
  const fix = typeof violation.fix === 'function' ? violation.fix(written) : violation.fix;
  return {
    rule,
    severity,
    path: formatPath(path.parts),
    message: messageOf(violation),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Violations as they are reported, each once: two judges may say the same of a place. */
export function withoutRepetition(violations: readonly Violation[]): readonly Violation[] {
  if (violations.length < 2) return violations;
  const seen = new Set<string>();
  return violations.filter((violation) => {
    const key = `${violation.path.parts.join('\0')}\0${messageOf(violation)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value);
  return marshal(value);
}
