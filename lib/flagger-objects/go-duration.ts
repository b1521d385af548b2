const PARTS = /^(?:(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/**
 * The seconds of a duration as Go writes it: `40s`, `1m30s`, `250ms`; undefined for what Go does not take.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (digits === '0') return 0;
  if (!PARTS.test(digits)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of digits.matchAll(PART)) seconds += Number(amount) * (SECONDS[unit ?? ''] ?? 0);
  return sign * seconds;
}
