import { quote } from '../../kube/go';
import { checkDuration } from '../durations';
import type { Field } from '../field';
import { checkPercent } from '../percentages';
import type { Report } from '../report';
import { checkLocality } from './locality';

/** The sizes of the table of Maglev that Envoy takes are less. */
const MAGLEV_LIMIT = 5_000_011;

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings */
export function checkLoadBalancer(balancer: Field, outlierDetection: Field, report: Report): void {
  if (!balancer.present) return;
  const hash = balancer.get('consistentHash');
  if (hash.present) checkConsistentHash(hash, report);
  checkLocality(balancer.get('localityLbSetting'), outlierDetection, report);
  const warmup = balancer.get('warmup');
  if (warmup.present) checkWarmup(warmup, report);
}

function checkConsistentHash(hash: Field, report: Report): void {
  const cookie = hash.get('httpCookie');
  if (cookie.present) checkCookie(cookie, report);
  const size = hash.get('minimumRingSize');
  if (size.number !== 0) {
    report.warn(size, 'minimumRingSize is deprecated here', `write ringHash: {minimumRingSize: ${size.number}}`);
    if (hash.hasAny('ringHash', 'maglev')) {
      const what = 'minimumRingSize cannot be beside ringHash or maglev';
      report.refuse(size, what, 'remove it, and write ringHash.minimumRingSize');
    }
  }
  const maglev = hash.get('maglev');
  const table = maglev.get('tableSize');
  if (maglev.present && (table.number >= MAGLEV_LIMIT || !isPrime(table.number))) {
    const what = `${table.number} given: the size of the table is a prime number less than ${MAGLEV_LIMIT}`;
    report.refuse(table, what, 'write one, such as 65537');
  }
}

function checkCookie(cookie: Field, report: Report): void {
  const name = cookie.get('name');
  if (name.text === '') report.refuse(name, 'the cookie has no name', 'write its name');
  const names = new Set<string>();
  for (const attribute of cookie.get('attributes').items()) {
    const key = attribute.get('name');
    if (key.text === '') report.refuse(key, 'the attribute has no name', 'write its name, such as SameSite');
    else if (names.has(key.text)) report.refuse(key, `${quote(key.text)} is written twice`, 'remove one of them');
    names.add(key.text);
  }
}

function checkWarmup(warmup: Field, report: Report): void {
  const duration = warmup.get('duration');
  if (!duration.present) report.refuse(duration, 'no duration given', 'write how long a new endpoint is spared');
  checkDuration(duration, report);
  checkPercent(warmup.get('minimumPercent'), report);
  const aggression = warmup.get('aggression');
  if (aggression.present && aggression.number < 1) {
    report.refuse(aggression, `${aggression.number} given: it is at least 1`, 'write 1 for a linear increase, or more');
  }
}

function isPrime(number: number): boolean {
  if (!Number.isInteger(number) || number < 2) return false;
  for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) return false;
  return true;
}
