import { type Request, valuesOf } from './request';

/**
 * The value of a header that is added, with what Envoy puts in: `%REQ(x-user)%` is the header of that name, `%%` a
 * percent sign. Anything else is known when the request is there; it stands as it is.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#custom-request-response-headers
 */
export function expand(value: string, request: Request): string {
  return value.replace(VARIABLE, (whole) => {
    if (whole === '%%') return '%';
    const [, name, other, length] = REQUEST_HEADER.exec(whole) ?? [];
    if (name === undefined) return whole;
    const found = headerOf(request, name) ?? (other === undefined ? undefined : headerOf(request, other)) ?? '';
    return length === undefined ? found : found.slice(0, Number(length));
  });
}

/** The variables of a value that only a running Envoy knows. */
export function unknownIn(value: string): readonly string[] {
  return (value.match(VARIABLE) ?? []).filter((each) => each !== '%%' && !REQUEST_HEADER.test(each));
}

const VARIABLE = /%%|%[A-Z0-9_]+(?:\([^)]*\))?(?::\d+)?%/g;
const REQUEST_HEADER = /^%REQ\(([^?)]+)(?:\?([^)]+))?\)(?::(\d+))?%$/;

function headerOf(request: Request, name: string): string | undefined {
  const { method, path, authority, scheme } = request;
  const pseudo: Readonly<Record<string, string>> = {
    ':method': method,
    ':path': path,
    ':authority': authority,
    ':scheme': scheme,
  };
  const own = name.toLowerCase();
  return pseudo[own === 'host' ? ':authority' : own] ?? valuesOf(request, own)[0];
}
