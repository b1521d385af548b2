import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const rule = (fields: object) => ({ jwtRules: [{ issuer: 'a', ...fields }] });
const keys = (...list: object[]) => rule({ jwks: JSON.stringify({ keys: list }) });

describe('rules', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      rule({
        jwksUri: 'https://a.com/keys',
        audiences: ['a'],
        fromHeaders: [{ name: 'x-token' }],
        fromParams: ['t'],
        fromCookies: ['c'],
        outputClaimToHeaders: [{ header: 'x-claim', claim: 'a.b' }],
        timeout: '5s',
      }),
      [],
    ],
    [
      'of nobody',
      { jwtRules: [{}, { jwks_uri: 'https://a.com' }] },
      ['error spec.jwtRules[0].issuer: it is not said whose tokens are accepted'],
    ],
    [
      'with names that are empty or none',
      rule({
        audiences: [''],
        fromHeaders: [{ prefix: 'Bearer ' }],
        fromParams: [''],
        fromCookies: [''],
        outputClaimToHeaders: [{ header: 'a b', claim: '' }],
      }),
      [
        'error spec.jwtRules[0].audiences[0]: the name of the audience is empty',
        'error spec.jwtRules[0].fromParams[0]: the name of the parameter is empty',
        'error spec.jwtRules[0].fromCookies[0]: the name of the cookie is empty',
        'error spec.jwtRules[0].fromHeaders[0].name: the name of the header is empty',
        'error spec.jwtRules[0].outputClaimToHeaders[0].header: "a b" is not the name of a header',
        'error spec.jwtRules[0].outputClaimToHeaders[0].claim: the name of the claim is empty',
      ],
    ],
    [
      'with an address that is none, and too short a time',
      rule({ jwksUri: 'ftp://a.com', timeout: '1us' }),
      [
        'error spec.jwtRules[0].jwksUri: "ftp://a.com" cannot be fetched',
        'error spec.jwtRules[0].timeout: "1us" is too short: a duration is at least 1ms',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('RequestAuthentication', spec)).toEqual(expected);
  });
});

describe('keys', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      keys(
        { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
        { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
        { kty: 'oct', k: 'AA' },
      ),
      [],
    ],
    [
      'with which tokens are made',
      keys({ kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'AQAB' }),
      [
        'warning spec.jwtRules[0].jwks: there is a private key in it: with it anybody can make tokens that are accepted',
      ],
    ],
    [
      'that are none',
      keys({ kty: 'RSA', n: 'AQAB' }),
      ['error spec.jwtRules[0].jwks: these are no keys: key 1: e is missing'],
    ],
    ['that are no JSON', rule({ jwks: '{' }), ['error spec.jwtRules[0].jwks: these are no keys: it is not JSON']],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('RequestAuthentication', spec)).toEqual(expected);
  });
});
