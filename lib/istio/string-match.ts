import type { IConstruct } from 'constructs';
import { RE2JS } from 're2js';
import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';

/** The ways to compare a text. */
export type TextComparison = 'exact' | 'prefix' | 'regex';

/**
 * How a text is compared.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export class StringMatch<out How extends TextComparison = TextComparison> {
  /** The whole text. */
  static exact(text: string): StringMatch<'exact'> {
    return new StringMatch('exact', { exact: text });
  }

  /**
   * The beginning of the text. Of a path, `/a` is also the beginning of `/abc`.
   *
   * @throws when the text is empty: everything begins with it
   */
  static prefix(text: string): StringMatch<'prefix'> {
    if (text === '') {
      throw new MeshwrightError(
        'StringMatch.prefix',
        'an empty prefix matches everything: give at least one character',
      );
    }
    return new StringMatch('prefix', { prefix: text });
  }

  /**
   * The whole text, by an RE2 expression: neither look-ahead nor back references; `\d+$` does not match `a123`.
   *
   * @throws when the expression is empty, longer than the 1024 characters that istiod takes, or not one of RE2
   * @see https://github.com/google/re2/wiki/Syntax
   */
  static regex(expression: string): StringMatch<'regex'> {
    checkRe2('StringMatch.regex', expression);
    return new StringMatch('regex', { regex: expression });
  }

  private constructor(
    /** The way in which it is compared. */
    readonly how: How,
    private readonly match: wire.StringMatch,
  ) {}

  /** As the API server reads it. @internal */
  _toWire(): wire.StringMatch {
    return this.match;
  }
}

/** Throws for what istiod would not take for an expression of RE2, in the words of those who know another dialect. */
export function checkRe2(where: IConstruct | string, expression: string): void {
  if (expression === '' || expression.length > 1024) {
    throw new MeshwrightError(
      where,
      `an expression has 1 to 1024 characters, this one has ${expression.length}: give a shorter one, or several matches`,
    );
  }
  try {
    RE2JS.compile(expression);
  } catch (error) {
    throw new MeshwrightError(where, `"${expression}" ${whyNotRe2(expression, error)}`, { cause: error });
  }
}

function whyNotRe2(expression: string, error: unknown): string {
  if (/^[*+?]/.test(expression)) return 'repeats nothing: for any text write ".*"';
  if (/\(\?<?[=!]/.test(expression)) return 'looks ahead or behind, which RE2 cannot: use several matches';
  if (/\\[1-9]/.test(expression)) return 'refers back to a group, which RE2 cannot: write the text out';
  const reason = error instanceof Error ? error.message : String(error);
  return `is not an expression of RE2, ${reason.replace(/^error parsing regexp: /, '')}: mend it, or escape what is meant as it is by "\\"`;
}
