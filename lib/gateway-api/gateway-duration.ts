import type { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import type { RuleContext } from '../istio/rule-context';

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/**
 * A duration as the Gateway API writes it: up to five digits of each unit, `90s` or `27h46m40s`.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-2257/
 */
export function gatewayDuration(what: string, duration: Duration, context: RuleContext): string {
  const short = goDuration(duration);
  const millis = Math.round(duration.toMilliseconds({ integral: false }));
  if (millis < 1) throw context.error(`${what} of ${short} is none: give 1ms or more, or leave it out`);
  if (/^\d{1,5}(h|m|s|ms)$/.test(short)) return short;
  let rest = millis;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 99_999) throw context.error(`${what} of ${short} is too long: 99999h at most`);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
