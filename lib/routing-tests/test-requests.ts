import type { JsonMap } from '../kube/json';
import type { FieldPath } from '../model/finding';
import type { CallOptions } from '../simulation/call';
import type { TestRequest } from './request-test';
import type { TestValues } from './test-values';

const KEYS = [
  ...['authority', 'method', 'uri', 'headers', 'url', 'scheme', 'port', 'queryParams', 'query', 'source'],
  ...['sni', 'tls', 'sourceAddress', 'claims'],
];
const SCHEMES = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls'] as const;
const TLS = ['plaintext', 'tls', 'mtls'] as const;

/** All requests that a test makes: every URL, or every authority with every path, with each method, from each source. */
export function requestsOf(values: TestValues, value: unknown, path: FieldPath): readonly TestRequest[] {
  const map = values.map(value, path);
  values.knownKeys(map, path, KEYS);
  const at = (key: string) => values.at(map, key);
  const texts = (key: string) => values.texts(at(key), [...path, key]);
  const count = countOf(at);
  if (count > MAX_REQUESTS) {
    values.refuse(path, `asks for ${count} requests`, `several tests of at most ${MAX_REQUESTS}`);
    return [];
  }
  const sources = texts('source');
  const methods = texts('method');
  const options = optionsOf(values, map, path);
  const targets = targetsOf(values, map, path);
  if (targets.length === 0) values.refuse(path, 'asks for nothing', 'url, or authority and uri');
  return (sources.length === 0 ? [undefined] : sources).flatMap((source) =>
    targets.flatMap(({ url, authority, saysPort }) =>
      (methods.length === 0 ? [''] : methods).map((method) => ({
        source,
        text: `${method} ${url}`.trim(),
        options: {
          ...options,
          headers: [...(authority === undefined ? [] : [['host', authority] as const]), ...options.headers],
        },
        saysPort,
      })),
    ),
  );
}

/** More than that are not what anybody wrote by hand, and take minutes. */
const MAX_REQUESTS = 10_000;

/** How many requests a test makes, without making them. */
function countOf(at: (key: string) => unknown): number {
  const length = (key: string, least: number) => {
    const value = at(key);
    return Math.max(least, Array.isArray(value) ? value.length : value === undefined ? 0 : 1);
  };
  return (length('url', 0) + length('authority', 0) * length('uri', 1)) * length('method', 1) * length('source', 1);
}

interface RequestTarget {
  readonly url: string;
  /** The host as it is sent, where it is not that of the URL. */
  readonly authority: string | undefined;
  readonly saysPort: boolean;
}

function targetsOf(values: TestValues, map: JsonMap, path: FieldPath): readonly RequestTarget[] {
  const at = (key: string) => values.at(map, key);
  const query = queryOf(values, map, path);
  const urls = values.texts(at('url'), [...path, 'url']).map((url) => ({
    url: withQuery(url, query),
    authority: undefined,
    saysPort: true,
  }));
  // A scheme that is none goes over the wire as any other: only conditions see it.
  const scheme = values.text(at('scheme'), [...path, 'scheme']) ?? 'http';
  const known = SCHEMES.find((each) => each === scheme) ?? 'http';
  const port = values.number(at('port'), [...path, 'port']);
  const paths = values.texts(at('uri'), [...path, 'uri']);
  const parts = values.texts(at('authority'), [...path, 'authority']).flatMap((authority) => {
    const [, host = authority, own] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
    const dialled = port ?? (own === undefined ? undefined : Number(own));
    return (paths.length === 0 ? ['/'] : paths).map((uri) => ({
      url: withQuery(`${known}://${host}${dialled === undefined ? defaultPort(known) : `:${dialled}`}${uri}`, query),
      authority,
      saysPort: dialled !== undefined,
    }));
  });
  return [...urls, ...parts];
}

/** Bytes have no usual port. */
function defaultPort(scheme: string): string {
  return scheme === 'tcp' ? ':80' : scheme === 'tls' ? ':443' : '';
}

function queryOf(values: TestValues, map: JsonMap, path: FieldPath): string {
  const given = values.at(map, 'queryParams') ?? values.at(map, 'query');
  if (typeof given === 'string') return given.replace(/^\?/, '');
  return Object.entries(values.map(given, [...path, 'queryParams']))
    .flatMap(([key, value]) => {
      const own = values.texts(value, [...path, 'queryParams', key]);
      return own.length === 0 ? [key] : own.map((each) => `${key}=${each}`);
    })
    .join('&');
}

function withQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function optionsOf(values: TestValues, map: JsonMap, path: FieldPath) {
  const at = (key: string) => values.at(map, key);
  const text = (key: string) => values.text(at(key), [...path, key]);
  const [sni, sourceAddress] = [text('sni'), text('sourceAddress')];
  const tls = values.oneOf(at('tls'), [...path, 'tls'], TLS);
  const claims = at('claims');
  const headers = Object.entries(values.map(at('headers'), [...path, 'headers'])).flatMap(([name, value]) =>
    values.texts(value ?? '', [...path, 'headers', name]).map((line) => [name, line] as const),
  );
  return {
    headers,
    ...(sni === undefined ? {} : { sni }),
    ...(tls === undefined ? {} : { tls }),
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
    ...(claims === undefined ? {} : { claims: values.map(claims, [...path, 'claims']) }),
  } satisfies CallOptions;
}
