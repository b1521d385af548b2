import { checkDnsLabel, checkWildcardDomain } from '../domain-names';
import type { Field } from '../field';
import { checkAuthorityOnce, checkHeaderOperations } from '../http-headers';
import { once } from '../once';
import { checkNotNegative, checkPercent } from '../percentages';
import { checkPortNumber } from '../ports';
import type { Report } from '../report';

/** Where requests or connections go, in shares. */
export const checkRouteDestinations = once((at, report) => {
  const routes = at.items();
  let total = 0;
  for (const route of routes) {
    const destination = route.get('destination');
    if (!destination.present) report.refuse(destination, 'no destination given', 'write destination.host');
    route.check('headers', checkHeaderOperations, report);
    route.check('headers', checkAuthorityOnce, report);
    checkDestination(destination, report);
    const weight = route.get('weight');
    checkNotNegative(weight, report);
    // Go adds int32.
    total = (total + weight.number) | 0;
  }
  if (routes.length > 1 && total === 0) {
    report.refuse(at, `${routes.length} destinations whose weights sum up to 0: none gets anything`, 'write weights');
  }
});

/** A service, or a part of one. */
export function checkDestination(at: Field, report: Report): void {
  if (!at.present) return;
  const host = at.get('host');
  if (host.text === '*') report.refuse(host, '* is no single service to send to', 'write the host of a service');
  else checkWildcardDomain(host, report);
  const subset = at.get('subset');
  if (subset.text !== '') checkDnsLabel(subset, 'the name of a subset', report);
  if (at.has('port')) checkPortNumber(at.get('port').get('number'), report);
}

/** Where a copy of a share of the requests goes. */
export function checkMirrors(rule: Field, report: Report): void {
  if (!rule.hasAny('mirror', 'mirrors', 'mirrorPercentage', 'mirrorPercent', 'mirror_percent')) return;
  const percent = rule.either('mirrorPercent', 'mirror_percent');
  if (percent.present) {
    if (percent.number > 100)
      report.refuse(percent, `${percent.number} given: at most 100 percent are mirrored`, 'write 100');
    report.warn(percent, 'mirrorPercent is deprecated', `write mirrorPercentage: {value: ${percent.number}}`);
  }
  checkPercent(rule.get('mirrorPercentage').get('value'), report);
  checkDestination(rule.get('mirror'), report);
  for (const mirror of rule.get('mirrors').items()) {
    const destination = mirror.get('destination');
    if (!destination.present) {
      report.refuse(destination, 'no destination given', 'write destination.host');
      continue;
    }
    checkPercent(mirror.get('percentage').get('value'), report);
    checkDestination(destination, report);
  }
}
