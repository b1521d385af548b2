import { checkDnsLabel } from '../domain-names';
import type { Field } from '../field';
import { checkMatchedHeader } from '../http-headers';
import { checkLabels } from '../labels';
import { checkPortNumber } from '../ports';
import type { Report } from '../report';
import { checkRegexMatch, checkStringMatch } from '../string-matches';
import { checkGatewayNames } from './gateway-names';

/** The conditions of a rule of `http`. */
export function checkHttpMatches(matches: Field, report: Report): void {
  for (const match of matches.items()) {
    for (const [name, condition] of match.get('headers').entries()) {
      checkMatchedHeader(condition, name, report);
      checkStringMatch(condition, report);
    }
    for (const [, condition] of match.get('queryParams').entries()) checkStringMatch(condition, report);
    for (const [name, condition] of match.get('withoutHeaders').entries()) {
      checkMatchedHeader(condition, name, report);
      // `*` stands for any value here, and is no expression.
      if (condition.get('regex').text !== '*') checkStringMatch(condition, report);
    }
    // An empty prefix of a path is that of every path.
    checkRegexMatch(match.get('uri'), report);
    for (const name of ['scheme', 'method', 'authority']) checkStringMatch(match.get(name), report);
    checkSource(match, report);
  }
}

/** Where a request or connection comes from and arrives. */
function checkSource(match: Field, report: Report, gateways: 'warn' | 'accept' = 'accept'): void {
  const port = match.get('port');
  if (port.number !== 0) checkPortNumber(port, report);
  checkLabels(match.get('sourceLabels'), report);
  checkGatewayNames(match.get('gateways'), report, { legacy: gateways });
  const namespace = match.get('sourceNamespace');
  if (namespace.text !== '') checkDnsLabel(namespace, 'the name of a namespace', report);
}
