import { checkDnsLabel } from '../domain-names';
import type { Field } from '../field';
import { checkMatchedHeader } from '../http-headers';
import { checkLabels } from '../labels';
import { once } from '../once';
import { checkPortNumber } from '../ports';
import type { Report } from '../report';
import { checkRegexMatch, checkStringMatch } from '../string-matches';
import { checkGatewayNames } from './gateway-names';

/** The conditions of a rule of `http`. */
export const checkHttpMatches = once((matches, report) => {
  for (const match of matches.items()) checkHttpMatch(match, report);
});

const checkHttpMatch = once((match, report) => {
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
  match.check('uri', checkRegexMatch, report);
  match.check('scheme', checkStringMatch, report);
  match.check('method', checkStringMatch, report);
  match.check('authority', checkStringMatch, report);
  checkSource(match, report);
});

/** Where a request or connection comes from and arrives. */
function checkSource(match: Field, report: Report): void {
  const port = match.get('port');
  if (port.number !== 0) checkPortNumber(port, report);
  match.check('sourceLabels', checkLabels, report);
  checkGatewayNames(match.get('gateways'), report, { legacy: 'accept' });
  const namespace = match.get('sourceNamespace');
  if (namespace.text !== '') checkDnsLabel(namespace, 'the name of a namespace', report);
}
