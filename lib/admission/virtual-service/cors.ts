import { quote } from '../../kube/go';
import { checkDuration, isWholeSeconds } from '../durations';
import type { Field } from '../field';
import { checkHeaderName } from '../http-headers';
import type { Report } from '../report';
import { checkRegexMatch } from '../string-matches';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*'];

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy */
export function checkCorsPolicy(policy: Field, report: Report): void {
  for (const origin of policy.get('allowOrigins').items()) {
    const value = ['exact', 'prefix', 'regex'].find((name) => origin.get(name).text !== '');
    if (value === undefined) report.refuse(origin, 'no origin given', 'write exact, prefix or regex');
    else checkRegexMatch(origin, report);
  }
  for (const [method, item] of policy.get('allowMethods').texts()) {
    if (METHODS.includes(method)) continue;
    report.refuse(item, `${quote(method)} is not a method of HTTP`, `write one of ${METHODS.join(', ')}`);
  }
  for (const name of ['allowHeaders', 'exposeHeaders']) {
    for (const [header, item] of policy.get(name).texts()) if (header !== '*') checkHeaderName(item, report);
  }
  const maxAge = policy.get('maxAge');
  checkDuration(maxAge, report);
  if (maxAge.present && !isWholeSeconds(maxAge.text)) {
    report.refuse(maxAge, `${quote(maxAge.text)} is not a whole number of seconds`, 'round it to seconds');
  }
}
