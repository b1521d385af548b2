import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from './answer';
import { covers, readHttpConditions } from './http-conditions';
import type { Surroundings } from './surroundings';

const verdict = (outer: object, inner: object, around: Surroundings = {}): Answer =>
  covers(readHttpConditions(outer, around), readHttpConditions(inner, around), around);

describe('GIVEN conditions of the same kind', () => {
  test.each<[string, object, object, Answer]>([
    ['none', {}, { uri: { exact: '/' } }, 'yes'],
    ['none of the later', { uri: { exact: '/' } }, {}, 'no'],
    ['paths', { uri: { prefix: '/api' } }, { uri: { exact: '/api/v1' } }, 'yes'],
    ['paths that are wider', { uri: { prefix: '/api/v1' } }, { uri: { prefix: '/api' } }, 'no'],
    ['every path', { uri: { prefix: '/' } }, {}, 'yes'],
    ['every path, by an expression', { uri: { regex: '/.*' } }, {}, 'yes'],
    ['paths of any case', { uri: { prefix: '/api' }, ignoreUriCase: true }, { uri: { exact: '/API' } }, 'yes'],
    ['paths of any case, later', { uri: { prefix: '/api' } }, { uri: { exact: '/api' }, ignoreUriCase: true }, 'no'],
    ['methods', { method: { regex: 'GET|HEAD' } }, { method: { exact: 'GET' } }, 'yes'],
    ['methods, of which only one is', { method: { exact: 'GET' } }, { method: { regex: 'GET|HEAD' } }, 'no'],
    ['a method that every request has', { method: { regex: '.*' } }, {}, 'yes'],
    ['a method as a header', { headers: { ':METHOD': { exact: 'GET' } } }, { method: { exact: 'GET' } }, 'yes'],
    ['an authority', { authority: { prefix: 'a' } }, { authority: { exact: 'a.com' } }, 'yes'],
    ['a scheme', { scheme: { exact: 'http' } }, { scheme: { exact: 'https' } }, 'no'],
    ['headers', { headers: { A: { prefix: 'x' } } }, { headers: { a: { exact: 'xy' }, b: {} } }, 'yes'],
    ['a header that is there', { headers: { a: {} } }, { headers: { a: { regex: '[0-9]+' } } }, 'yes'],
    ['a header that may be missing', { headers: { a: {} } }, {}, 'no'],
    [
      'a header by the same expression',
      { headers: { a: { regex: 'x+' } } },
      { headers: { a: { regex: 'x+' } } },
      'yes',
    ],
    ['a header by another', { headers: { a: { regex: 'x+' } } }, { headers: { a: { regex: 'x{2,}' } } }, 'unknown'],
    ['a header by a wider one', { headers: { a: { regex: 'x+' } } }, { headers: { a: { regex: 'x*' } } }, 'no'],
    ['claims', { headers: { '@request.auth.claims.A': {} } }, { headers: { '@request.auth.claims.a': {} } }, 'no'],
    ['parameters', { queryParams: { q: {} } }, { queryParams: { q: { exact: '1' } } }, 'yes'],
    ['parameters of another case', { queryParams: { q: {} } }, { queryParams: { Q: { exact: '1' } } }, 'no'],
    ['a header that is not there', { withoutHeaders: { a: {} } }, { withoutHeaders: { a: {} } }, 'yes'],
    ['a header that is not there, and one that is', { withoutHeaders: { a: {} } }, { headers: { a: {} } }, 'no'],
    ['without a value', { withoutHeaders: { a: { exact: 'x' } } }, { withoutHeaders: { a: { prefix: 'x' } } }, 'yes'],
    ['without more', { withoutHeaders: { a: { prefix: 'x' } } }, { withoutHeaders: { a: { exact: 'x' } } }, 'no'],
    ['without a value, of none', { withoutHeaders: { a: { exact: 'x' } } }, { withoutHeaders: { a: {} } }, 'yes'],
    ['without the empty value, of none', { withoutHeaders: { a: { exact: '' } } }, { withoutHeaders: { a: {} } }, 'no'],
    [
      'without any value, of what has none',
      { withoutHeaders: { a: {} } },
      { withoutHeaders: { a: { regex: '.*' } } },
      'yes',
    ],
    [
      'without a value, of what has another',
      { withoutHeaders: { a: { exact: 'x' } } },
      { headers: { a: { exact: 'y' } } },
      'yes',
    ],
    [
      'without a value, of what has it',
      { withoutHeaders: { a: { exact: 'x' } } },
      { headers: { a: { exact: 'x' } } },
      'no',
    ],
    ['without a value, of all', { withoutHeaders: { a: { exact: 'x' } } }, {}, 'no'],
    ['a port', { port: 80 }, { port: 80 }, 'yes'],
    ['another port', { port: 80 }, { port: 81 }, 'no'],
    ['any port', { port: 80 }, {}, 'no'],
    ['labels', { sourceLabels: { a: 'b' } }, { sourceLabels: { a: 'b', c: 'd' } }, 'yes'],
    ['more labels', { sourceLabels: { a: 'b', c: 'd' } }, { sourceLabels: { a: 'b' } }, 'no'],
    ['a namespace', { sourceNamespace: 'a' }, { sourceNamespace: 'a' }, 'yes'],
    ['another namespace', { sourceNamespace: 'a' }, { sourceNamespace: 'b' }, 'no'],
  ])('WHEN they are about %s', (_what, outer, inner, expected) => {
    expect(verdict(outer, inner)).toBe(expected);
  });
});

