import { parseAddress, parseCidr, printAddress, printCidr } from '../../kube/addresses';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';

/** An address in a form that others may read as another one, or will be refused one day. */
export function warnOfAddress(rule: Rule, at: Path, text: string, report: Report): void {
  const address = parseAddress(text);
  if (address === undefined) return;
  const canonical = printAddress(address);
  if (canonical === text) return;
  const detail =
    address.family === 4
      ? `non-standard IP address "${text}" will be considered invalid in a future Kubernetes release: use "${canonical}"`
      : `IPv6 address "${text}" should be in RFC 5952 canonical format ("${canonical}")`;
  report.warning(rule, at, detail);
}

/** A range that says more than its length does, or is in a form that will be refused one day. */
export function warnOfRange(rule: Rule, at: Path, text: string, report: Report): void {
  const range = parseCidr(text);
  if (range === undefined) return;
  const canonical = printCidr(range);
  if (canonical === text) return;
  const most = range.family === 4 ? 32 : 128;
  const single = printCidr({ ...range, length: most });
  if (canonical.split('/')[0] !== single.split('/')[0]) {
    const detail = `CIDR value "${text}" is ambiguous in this context (should be "${canonical}" or "${single}"?)`;
    report.warning(rule, at, detail);
    return;
  }
  const detail =
    range.family === 4
      ? `non-standard CIDR value "${text}" will be considered invalid in a future Kubernetes release: use "${canonical}"`
      : `IPv6 CIDR value "${text}" should be in RFC 5952 canonical format ("${canonical}")`;
  report.warning(rule, at, detail);
}
