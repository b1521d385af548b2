import { MeshwrightError } from '../core/errors';
import { checkRe2, StringMatch } from './string-match';

/** What RFC 6265 allows in the name of a cookie, and in a value that is compared as it is. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[^\s",;\\\p{Cc}]*$/u;

/**
 * The header `cookie` with a cookie of that name and value, wherever it stands among the others: browsers write
 * `a=b; user=tester`, with a space.
 *
 * @throws MeshwrightError when a cookie cannot have the name or the value
 */
export function cookieHeader(where: string, name: string, value: string | StringMatch): { readonly regex: string } {
  if (!NAME.test(name)) {
    throw new MeshwrightError(
      where,
      `"${name}" cannot be the name of a cookie: only letters, digits, "-", "_" and "."`,
    );
  }
  const regex = `^(.*?;)?\\s*(${escaped(name)}=${expressionOf(where, value)})(;.*)?$`;
  checkRe2(where, regex);
  return { regex };
}

function expressionOf(where: string, value: string | StringMatch): string {
  const { exact, prefix, regex } = (typeof value === 'string' ? StringMatch.exact(value) : value)._toWire();
  if (regex !== undefined) return `(?:${regex})`;
  const text = exact ?? prefix ?? '';
  if (!VALUE.test(text)) throw new MeshwrightError(where, `"${text}" cannot stand in a cookie as it is: encode it`);
  return exact === undefined ? `${escaped(text)}[^;]*` : escaped(text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^$|(){}[\]\\]/g, '\\$&');
}
