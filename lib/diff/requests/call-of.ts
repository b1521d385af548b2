import type { Call, HeaderLine } from '../../simulation/call';
import type { AttributeName } from './attribute';
import { claimsOf, INVALID_TOKEN } from './token';

/** What a request has of each attribute; undefined for nothing. */
export type Values = ReadonlyMap<AttributeName, string | undefined>;

/** A call with values of attributes put into it. */
export function callWith(call: Call, values: Values): Call {
  const headers: HeaderLine[] = [...call.headers];
  const parameters: string[] = [];
  let { method, path, authority, sourceAddress, clientCertificate, claims } = call;
  for (const [name, value] of values) {
    if (value === undefined) continue;
    if (name.startsWith('header ')) headers.push([name.slice('header '.length), value]);
    else if (name.startsWith('query ')) parameters.push(`${name.slice('query '.length)}=${value}`);
    else if (name === 'path') path = value;
    else if (name === 'method') method = value;
    else if (name === 'authority') authority = value;
    else if (name === 'source address') sourceAddress = value;
    else if (name === 'client certificate') clientCertificate = true;
    else if (name === 'token') {
      claims = claimsOf(value);
      if (value === INVALID_TOKEN) headers.push(['authorization', 'Bearer none']);
    }
  }
  const origin = values.get('preflight');
  if (origin !== undefined) {
    method = 'OPTIONS';
    headers.push(['origin', origin], ['access-control-request-method', 'GET']);
  }
  if (parameters.length > 0) path = `${path}?${parameters.join('&')}`;
  return { ...call, method, path, authority, sourceAddress, clientCertificate, claims, headers };
}
