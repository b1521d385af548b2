import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { takesAllOf } from './match-coverage';

type Text = { exact?: string; prefix?: string; regex?: string };
interface Match {
  readonly uri?: Text;
  readonly ignoreUriCase?: boolean;
  readonly method?: Text;
  readonly headers?: Record<string, Text>;
  readonly queryParams?: Record<string, Text>;
  readonly port?: number;
  readonly sourceLabels?: Record<string, string>;
}
interface Request {
  readonly uri: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly queryParams: Record<string, string>;
  readonly port: number;
  readonly sourceLabels: Record<string, string>;
}

/** What Istio and Envoy do: the definition that the shorter answer is compared with. */
function holds(match: Match, request: Request): boolean {
  const text = ({ exact, prefix, regex }: Text, value: string | undefined, ignoreCase = false): boolean => {
    if (value === undefined) return false;
    const fold = (each: string) => (ignoreCase ? each.toLowerCase() : each);
    if (exact !== undefined) return fold(value) === fold(exact);
    if (prefix !== undefined) return fold(value).startsWith(fold(prefix));
    return regex === undefined || RE2JS.matches(regex, value);
  };
  return (
    (match.uri === undefined || text(match.uri, request.uri, match.ignoreUriCase)) &&
    (match.method === undefined || text(match.method, request.method)) &&
    Object.entries(match.headers ?? {}).every(([name, wanted]) => text(wanted, request.headers[name])) &&
    Object.entries(match.queryParams ?? {}).every(([name, wanted]) => text(wanted, request.queryParams[name])) &&
    (match.port === undefined || match.port === request.port) &&
    Object.entries(match.sourceLabels ?? {}).every(([key, value]) => request.sourceLabels[key] === value)
  );
}

const path = fc.constantFrom('/', '/a', '/A', '/a/', '/a/b', '/a/b/c', '/ab', '/b');
const text = fc.oneof(
  path.map((exact) => ({ exact })),
  path.map((prefix) => ({ prefix })),
  fc
    .constantFrom('.*', '/a.*', '/a/.*', '/a', '/a/b*', '/a|/b', '(?i)/a', '/a/[bc]', '/a.?')
    .map((regex) => ({ regex })),
);
const headers = (value: fc.Arbitrary<Text>) => fc.dictionary(fc.constantFrom('x', 'y'), value, { maxKeys: 2 });
const labels = fc.dictionary(fc.constantFrom('app', 'version'), fc.constantFrom('v1', 'v2'), { maxKeys: 2 });
const full: fc.Arbitrary<Match> = fc.record(
  {
    uri: text,
    ignoreUriCase: fc.constantFrom(true),
    method: fc.constantFrom({ exact: 'GET' }, { exact: 'POST' }, { regex: 'GET|POST' }),
    headers: headers(fc.oneof(text, fc.constant({}))),
    queryParams: headers(text),
    port: fc.constantFrom(80, 81),
    sourceLabels: labels,
  },
  { requiredKeys: [] },
);
const simple: fc.Arbitrary<Match> = fc.oneof(
  fc.record({ uri: text, ignoreUriCase: fc.constantFrom(true) }, { requiredKeys: ['uri'] }),
  fc.record({ headers: headers(fc.oneof(text, fc.constant({}))) }),
);
const matches = fc.oneof(full, simple, simple);
const values = fc.dictionary(fc.constantFrom('x', 'y'), path, { maxKeys: 2 });
const requests: fc.Arbitrary<Request> = fc.record({
  uri: path,
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  headers: values,
  queryParams: values,
  port: fc.constantFrom(80, 81),
  sourceLabels: labels,
});

describe('takesAllOf', () => {
  test('GIVEN two matches of which it says so THEN no request is of the second and not of the first', () => {
    let said = 0;
    fc.assert(
      fc.property(matches, matches, fc.infiniteStream(requests), (one, other, stream) => {
        if (!takesAllOf({ ...one }, { ...other })) return;
        said++;
        // Made only where they are asked for.
        const sent = [...stream.take(20)];
        expect(sent.filter((request) => holds(other, request) && !holds(one, request))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(said).toBeGreaterThan(100);
  });

  test.each<[Match | object, Match | object]>([
    [{ uri: { prefix: '/a' } }, { uri: { prefix: '/a/b' } }],
    [{ uri: { prefix: '/a' } }, { uri: { exact: '/abc' }, method: { exact: 'GET' } }],
    [{ uri: { prefix: '/a' } }, { uri: { regex: '/a/[0-9]+' } }],
    [{ uri: { regex: '/a/[0-9]+' } }, { uri: { exact: '/a/12' } }],
    [{ uri: { regex: '.*' } }, { uri: { regex: '/a|/b' } }],
    [{ headers: { a: {} } }, { headers: { a: { exact: 'x' }, b: { exact: 'y' } } }],
    [{ gateways: ['g', 'h'] }, { gateways: ['h'] }],
    [{ sniHosts: ['*.example.com'] }, { sniHosts: ['a.example.com', '*.b.example.com'] }],
    [{ sourceLabels: { app: 'a' } }, { sourceLabels: { app: 'a', version: 'v1' } }],
    [{}, { port: 80 }],
  ])('GIVEN %j THEN it takes all of %j, and not the other way round', (one, other) => {
    expect(takesAllOf({ ...one }, { ...other })).toEqual(true);
    expect(takesAllOf({ ...other }, { ...one })).toEqual(false);
  });

  test.each<[object, object]>([
    [{ uri: { prefix: '/a' } }, { uri: { prefix: '/a' }, ignoreUriCase: true }],
    [{ uri: { prefix: '/ab' } }, { uri: { regex: '/ab*' } }],
    [{ uri: { prefix: '/a' } }, { uri: { regex: '/a|/b' } }],
    [{ withoutHeaders: { a: {} } }, { withoutHeaders: { b: {} } }],
    [{ gateways: ['g'] }, {}],
  ])('GIVEN %j THEN it does not say that it takes all of %j', (one, other) => {
    expect(takesAllOf({ ...one }, { ...other })).toEqual(false);
  });
});
