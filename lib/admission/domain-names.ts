import { quote } from '../kube/go';
import { parseIpAddress } from './addresses';
import type { Field } from './field';
import type { Report } from './report';

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const WILDCARD_LABEL = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${LABEL})$`);

const LABEL_SYNTAX = 'letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit';

/** A DNS label as Istio takes it: capitals are allowed. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && DNS_LABEL.test(text);
}

/** Most names: no label can be too long, and the last one is no number. */
const USUAL = /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)*[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

function isUsual(name: string): boolean {
  return name.length <= 63 && USUAL.test(name);
}

/** What is wrong with a text as a domain name, if something is. */
export function whyNoDomainName(name: string): string | undefined {
  return isUsual(name) ? undefined : (whyBadLength(name) ?? whyBadLabels(name));
}

/** What is wrong with a text as a domain name whose first label may be or begin with `*`, if something is. */
export function whyNoWildcardDomain(name: string): string | undefined {
  if (isUsual(name)) return undefined;
  const length = whyBadLength(name);
  if (length !== undefined) return length;
  const dot = name.indexOf('.');
  const first = dot === -1 ? name : name.slice(0, dot);
  if (first.length > 63 || !WILDCARD_LABEL.test(first)) {
    return `its first part ${quote(first)} is neither * nor made of ${LABEL_SYNTAX}`;
  }
  return dot === -1 ? undefined : whyBadLabels(name.slice(dot + 1));
}

function whyBadLength(name: string): string | undefined {
  if (name === '') return 'it is empty';
  return Buffer.byteLength(name) > 255 ? 'it is longer than 255 characters' : undefined;
}

function whyBadLabels(domain: string): string | undefined {
  const labels = domain.split('.');
  const last = labels.at(-1) as string;
  if (isInteger(last)) return `its last part ${quote(last)} is a number, which no domain ends with`;
  for (const [index, label] of labels.entries()) {
    // A dot at the end is how unambiguous names are written.
    if (label === '' && index === labels.length - 1) continue;
    if (!isDnsLabel(label)) return `its part ${quote(label)} is not made of ${LABEL_SYNTAX}`;
  }
  return undefined;
}

const INT64 = 2n ** 63n;

/** Whether Go reads a text as an integer. */
function isInteger(text: string): boolean {
  if (!/^[+-]?[0-9]+$/.test(text)) return false;
  const value = BigInt(text.replace('+', ''));
  return value < INT64 && value >= -INT64;
}

/** Whether `*` is written where only a whole first label may be one: `*-a.b`, `a.*`. */
export function isPartialWildcard(host: string): boolean {
  return host.includes('*') && host.length > 1 && !host.startsWith('*.');
}

/** Whether some host is both; `*` at the start stands for any text. */
export function hostsOverlap(a: string, b: string): boolean {
  if (a.startsWith('*') && b.startsWith('*')) {
    const [longer, shorter] = a.length < b.length ? [b, a] : [a, b];
    return longer.slice(1).endsWith(shorter.slice(1));
  }
  if (a.startsWith('*')) return b.endsWith(a.slice(1));
  return b.startsWith('*') ? a.endsWith(b.slice(1)) : a === b;
}

/** Whether all hosts that one names are named by the other. */
export function isHostSubset(inner: string, outer: string): boolean {
  if (!outer.startsWith('*')) return inner === outer;
  if (!inner.startsWith('*')) return inner.endsWith(outer.slice(1));
  return inner.length >= outer.length && inner.slice(1).endsWith(outer.slice(1));
}

/** `outbound_.80_.v1_.reviews.shop.svc.cluster.local`: how a gateway that passes TLS through names a service. */
export function isServiceSni(host: string): boolean {
  if (!host.startsWith('outbound_.') || host.length > 255) return false;
  const [, port = '', , ...name] = host.split('_.');
  return name.length > 0 && /[0-9]/.test(port) && /[a-zA-Z]/.test(name.join('_.'));
}

/** What to do about a text that something else fills in before it is applied. */
function filledIn(text: string): string | undefined {
  return /\$[({]|\{\{|PLACEHOLDER/.test(text) ? 'check what comes out when it is filled in' : undefined;
}

/** A host that is a whole name, such as `reviews.shop.svc.cluster.local`. */
export function checkDomainName(at: Field, report: Report): void {
  const why = whyNoDomainName(at.text);
  if (why !== undefined) {
    const fix = filledIn(at.text) ?? 'write a name such as api.example.com';
    report.refuse(at, `${quote(at.text)} is not a domain name: ${why}`, fix);
  }
}

/** A host, in which the first label may be a wildcard. */
export function checkWildcardDomain(at: Field, report: Report): void {
  const why = whyNoWildcardDomain(at.text);
  if (why !== undefined) {
    const fix = filledIn(at.text) ?? 'write a host such as reviews or *.example.com';
    report.refuse(at, `${quote(at.text)} is not a host: ${why}`, fix);
  }
}

/** A domain name or an IP address. */
export function isNameOrAddress(text: string): boolean {
  return whyNoDomainName(text) === undefined || parseIpAddress(text) !== undefined;
}

/** The name of a subset, port, namespace or gateway. */
export function checkDnsLabel(at: Field, what: string, report: Report, text = at.text): void {
  if (isDnsLabel(text)) return;
  report.refuse(at, `${quote(text)} is not ${what}`, `use ${LABEL_SYNTAX}`);
}
