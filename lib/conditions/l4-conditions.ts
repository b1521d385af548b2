import { type Cidr, isStrictSubset, parseAddress, parseCidr } from '../kube/addresses';
import { isMap } from '../kube/json';
import { type Answer, answer, every } from './answer';
import { type Arrival, arrivalIncludes, readArrival, type Surroundings, textOf, textsOf } from './surroundings';

/** An item of `tcp[].match` or `tls[].match`, read. */
export interface L4Conditions {
  /** Empty: any. */
  readonly sniHosts: readonly string[];
  /** Empty: any. */
  readonly destinationSubnets: readonly string[];
  /** Empty: any. */
  readonly sourceSubnet: string;
  readonly arrival: Arrival;
}

/**
 * Reads an item of `tcp[].match` or `tls[].match`; what is malformed is passed over.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#L4MatchAttributes
 */
export function readL4Conditions(match: unknown, around: Surroundings = {}): L4Conditions {
  const fields = isMap(match) ? match : {};
  return {
    sniHosts: textsOf(fields.sniHosts).map((name) => name.toLowerCase()),
    destinationSubnets: textsOf(fields.destinationSubnets),
    sourceSubnet: textOf(fields.sourceSubnet),
    arrival: readArrival(match, around),
  };
}

/**
 * Whether every connection that the inner conditions take is taken by the outer ones. That does not mean that what
 * stands later is never reached: Envoy prefers the narrower subnet and the longer name, whatever their order; see
 * {@link precludes}.
 */
export function coversConnections(outer: L4Conditions, inner: L4Conditions, around: Surroundings = {}): Answer {
  return every([
    arrivalIncludes(outer.arrival, inner.arrival, around, { gatewaysReplaceSource: false }),
    namesInclude(outer.sniHosts, inner.sniHosts),
    subnetsInclude(outer.destinationSubnets, inner.destinationSubnets),
    subnetsInclude(listed(outer.sourceSubnet), listed(inner.sourceSubnet)),
  ]);
}

/**
 * Whether the later conditions are never looked at because of the earlier ones: they cover all that arrives, and
 * neither names nor subnets make the later ones preferred.
 */
export function precludes(earlier: L4Conditions, later: L4Conditions, around: Surroundings = {}): Answer {
  const same =
    sameSet(earlier.sniHosts, later.sniHosts) &&
    (earlier.destinationSubnets.length === 0 || sameSet(earlier.destinationSubnets, later.destinationSubnets));
  return same ? coversConnections(earlier, later, around) : 'no';
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((each) => b.includes(each)) && b.every((each) => a.includes(each));
}

function listed(subnet: string): string[] {
  return subnet === '' ? [] : [subnet];
}

function namesInclude(outer: readonly string[], inner: readonly string[]): Answer {
  if (outer.length === 0) return 'yes';
  if (inner.length === 0) return 'no';
  return answer(inner.every((name) => outer.some((each) => isIncludedName(name, each))));
}

function isIncludedName(name: string, outer: string): boolean {
  return outer.startsWith('*') ? name.length >= outer.length && name.endsWith(outer.slice(1)) : name === outer;
}

function subnetsInclude(outer: readonly string[], inner: readonly string[]): Answer {
  if (outer.length === 0) return 'yes';
  if (inner.length === 0) return 'no';
  return every(inner.map((subnet) => subnetIncluded(subnet, outer)));
}

function subnetIncluded(text: string, outer: readonly string[]): Answer {
  const subnet = readSubnet(text);
  if (subnet === undefined) return 'unknown';
  const others = outer.map(readSubnet).filter((each) => each !== undefined);
  if (others.some((each) => contains(each, subnet))) return 'yes';
  // Several smaller ones may cover it together.
  return others.some((each) => contains(subnet, each)) ? 'unknown' : 'no';
}

function contains(outer: Cidr, inner: Cidr): boolean {
  if (isStrictSubset(inner, outer)) return true;
  const shift = BigInt((outer.family === 4 ? 32 : 128) - outer.length);
  return inner.family === outer.family && inner.length === outer.length && inner.bits >> shift === outer.bits >> shift;
}

function readSubnet(text: string): Cidr | undefined {
  const range = parseCidr(text);
  if (range !== undefined) return range;
  const address = parseAddress(text);
  return address === undefined ? undefined : { ...address, length: address.family === 4 ? 32 : 128 };
}
