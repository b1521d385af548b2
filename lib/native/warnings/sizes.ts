import { isWhole } from '../../kube/quantities';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { isSet, structOf } from '../values/decoded';
import { quantity } from '../values/quantities';

/** Bytes, of which there are whole ones only. */
export function warnOfFraction(rule: Rule, at: Path, value: unknown, report: Report): void {
  if (!isSet(value)) return;
  const size = quantity(value);
  // What is less than a thousandth is not seen.
  if (
    isWhole(size) ||
    isWhole({ ...size, numerator: rounded(size.numerator * 1000n, size.denominator), denominator: 1000n })
  ) {
    return;
  }
  report.warning(rule, at, `fractional byte value "${size.canonical}" is invalid, must be an integer`);
}

/** Rounded up, as Go does it. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

/** What a claim requests and limits. */
export function warnOfSizes(at: Path, resources: unknown, report: Report): void {
  for (const list of ['requests', 'limits']) {
    const { storage } = structOf(structOf(resources)[list]);
    warnOfFraction('K8S_STORAGE', at.child(list).key('storage'), storage, report);
  }
}
