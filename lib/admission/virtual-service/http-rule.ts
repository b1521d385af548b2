import { checkDuration } from '../durations';
import type { Field } from '../field';
import { checkAuthorityOnce, checkHeaderOperations } from '../http-headers';
import { once } from '../once';
import type { Report } from '../report';
import { checkCorsPolicy } from './cors';
import { checkMirrors, checkRouteDestinations } from './destinations';
import { checkDirectResponse, checkRedirect, checkRewrite } from './http-actions';
import { checkFault } from './http-fault';
import { checkHttpMatches } from './http-match';
import { checkRetries } from './http-retries';

/** A rule of `http`. */
export function checkHttpRule(rule: Field, { isDelegate }: { readonly isDelegate: boolean }, report: Report): void {
  checkActions(rule, isDelegate, report);
  checkParts(rule, report);
}

const checkParts = once((rule, report) => {
  rule.check('match', checkHttpMatches, report);
  rule.check('headers', checkHeaderOperations, report);
  rule.check('corsPolicy', checkCorsPolicy, report);
  rule.check('fault', checkFault, report);
  checkMirrors(rule, report);
  rule.check('redirect', checkRedirect, report);
  rule.check('directResponse', checkDirectResponse, report);
  rule.check('retries', checkRetries, report);
  rule.check('rewrite', checkRewrite, report);
  if (rule.has('headers')) {
    checkAuthorityOnce(rule.get('headers'), report, rule.get('rewrite').get('authority').text);
  }
  rule.check('route', checkRouteDestinations, report);
  rule.check('timeout', checkDuration, report);
});

/** What a rule does with a request: exactly one thing. */
function checkActions(rule: Field, isDelegate: boolean, report: Report): void {
  const delegate = rule.get('delegate');
  if (!isDelegate && delegate.present) {
    exclude(rule, 'delegate', ['redirect', 'route'], report);
    return;
  }
  if (delegate.present) {
    report.refuse(
      delegate,
      'a VirtualService without hosts is delegated to, and cannot delegate',
      'write its rules here',
    );
  }
  if (rule.has('redirect')) {
    exclude(rule, 'redirect', ['route', 'fault', 'rewrite', 'directResponse'], report);
  } else if (rule.has('directResponse')) {
    exclude(rule, 'directResponse', ['route', 'fault', 'rewrite'], report);
  } else if (!rule.get('route').filled) {
    const fix = 'write route, redirect or directResponse; if it belongs to the next rule, remove the dash between them';
    report.refuse(rule, 'the rule does not say what happens to its requests', fix);
  }
  if (rule.has('mirror') && rule.get('mirrors').filled) {
    report.refuse(rule.get('mirror'), 'mirror and mirrors exclude each other', 'move it into mirrors');
  }
}

function exclude(rule: Field, kept: string, others: readonly string[], report: Report): void {
  for (const name of others) {
    const other = rule.get(name);
    // An empty list is as good as none.
    if (!other.present || (name === 'route' && !other.filled)) continue;
    report.refuse(other, `${name} cannot be beside ${kept}`, `remove ${name} or ${kept}`);
  }
}
