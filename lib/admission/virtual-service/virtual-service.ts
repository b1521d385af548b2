import { quote } from '../../kube/go';
import { parseIpAddress } from '../addresses';
import { hostsOverlap, isServiceSni, whyNoWildcardDomain } from '../domain-names';
import { checkExportTo } from '../export-to';
import type { Field } from '../field';
import { isClaim } from '../http-headers';
import type { Context } from '../kinds';
import type { Report } from '../report';
import { checkGatewayNames } from './gateway-names';
import { checkHttpRule } from './http-rule';
import { checkTcpRule, checkTlsRule } from './l4-rules';

const MESH = 'mesh';
const RULES = ['http', 'tls', 'tcp'];

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export function checkVirtualService(spec: Field, { namespace }: Context, report: Report): void {
  const hosts = spec.get('hosts');
  const isDelegate = !hosts.filled;
  if (isDelegate) checkDelegate(spec, report);

  const gateways = spec.get('gateways').texts();
  const names = gateways.map(([name]) => name);
  const inMesh = names.length === 0 || names.includes(MESH);
  const atGateways = names.some((name) => name !== MESH);
  checkGatewayNames(spec.get('gateways'), report, { legacy: 'warn' });
  if (!atGateways) checkNoClaims(spec, report);
  const passthrough = atGateways && !inMesh && matchesSni(spec);
  checkHosts(hosts, { inMesh, passthrough }, report);

  if (!RULES.some((name) => spec.get(name).filled)) {
    report.refuse(spec, 'there are no rules', 'write http, tls or tcp');
  }
  for (const rule of spec.get('http').items()) checkHttpRule(rule, { isDelegate }, report);
  for (const rule of spec.get('tls').items()) checkTlsRule(rule, { hosts, passthrough }, report);
  for (const rule of spec.get('tcp').items()) checkTcpRule(rule, report);
  checkExportTo(spec.get('exportTo'), { namespace }, report);
}

/** A VirtualService without hosts is one that another one delegates to. */
function checkDelegate(spec: Field, report: Report): void {
  for (const name of ['gateways', 'tls', 'tcp']) {
    const field = spec.get(name);
    if (!field.filled) continue;
    const what = `without hosts this is one that others delegate to, which has no ${name}`;
    report.refuse(field, what, `write hosts, or remove ${name}`);
  }
}

/** Claims of a token are only known where a gateway has verified it. */
function checkNoClaims(spec: Field, report: Report): void {
  for (const rule of spec.get('http').items()) {
    for (const match of rule.get('match').items()) {
      match.check('headers', refuseClaims, report);
      match.check('withoutHeaders', refuseClaims, report);
    }
  }
}

function refuseClaims(headers: Field, report: Report): void {
  for (const [key, condition] of headers.entries()) {
    if (!isClaim(key)) continue;
    const what = `${quote(key)}: claims of a token are only matched at gateways, and this is for sidecars alone`;
    report.refuse(condition, what, 'write gateways, or match something else');
  }
}

function matchesSni(spec: Field): boolean {
  return spec
    .get('tls')
    .items()
    .some((rule) =>
      rule
        .get('match')
        .items()
        .some((match) => match.get('sniHosts').filled),
    );
}

function checkHosts(
  hosts: Field,
  { inMesh, passthrough }: { readonly inMesh: boolean; readonly passthrough: boolean },
  report: Report,
): void {
  const texts = hosts.texts();
  let sound = true;
  for (const [host, item] of texts) {
    const why = passthrough && isServiceSni(host) ? undefined : whyNoWildcardDomain(host);
    if (why !== undefined && parseIpAddress(host) === undefined) {
      const what = `${quote(host)} is neither a host nor an address: ${why}`;
      report.refuse(item, what, 'write a host such as reviews or *.example.com');
      sound = false;
    } else if (why === undefined && inMesh && host === '*') {
      const what = '* would take the traffic of every service, so it is only for gateways';
      report.refuse(item, what, 'name the hosts, or write gateways without mesh');
      sound = false;
    }
  }
  if (sound) checkOverlaps(texts, report);
}

function checkOverlaps(hosts: readonly (readonly [string, Field])[], report: Report): void {
  const seen = new Set<string>();
  const wildcards: string[] = [];
  for (const [host, item] of hosts) {
    const others = host.startsWith('*') ? [...seen] : wildcards;
    const other = seen.has(host) ? host : others.find((earlier) => hostsOverlap(earlier, host));
    if (other !== undefined) {
      const what =
        other === host ? `${quote(host)} is written twice` : `${quote(host)} overlaps with ${quote(other)}, also given`;
      report.refuse(item, what, other === host ? 'remove one of them' : 'keep one, or make two VirtualServices');
    }
    if (host.startsWith('*') && !seen.has(host)) wildcards.push(host);
    seen.add(host);
  }
}
