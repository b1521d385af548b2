import { describe, expect, test } from '@jest/globals';
import { readJsonWebKeys } from './json-web-keys';

const RSA = { kty: 'RSA', n: 'AQAB', e: 'AQAB' };

describe('keys', () => {
  test.each<[string, unknown, boolean[]]>([
    ['a set', { keys: [RSA, { kty: 'OKP', crv: 'Ed25519', x: 'AA' }] }, [false, false]],
    ['an empty set', { keys: [] }, []],
    ['a set that is null', { keys: null }, []],
    ['a single key', RSA, [false]],
    [
      'private keys',
      {
        keys: [
          { ...RSA, d: 'AQAB' },
          { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' },
        ],
      },
      [true, true],
    ],
    ['a shared secret, which is all there is of it', { kty: 'oct', k: 'AA' }, [false]],
  ])('GIVEN %s THEN it is read', (_what, value, secrets) => {
    expect(readJsonWebKeys(JSON.stringify(value))).toEqual(secrets.map((isPrivate) => ({ isPrivate })));
  });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['no object', '[]', 'it is not a JSON object'],
    ['no list', '{"keys": {}}', 'its keys are not a list'],
    ['no type', '{}', 'kty is missing, not RSA, EC, OKP or oct'],
    ['an unknown type', '{"keys": [{"kty": "DSA"}]}', 'key 1: kty is "DSA", not RSA, EC, OKP or oct'],
    ['no key', '{"keys": [1]}', 'key 1: it is not a JSON object'],
    ['a key without its parts', '{"kty": "RSA", "n": "AQAB"}', 'e is missing'],
    ['a name that is no text', '{"kty": "oct", "k": "AA", "kid": 1}', 'kid is not a text'],
    ['a private part that is not encoded', '{"kty": "oct", "k": "AA", "d": "A"}', 'd is not written in base64url'],
    ['a part that is not encoded', '{"kty": "oct", "k": "a b"}', 'k is not written in base64url'],
  ])('GIVEN %s THEN it is said', (_what, text, why) => {
    expect(readJsonWebKeys(text)).toBe(why);
  });
});
