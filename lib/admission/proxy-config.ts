import type { Field } from './field';
import type { Context } from './kinds';
import { checkNotNegative } from './percentages';
import type { Report } from './report';
import { checkSelector } from './workload-selectors';

/** @see https://istio.io/latest/docs/reference/config/networking/proxy-config/ */
export function checkProxyConfig(spec: Field, _context: Context, report: Report): void {
  checkSelector(spec.get('selector'), report);
  checkNotNegative(spec.get('concurrency'), report);
}
