import { quote } from '../../kube/go';
import type { Field } from '../field';
import type { Report } from '../report';

const TOPOLOGY = [...['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone']];

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting */
export function checkLocality(setting: Field, outlierDetection: Field, report: Report): void {
  const distribute = setting.get('distribute');
  const failover = setting.get('failover');
  const priority = setting.get('failoverPriority');
  if (distribute.filled && failover.filled) {
    report.refuse(distribute, 'distribute and failover exclude each other', 'keep one of them');
    return;
  }
  if (failover.filled) {
    const topology = priority.texts().find(([label]) => TOPOLOGY.includes(label));
    if (topology !== undefined) {
      const what = `${quote(topology[0])} cannot be here beside failover, which is about regions itself`;
      report.refuse(topology[1], what, 'remove it, or failover');
      return;
    }
  }
  if (!checkDistribution(distribute, report)) return;
  if ((failover.filled || priority.filled) && !outlierDetection.present) {
    const what = 'without outlierDetection beside loadBalancer no endpoint counts as failing, so nothing fails over';
    report.warn(setting, what, 'write outlierDetection in the same policy');
  }
  for (const each of failover.items()) checkFailover(each, report);
}

/** @returns whether what follows is looked at */
function checkDistribution(distribute: Field, report: Report): boolean {
  const sources: Field[] = [];
  for (const each of distribute.items()) {
    sources.push(each.get('from'));
    const to = each.get('to');
    let total = 0;
    for (const [, weight] of to.entries()) {
      if (weight.number <= 0 || weight.number > 100) {
        report.refuse(weight, `${weight.number} given: a weight is from 1 to 100`, 'write such a number');
        return false;
      }
      total += weight.number;
    }
    if (total !== 100) {
      report.refuse(to, `the weights sum up to ${total}`, 'make them sum up to 100');
      return false;
    }
    checkDisjoint(
      to.entries().map(([locality, at]) => ({ locality, at })),
      report,
    );
  }
  checkDisjoint(
    sources.map((at) => ({ locality: at.text, at })),
    report,
  );
  return true;
}

interface Place {
  readonly locality: string;
  readonly at: Field;
}

/** That no endpoint is in two of the localities. */
function checkDisjoint(places: readonly Place[], report: Report): void {
  const regions = new Map<string, Map<string, Set<string>>>();
  for (const { locality, at } of places) {
    const fix = 'write region, region/zone or region/zone/subzone; * may stand for the last of them';
    const stars = locality.split('*').length - 1;
    if (stars > 1 || (stars === 1 && !locality.endsWith('*'))) {
      report.refuse(at, `${quote(locality)}: * can only be the last character`, fix);
      return;
    }
    const parts = splitLocality(locality);
    if (parts.some((part) => part === '')) {
      report.refuse(at, `${quote(locality)} has an empty part`, fix);
      return;
    }
    const [region = '', zone = '*', subzone = '*'] = parts;
    if (overlaps(regions, parts)) {
      report.refuse(at, `${quote(locality)} overlaps with another one`, 'make them disjoint');
      return;
    }
    const zones = regions.get(region) ?? new Map<string, Set<string>>();
    const subzones = zones.get(zone) ?? new Set<string>();
    subzones.add(subzone);
    zones.set(zone, subzones);
    regions.set(region, zones);
  }
}

function overlaps(regions: ReadonlyMap<string, Map<string, Set<string>>>, parts: readonly string[]): boolean {
  const [region = '', zone, subzone] = parts;
  if (regions.has('*')) return true;
  const zones = regions.get(region);
  if (zones === undefined) return false;
  if (zone === undefined || zones.has('*')) return true;
  const subzones = zones.get(zone);
  if (subzones === undefined) return false;
  return subzone === undefined || subzones.has('*') || subzones.has(subzone);
}

/** At most three parts; the last one may contain slashes. */
function splitLocality(locality: string): string[] {
  const parts = locality.split('/');
  return parts.length <= 3 ? parts : [...parts.slice(0, 2), parts.slice(2).join('/')];
}

function checkFailover(each: Field, report: Report): void {
  const from = each.get('from').text;
  const to = each.get('to').text;
  if (from === to) report.refuse(each, `from and to are both ${quote(from)}`, 'name two regions');
  if (from.includes('/') || to.includes('/')) {
    report.refuse(each, `${quote(from)} to ${quote(to)}: failover is between regions`, 'write regions without zones');
  }
  if (from.includes('*') || to.includes('*')) {
    report.refuse(each, `${quote(from)} to ${quote(to)}: * stands for no region here`, 'name the regions');
  }
}
