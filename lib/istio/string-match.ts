import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';

/**
 * How a text is compared.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export class StringMatch {
  /** The whole text. */
  static exact(text: string): StringMatch {
    return new StringMatch({ exact: text });
  }

  /**
   * The beginning of the text. Of a path, `/a` is also the beginning of `/abc`.
   *
   * @throws when the text is empty: everything begins with it
   */
  static prefix(text: string): StringMatch {
    if (text === '') {
      throw new MeshwrightError(
        'StringMatch.prefix',
        'an empty prefix matches everything: give at least one character',
      );
    }
    return new StringMatch({ prefix: text });
  }

  /**
   * The whole text, by an RE2 expression: neither look-ahead nor back references; `\d+$` does not match `a123`.
   *
   * @throws when the expression is empty, longer than the 1024 characters that istiod takes, or not one of RE2
   * @see https://github.com/google/re2/wiki/Syntax
   */
  static regex(expression: string): StringMatch {
    checkRe2('StringMatch.regex', expression);
    return new StringMatch({ regex: expression });
  }

  private constructor(private readonly match: wire.StringMatch) {}

  /** As the API server reads it. */
  toWire(): wire.StringMatch {
    return this.match;
  }
}

/**
 * Throws for what istiod would not take for an expression of RE2. Not a parser: it knows the mistakes of those who come
 * from other dialects or from globs.
 */
export function checkRe2(where: string, expression: string): void {
  if (expression === '' || expression.length > 1024) {
    throw new MeshwrightError(
      where,
      `an expression has 1 to 1024 characters, this one has ${expression.length}: give a shorter one, or several matches`,
    );
  }
  const withoutEscapes = expression.replace(/\\[^1-9]/g, '');
  const bare = withoutEscapes.replace(/\[\^?\]?[^\]]*\]/g, '');
  if (/^[*+?]/.test(expression)) {
    throw new MeshwrightError(where, `"${expression}" repeats nothing: for any text write ".*"`);
  }
  if (/\(\?<?[=!]/.test(bare)) {
    throw new MeshwrightError(where, `"${expression}" looks ahead or behind, which RE2 cannot: use several matches`);
  }
  if (/\\[1-9]/.test(withoutEscapes)) {
    throw new MeshwrightError(where, `"${expression}" refers back to a group, which RE2 cannot: write the text out`);
  }
  if (bare.split('(').length !== bare.split(')').length) {
    throw new MeshwrightError(where, `"${expression}" has a parenthesis without its other half: close it or escape it`);
  }
}
