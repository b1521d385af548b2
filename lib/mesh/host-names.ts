/**
 * Names of hosts as istiod compares them: lower case, `*` in front for any beginning.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */

import { remembered } from '../kube/remembered';

/** What Kubernetes Services are called below: `reviews.web.svc.cluster.local`. */
export const CLUSTER_DOMAIN = 'cluster.local';

/**
 * The full name of a host that an object of a namespace names: a name without a dot is a Service beside it. Whatever has
 * a dot stays as it is, so that `reviews.web` is not the Service `reviews` of namespace `web`.
 */
export function fullName(host: string, namespace: string, domain = CLUSTER_DOMAIN): string {
  if (host.includes('.') || host === '' || host === '*' || host.includes(':')) return lowered(host);
  if (domain !== known.domain || known.count >= MOST_NAMES) known = { domain, namespaces: new Map(), count: 0 };
  const names = remembered(known.namespaces, namespace, newNames);
  let name = names.get(host);
  if (name === undefined) {
    name = lowered(`${host}.${namespace}.svc.${domain}`);
    names.set(host, name);
    known.count += 1;
  }
  return name;
}

/** Names that were completed, as the same ones are again and again, and are looked up then. */
let known = { domain: CLUSTER_DOMAIN, namespaces: new Map<string, Map<string, string>>(), count: 0 };
/** Memory has a bound. */
const MOST_NAMES = 20_000;
const newNames = () => new Map<string, string>();

const LOWER = /^[a-z0-9.:*_-]*$/;

/** Making a text of lower case that is so already would make another one. */
function lowered(host: string): string {
  return LOWER.test(host) ? host : host.toLowerCase();
}

/** The host of a Service of Kubernetes. */
export function serviceHost(name: string, namespace: string, domain = CLUSTER_DOMAIN): string {
  return `${name}.${namespace}.svc.${domain}`;
}

export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Whether two hosts have a name in common. */
export function overlaps(a: string, b: string): boolean {
  if (!isWildcard(a)) return isWildcard(b) ? a.endsWith(b.slice(1)) : a === b;
  if (!isWildcard(b)) return b.endsWith(a.slice(1));
  return a.length < b.length ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1));
}

/** Whether all names of a host are also names of another one. */
export function isWithin(host: string, wider: string): boolean {
  if (!isWildcard(wider)) return host === wider;
  if (isWildcard(host) && host.length < wider.length) return false;
  return host.slice(isWildcard(host) ? 1 : 0).endsWith(wider.slice(1));
}

/** The hosts that two lists have in common, in the order of the first: of each pair that overlaps, the narrower one. */
export function intersection(hosts: readonly string[], others: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const host of hosts) {
    for (const other of others) {
      if (isWithin(host, other)) found.add(host);
      else if (isWithin(other, host)) found.add(other);
    }
  }
  return [...found];
}

/**
 * Values by host. Of all hosts that cover a name, the exact one is found, then the longest wildcard.
 */
export class HostMap<V> {
  private readonly exact = new Map<string, V>();
  /** By what follows the asterisk. */
  private readonly wildcards = new Map<string, V>();

  /** @param beneath what holds for hosts that this one does not have */
  constructor(private readonly beneath?: HostMap<V>) {}

  get(host: string): V | undefined {
    const own = isWildcard(host) ? this.wildcards.get(host.slice(1)) : this.exact.get(host);
    return own ?? this.beneath?.get(host);
  }

  set(host: string, value: V): void {
    if (isWildcard(host)) this.wildcards.set(host.slice(1), value);
    else this.exact.set(host, value);
  }

  /** The value of the most specific host that covers all names of this one. */
  mostSpecific(host: string): V | undefined {
    const known = this.get(host);
    if (known !== undefined) return known;
    return this.hasWildcards() ? this.longestWildcard(isWildcard(host) ? host.slice(1) : host) : undefined;
  }

  private hasWildcards(): boolean {
    return this.wildcards.size > 0 || this.beneath?.hasWildcards() === true;
  }

  private longestWildcard(name: string): V | undefined {
    for (let start = 0; start <= name.length; start++) {
      const found = this.wildcard(name.slice(start));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private wildcard(end: string): V | undefined {
    return this.wildcards.get(end) ?? this.beneath?.wildcard(end);
  }
}

/** A name as virtual hosts of Envoy are chosen by it: lower case, without the port. */
export function withoutPort(authority: string): string {
  const host = authority.toLowerCase();
  const match = /^(\[[^\]]*\]|[^:]*):\d+$/.exec(host);
  return match?.[1] ?? host;
}
