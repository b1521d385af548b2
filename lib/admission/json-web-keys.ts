import { isMap, type JsonMap } from '../kube/json';

export interface JsonWebKey {
  /** Whether tokens can be signed with it. */
  readonly isPrivate: boolean;
}

/** The parameters that a key of each type needs. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
  ['oct', ['k']],
]);
/** What may be said of a key of each type, as text. */
const TEXTS = ['kid', 'alg', 'use'];

/**
 * The keys of a set, or a single key.
 *
 * @returns what is wrong with it, if something is
 * @see https://datatracker.ietf.org/doc/html/rfc7517
 */
export function readJsonWebKeys(text: string): readonly JsonWebKey[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isMap(value)) return 'it is not a JSON object';
  if (!Object.hasOwn(value, 'keys')) {
    const key = readKey(value);
    return typeof key === 'string' ? key : [key];
  }
  if (value.keys === null) return [];
  if (!Array.isArray(value.keys)) return 'its keys are not a list';
  const keys: JsonWebKey[] = [];
  for (const [index, item] of value.keys.entries()) {
    const key = isMap(item) ? readKey(item) : 'it is not a JSON object';
    if (typeof key === 'string') return `key ${index + 1}: ${key}`;
    keys.push(key);
  }
  return keys;
}

function readKey(key: JsonMap): JsonWebKey | string {
  const { kty } = key;
  const required = typeof kty === 'string' ? REQUIRED.get(kty) : undefined;
  if (required === undefined) return `kty is ${JSON.stringify(kty) ?? 'missing'}, not RSA, EC, OKP or oct`;
  for (const name of required) {
    const value = key[name];
    if (typeof value !== 'string') return `${name} is missing`;
    if (name !== 'crv' && !isBase64(value)) return `${name} is not written in base64url`;
  }
  if (typeof key.d === 'string' && !isBase64(key.d)) return 'd is not written in base64url';
  const wrong = TEXTS.find((name) => Object.hasOwn(key, name) && typeof key[name] !== 'string');
  if (wrong !== undefined) return `${wrong} is not a text`;
  return { isPrivate: kty !== 'oct' && Object.hasOwn(key, 'd') };
}

function isBase64(text: string): boolean {
  const digits = text.replace(/[\r\n]|={1,2}$/g, '');
  return /^[-_+/A-Za-z0-9]*$/.test(digits) && digits.length % 4 !== 1;
}
