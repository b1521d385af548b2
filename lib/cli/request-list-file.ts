import { isMap } from '../kube/json';
import { readDocuments } from '../model/read-documents';
import { textSource } from '../model/source/text-source';
import type { CallOptions } from '../simulation/call';
import { WrongCall } from './wrong-call';

/** A request of a file. */
export interface ListedRequest {
  readonly from: string;
  readonly request: string;
  readonly options: CallOptions;
}

/** A file of requests that cannot be read. */
export class RequestsError extends WrongCall {}

const FIELDS = ['from', 'request', 'headers', 'sni', 'tls', 'sourceAddress', 'claims'];
const TLS = ['plaintext', 'tls', 'mtls'];

/**
 * Requests as a file lists them, in YAML or JSON: `{from, request, headers, sni, tls, sourceAddress, claims}` each.
 *
 * @throws RequestsError
 */
export function readRequests(name: string, text: string): readonly ListedRequest[] {
  const [document] = readDocuments(textSource(name, text));
  const problem = document?.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new RequestsError(`${name}:${problem.line}: ${problem.message}`);
  const value = document?.value;
  if (!Array.isArray(value)) throw new RequestsError(`${name}: give a list of requests, each with from and request`);
  return value.map((each: unknown, index) =>
    requestOf(each, (what) => new RequestsError(`${name}: [${index}]${what}`)),
  );
}

function requestOf(value: unknown, wrong: (what: string) => RequestsError): ListedRequest {
  if (!isMap(value)) throw wrong(' is no map: give from and request');
  const unknown = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw wrong(`.${unknown} means nothing: write one of ${FIELDS.join(', ')}`);
  const text = (key: string) => {
    const found = value[key];
    if (found === undefined || found === null) return undefined;
    if (typeof found !== 'string') throw wrong(`.${key} must be text`);
    return found;
  };
  const [from, request, sni, tls, sourceAddress] = ['from', 'request', 'sni', 'tls', 'sourceAddress'].map(text);
  if (from === undefined || request === undefined) throw wrong(' needs from and request');
  if (tls !== undefined && !TLS.includes(tls)) throw wrong(`.tls is ${tls}: write one of ${TLS.join(', ')}`);
  const { claims } = value;
  if (claims !== undefined && claims !== null && !isMap(claims)) throw wrong('.claims must be a map');
  return {
    from,
    request,
    options: {
      headers: headersOf(value.headers, wrong),
      ...(sni === undefined ? {} : { sni }),
      ...(tls === undefined ? {} : { tls: tls as CallOptions['tls'] }),
      ...(sourceAddress === undefined ? {} : { sourceAddress }),
      ...(isMap(claims) ? { claims } : {}),
    },
  };
}

function headersOf(
  value: unknown,
  wrong: (what: string) => RequestsError,
): Readonly<Record<string, readonly string[]>> {
  if (value === undefined || value === null) return {};
  if (!isMap(value)) throw wrong('.headers must be a map of names to values');
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const lines = Array.isArray(each) ? each : [each];
      if (!lines.every((line) => ['string', 'number', 'boolean'].includes(typeof line))) {
        throw wrong(`.headers.${name} must be text, or a list of texts`);
      }
      return [name, lines.map(String)];
    }),
  );
}
