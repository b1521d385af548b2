import { parseAddress } from '../kube/addresses';
import type { Call } from '../simulation/call';
import { WrongCall } from './wrong-call';

/** An option that says nothing. */
export class ResolveError extends WrongCall {}

/** Where a name leads at a port, as `--resolve` of curl says it: `*` is any name. */
export interface Resolution {
  readonly host: string;
  readonly port: number;
  readonly address: string;
}

const LINE = /^\+?([^:\s]+):(\d{1,5}):(.+)$/;

/**
 * Reads `HOST:PORT:ADDRESS`; of several addresses the first counts, as curl asks it first.
 *
 * @throws ResolveError
 */
export function readResolution(line: string): Resolution {
  const [, host = '', port, addresses = ''] = LINE.exec(line) ?? [];
  const address = (addresses.split(',')[0] ?? '').replace(/^\[(.*)\]$/, '$1');
  if (Number(port) < 1 || Number(port) > 65535 || parseAddress(address) === undefined) {
    throw new ResolveError(`--resolve ${line}: write HOST:PORT:ADDRESS, such as shop.example.com:443:10.0.0.7`);
  }
  return { host: host.toLowerCase(), port: Number(port), address };
}

/** The call as it is made when names are not looked up: another address is dialled, and the same host is asked for. */
export function resolved(call: Call, resolutions: readonly Resolution[]): Call {
  const isMeant = (host: string) => resolutions.find((each) => each.host === host && each.port === call.port);
  const found = isMeant(call.host) ?? isMeant('*');
  if (found === undefined) return call;
  return { ...call, host: found.address.includes(':') ? `[${found.address}]` : found.address };
}