describe('GIVEN gateways', () => {
  const around = { gateways: ['mesh', 'edge'], namespace: 'shop' };

  test.each<[string, object, object, Answer]>([
    ['the same by another name', { gateways: ['edge'] }, { gateways: ['shop/edge'] }, 'yes'],
    ['one of them', { gateways: ['mesh'] }, {}, 'no'],
    ['all of them', { gateways: ['mesh', 'shop/edge'] }, {}, 'yes'],
    [
      'labels that gateways replace',
      { sourceLabels: { a: 'b' } },
      { gateways: ['mesh'], sourceLabels: { a: 'b' } },
      'no',
    ],
    [
      'labels that gateways replace, before',
      { gateways: ['mesh'], sourceLabels: { a: 'b' } },
      { gateways: ['mesh'] },
      'yes',
    ],
  ])('WHEN they are %s', (_what, outer, inner, expected) => {
    expect(verdict(outer, inner, around)).toBe(expected);
  });
});

test('GIVEN what is malformed THEN it is passed over', () => {
  for (const match of [null, 1, 'a', [], { uri: 1, headers: [], gateways: {}, sourceLabels: 'a', port: 'b' }]) {
    expect(covers(readHttpConditions(match), readHttpConditions({ port: 80 }))).toBe('yes');
  }
});

describe('GIVEN any two conditions', () => {
  interface Request {
    readonly path: string;
    readonly header: string | undefined;
    readonly parameter: string | undefined;
    readonly port: number;
  }
  const VALUES = [undefined, '', 'a', 'ab', 'b'];
  const REQUESTS: Request[] = ['/', '/a', '/ab', '/A', '/b'].flatMap((path) =>
    VALUES.flatMap((header) =>
      VALUES.flatMap((parameter) => [80, 81].map((port) => ({ path, header, parameter, port }))),
    ),
  );

  interface Match {
    readonly exact?: string;
    readonly prefix?: string;
    readonly regex?: string;
  }
  const holds = (match: Match, text: string): boolean =>
    match.exact !== undefined
      ? text === match.exact
      : match.prefix !== undefined
        ? text.startsWith(match.prefix)
        : match.regex === undefined || new RegExp(`^(?:${match.regex})$`).test(text);
  interface Conditions {
    readonly uri?: Match;
    readonly ignoreUriCase: boolean;
    readonly headers?: { readonly h: Match };
    readonly withoutHeaders?: { readonly h: Match };
    readonly queryParams?: { readonly q: Match };
    readonly port?: number;
  }
  const isPresence = (match: Match) => Object.keys(match).length === 0;
  const takesRequest = (conditions: Conditions, { path, header, parameter, port }: Request): boolean => {
    const { uri, headers, withoutHeaders: without, queryParams } = conditions;
    const lower = (match: Match) => JSON.parse(JSON.stringify(match).toLowerCase()) as Match;
    const fold = conditions.ignoreUriCase && uri?.regex === undefined;
    if (uri !== undefined && !holds(fold ? lower(uri) : uri, fold ? path.toLowerCase() : path)) return false;
    if (headers !== undefined && (header === undefined || !holds(headers.h, header))) return false;
    if (without !== undefined) {
      const excluded = isPresence(without.h) ? header !== undefined : holds(without.h, header ?? '');
      if (excluded) return false;
    }
    if (queryParams !== undefined && (parameter === undefined || !holds(queryParams.q, parameter))) return false;
    return conditions.port === undefined || conditions.port === port;
  };

  const match = (values: readonly string[]): fc.Arbitrary<Match> =>
    fc.oneof(
      fc.constantFrom(...values).map((exact) => ({ exact })),
      fc.constantFrom(...values).map((prefix) => ({ prefix })),
      fc.constantFrom(...values, '.*', 'a|b', '[ab]+', '.*b').map((regex) => ({ regex })),
    );
  const valued = fc.oneof(match(['', 'a', 'ab', 'b']), fc.constant({}));
  const conditions: fc.Arbitrary<Conditions> = fc.record(
    {
      uri: match(['/', '/a', '/ab', '/A']),
      ignoreUriCase: fc.boolean(),
      headers: fc.record({ h: valued }),
      withoutHeaders: fc.record({ h: valued }),
      queryParams: fc.record({ q: valued }),
      port: fc.constantFrom(80, 81),
    },
    { requiredKeys: ['ignoreUriCase'] },
  );

  test('THEN every request that is taken by what is covered is taken by what covers it', () => {
    fc.assert(
      fc.property(conditions, conditions, (outer, inner) => {
        if (covers(readHttpConditions(outer), readHttpConditions(inner)) !== 'yes') return;
        const missed = REQUESTS.filter((request) => takesRequest(inner, request) && !takesRequest(outer, request));
        expect(missed).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('THEN conditions without expressions cover themselves', () => {
    fc.assert(
      fc.property(conditions, (each) => {
        expect(covers(readHttpConditions(each), readHttpConditions(each))).toBe('yes');
      }),
    );
  });
});
