import type * as wire from '../../imports/networking.istio.io';
import type { AtLeastOne, NonEmpty } from './non-empty';
import type { RuleContext } from './rule-context';

/** Changes to the headers of a message: first `remove`, then `set`, then `add`. */
export type HeaderOperations = AtLeastOne<{
  /** Replaces headers. */
  readonly set?: Readonly<Record<string, string>>;
  /** Adds values to headers. */
  readonly add?: Readonly<Record<string, string>>;
  /** Takes headers away. */
  readonly remove?: NonEmpty<string>;
}>;

/**
 * Changes to the headers of requests and of their answers.
 *
 * Of a request, `host` may be set, which changes the authority; of an answer neither `host` nor a header that begins
 * with `:` can be changed.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export type HeaderRules = AtLeastOne<{
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
}>;

/** As the API server reads it; `authority` is that of a rewrite, which must not be set a second time. */
export function headersToWire(
  headers: HeaderRules | undefined,
  context: RuleContext,
  authority?: string,
): wire.Headers | undefined {
  if (!headers) return undefined;
  const { request, response } = headers;
  const written = [...Object.entries(request?.set ?? {}), ...Object.entries(request?.add ?? {})];
  const taken = [...(request?.remove ?? []), ...(response?.remove ?? [])];
  const answered = [...Object.entries(response?.set ?? {}), ...Object.entries(response?.add ?? {})];
  for (const [name, value] of [...written, ...answered]) checkValue(name, value, context);
  for (const [name] of written) checkName(name, isAuthority(name), context);
  for (const name of [...taken, ...answered.map(([name]) => name)]) checkName(name, false, context);
  const authorities = written.filter(([name]) => isAuthority(name)).map(([, value]) => value);
  if (authority !== undefined) authorities.unshift(authority);
  if (authorities.length > 1) {
    throw context.error(
      `the authority is set twice (${authorities.join(', ')}): set it by the rewrite or by one header`,
    );
  }
  return headers;
}

function isAuthority(name: string): boolean {
  return [':authority', 'host'].includes(name.toLowerCase());
}

function checkName(name: string, mayBeAuthority: boolean, context: RuleContext): void {
  if (mayBeAuthority) return;
  if (isAuthority(name) || name.startsWith(':')) {
    throw context.error(
      `header "${name}" cannot be changed here: only headers of the message, and host of requests by set`,
    );
  }
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw context.error(`"${name}" is not the name of a header: only letters, digits and "-"`);
  }
}

function checkValue(name: string, value: string, context: RuleContext): void {
  const control = [...value].some((character) => (character < ' ' && character !== '\t') || character === '\x7f');
  if (control) throw context.error(`header "${name}" has a control character in its value: leave it out`);
}
