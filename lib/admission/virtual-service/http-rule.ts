import { checkDuration } from '../durations';
import type { Field } from '../field';
import { checkAuthorityOnce, checkHeaderOperations } from '../http-headers';
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
  checkHttpMatches(rule.get('match'), report);
  checkHeaderOperations(rule.get('headers'), report);
  checkCorsPolicy(rule.get('corsPolicy'), report);
  checkFault(rule.get('fault'), report);
  checkMirrors(rule, report);
  checkRedirect(rule.get('redirect'), report);
  checkDirectResponse(rule.get('directResponse'), report);
  checkRetries(rule.get('retries'), report);
  checkRewrite(rule.get('rewrite'), report);
  checkAuthorityOnce(rule.get('headers'), report, rule.get('rewrite').get('authority').text);
  checkRouteDestinations(rule.get('route'), report);
  checkDuration(rule.get('timeout'), report);
}

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
  if (rule.get('redirect').present) {
    exclude(rule, 'redirect', ['route', 'fault', 'rewrite', 'directResponse'], report);
  } else if (rule.get('directResponse').present) {
    exclude(rule, 'directResponse', ['route', 'fault', 'rewrite'], report);
  } else if (!rule.get('route').filled) {
    const fix = 'write route, redirect or directResponse; if it belongs to the next rule, remove the dash between them';
    report.refuse(rule, 'the rule does not say what happens to its requests', fix);
  }
  if (rule.get('mirror').present && rule.get('mirrors').filled) {
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
