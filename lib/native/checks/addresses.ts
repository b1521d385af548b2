import { type Address, NOT_AN_ADDRESS, parseAddress, parseCidr, strictCidr } from '../../kube/addresses';
import { textsOf } from '../values/decoded';
import type { Constraint } from '../walk/constraints';

/** An address to which traffic is sent from other nodes. What is none is told by others. */
export const reachable: Constraint = (value, place) => {
  const address = typeof value === 'string' ? parseAddress(value) : undefined;
  const detail = address && unreachable(address, String(value));
  return detail === undefined || place.invalid(value, detail);
};

/** The address of an endpoint. The API server tells twice of what is none. */
export const endpointAddress: Constraint = (value, place) => {
  const text = String(value ?? '');
  if (parseAddress(text) !== undefined) return reachable(text, place);
  place.invalid(text, NOT_AN_ADDRESS);
  return place.invalid(text, 'must be a valid IP address');
};

function unreachable({ family, bits }: Address, text: string): string | undefined {
  const four = family === 4;
  const starts = (prefix: bigint, length: bigint): boolean => bits >> ((four ? 32n : 128n) - length) === prefix;
  if (bits === 0n) return `may not be unspecified (${text})`;
  if (four ? starts(127n, 8n) : bits === 1n) return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (four ? starts(0xa9fen, 16n) : starts(0x3fan, 10n)) {
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  }
  // Of IPv6 the scope counts, whatever the flags are.
  if (four ? starts(0xe00000n, 24n) : starts(0xffn, 8n) && ((bits >> 112n) & 0xfn) === 2n) {
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  }
  return undefined;
}

/** One block of addresses, or one of each family. */
export const blockOfEachFamily: Constraint = (value, place) => {
  const blocks = textsOf(value);
  if (blocks.length > 2) return place.invalid(value, 'may only hold up to 2 values');
  for (const [index, block] of blocks.entries()) {
    place.inside((path) => path.child(index)).invalidEach(block, strictCidr(block));
  }
  const [first, second] = blocks.map(parseCidr);
  if (first === undefined || second === undefined || first.family !== second.family) return true;
  const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
  return place.invalid(value, detail);
};
