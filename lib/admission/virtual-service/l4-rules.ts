import { quote } from '../../kube/go';
import { checkSubnet, parseIpAddress } from '../addresses';
import { isHostSubset, isServiceSni, whyNoWildcardDomain } from '../domain-names';
import type { Field } from '../field';
import { checkLabels } from '../labels';
import { checkPortNumber } from '../ports';
import type { Report } from '../report';
import { checkRouteDestinations } from './destinations';
import { checkGatewayNames } from './gateway-names';

interface TlsContext {
  /** Those of the VirtualService. */
  readonly hosts: Field;
  /** Whether it is for gateways that pass TLS through, which have names of their own for services. */
  readonly passthrough: boolean;
}

/** A rule of `tls`. */
export function checkTlsRule(rule: Field, context: TlsContext, report: Report): void {
  const match = rule.get('match');
  if (!match.filled) report.refuse(match, 'a rule of tls needs a condition', 'write match with sniHosts');
  for (const condition of match.items()) {
    const names = condition.get('sniHosts');
    if (!names.filled) report.refuse(names, 'no names of servers given', 'write sniHosts, of those in hosts');
    for (const [, item] of names.texts()) checkSniHost(item, context, report);
    checkConnection(condition, 'warn', report);
  }
  checkRoute(rule.get('route'), report);
}

/** A rule of `tcp`. */
export function checkTcpRule(rule: Field, report: Report): void {
  for (const condition of rule.get('match').items()) {
    const source = condition.get('sourceSubnet');
    if (source.text !== '') checkSubnet(source, report);
    checkConnection(condition, 'accept', report);
  }
  checkRoute(rule.get('route'), report);
}

function checkConnection(condition: Field, legacy: 'warn' | 'accept', report: Report): void {
  for (const [, item] of condition.get('destinationSubnets').texts()) checkSubnet(item, report);
  const port = condition.get('port');
  if (port.number !== 0) checkPortNumber(port, report);
  condition.check('sourceLabels', checkLabels, report);
  checkGatewayNames(condition.get('gateways'), report, { legacy });
}

function checkRoute(route: Field, report: Report): void {
  if (!route.filled) report.refuse(route, 'the rule does not say where connections go', 'write route');
  checkRouteDestinations(route, report);
}

function checkSniHost(at: Field, { hosts, passthrough }: TlsContext, report: Report): void {
  const name = at.text;
  const why = passthrough && isServiceSni(name) ? undefined : whyNoWildcardDomain(name);
  if (why !== undefined) {
    if (parseIpAddress(name) === undefined) {
      report.refuse(at, `${quote(name)} is not a host: ${why}`, 'write a host such as api.example.com');
    } else {
      const what = `${quote(name)}: clients do not send addresses as the name of a server, so this matches nothing`;
      report.warn(at, what, 'write a name, or use tcp');
    }
  }
  const texts = hosts.texts().map(([host]) => host);
  if (texts.some((host) => isHostSubset(name, host))) return;
  report.refuse(
    at,
    `${quote(name)} is in none of the hosts of this VirtualService: ${texts.map(quote).join(', ')}`,
    'add it to hosts, or correct it',
  );
}
