/** Tokens as values of an attribute: what a valid one says, as JSON, or one that nobody finds valid. */

export const INVALID_TOKEN = '!';

type Claims = Readonly<Record<string, unknown>>;

export function tokenOf(claims: Claims): string {
  return JSON.stringify(claims);
}

/** What a token says; undefined for none and for one that is not valid. */
export function claimsOf(token: string | undefined): Claims | undefined {
  return token === undefined || token === INVALID_TOKEN ? undefined : (JSON.parse(token) as Claims);
}

/** Claims with one more, at the end of a way. */
export function claimsWith(claims: Claims, [first, ...rest]: readonly string[], value: string): Claims {
  if (first === undefined) return claims;
  if (rest.length === 0) return { ...claims, [first]: value };
  const inner = claims[first];
  const known = typeof inner === 'object' && inner !== null ? (inner as Claims) : {};
  return { ...claims, [first]: claimsWith(known, rest, value) };
}
