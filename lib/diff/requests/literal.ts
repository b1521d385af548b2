import { compilePattern } from '../../kube/regular-expression';
import type { Matcher } from '../../mesh/http-routes';

/** What a manifest compares a value of requests with. */
export interface Literal {
  readonly form: 'exact' | 'prefix' | 'suffix' | 'regex' | 'present';
  readonly text: string;
  readonly ignoreCase: boolean;
  /** Whether what is missing counts as empty. */
  readonly missingIsEmpty: boolean;
  /** As it is written, where that is something else than the text. */
  readonly written?: string;
}

type Options = Partial<Pick<Literal, 'ignoreCase' | 'missingIsEmpty' | 'written'>>;

export function literal(form: Literal['form'], text: string, options: Options = {}): Literal {
  return { form, text, ignoreCase: false, missingIsEmpty: false, ...options };
}

/** What a condition of a route compares with: the first segments of a path are a path, and a prefix with a slash. */
export function literalsOfMatcher(matcher: Matcher, options: Options = {}): readonly [Literal, ...Literal[]] {
  if (matcher.kind === 'present') return [literal('present', '', options)];
  if (matcher.kind !== 'segments') return [literal(matcher.kind, matcher.value, options)];
  return [literal('exact', matcher.value, options), literal('prefix', `${matcher.value}/`, options)];
}

/** A value in an AuthorizationPolicy: `*`, `*end`, `beginning*`, or the text itself. */
export function literalOfPattern(value: string): Literal {
  if (value === '*') return literal('present', '');
  if (value.startsWith('*')) return literal('suffix', value.slice(1));
  return value.endsWith('*') ? literal('prefix', value.slice(0, -1)) : literal('exact', value);
}

/** A path in an AuthorizationPolicy: `{*}` is a segment, `{**}` any number of them. */
export function literalOfPath(value: string): Literal {
  if (!/\{\*{1,2}\}/.test(value)) return literalOfPattern(value);
  const parts = value.split(/(\{\*\*\}|\{\*\})/);
  const regex = parts.map((part) => (part === '{**}' ? '.*' : part === '{*}' ? '[^/]+' : escaped(part))).join('');
  return literal('regex', regex, { written: value });
}

/** A text as a regular expression for it alone. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether a value is what the literal is for. */
export function takes({ form, text, ignoreCase, missingIsEmpty }: Literal, given: string | undefined): boolean {
  const value = given ?? (missingIsEmpty ? '' : undefined);
  if (form === 'present') return given !== undefined;
  if (value === undefined) return false;
  const [own, other] = ignoreCase ? [text.toLowerCase(), value.toLowerCase()] : [text, value];
  switch (form) {
    case 'exact':
      return other === own;
    case 'prefix':
      return other.startsWith(own);
    case 'suffix':
      return other.endsWith(own);
    case 'regex': {
      const compiled = compilePattern(text);
      return typeof compiled !== 'string' && compiled.matchesWhole(value);
    }
  }
}
