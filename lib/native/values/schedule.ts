/** A field of a schedule: what its numbers are between, and what may be written for them. */
interface Bounds {
  readonly low: number;
  readonly high: number;
  /** The first is the number `low`. */
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 6, names: DAYS },
];
const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const DURATION =
  /^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))*$/;

/**
 * What is wrong with a schedule, in the words of the library that reads it.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function scheduleProblem(schedule: string): string | undefined {
  const expression = schedule.replace(/^(TZ|CRON_TZ)=\S*\s+/, '').trim();
  if (expression === '') return 'empty spec string';
  if (expression.startsWith('@')) return descriptorProblem(expression);
  const parts = expression.split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return `expected exactly ${FIELDS.length} fields, found ${parts.length}: [${parts.join(' ')}]`;
  }
  for (const [index, part] of parts.entries()) {
    for (const range of part.split(',').filter((piece) => piece !== '')) {
      const problem = rangeProblem(range, FIELDS[index] as Bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(expression: string): string | undefined {
  if (DESCRIPTORS.includes(expression)) return undefined;
  if (!expression.startsWith('@every ')) return `unrecognized descriptor: ${expression}`;
  const duration = expression.slice('@every '.length);
  if (DURATION.test(duration) || duration === '0') return undefined;
  return `failed to parse duration ${expression}: time: invalid duration ${JSON.stringify(duration)}`;
}

/** `5`, `mon-fri`, `*` or `1-30/5` */
function rangeProblem(expression: string, { low, high, names }: Bounds): string | undefined {
  const [range = '', step, ...moreSteps] = expression.split('/');
  const [first = '', last, ...moreBounds] = range.split('-');
  let from = low;
  let to = high;
  if (first !== '*' && first !== '?') {
    const start = numberOf(first, low, names);
    if (typeof start === 'string') return start;
    from = start;
    const end = last === undefined ? start : numberOf(last, low, names);
    if (typeof end === 'string') return end;
    to = end;
    if (moreBounds.length > 0) return `too many hyphens: ${expression}`;
  }
  if (moreSteps.length > 0) return `too many slashes: ${expression}`;
  if (step !== undefined) {
    const every = numberOf(step, 0, undefined);
    if (typeof every === 'string') return every;
    if (last === undefined) to = high;
    if (every === 0) return `step of range should be a positive number: ${expression}`;
  }
  if (from < low) return `beginning of range (${from}) below minimum (${low}): ${expression}`;
  if (to > high) return `end of range (${to}) above maximum (${high}): ${expression}`;
  if (from > to) return `beginning of range (${from}) beyond end of range (${to}): ${expression}`;
  return undefined;
}

function numberOf(text: string, low: number, names: readonly string[] | undefined): number | string {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named !== -1) return named + low;
  if (/^\+?[0-9]{1,15}$/.test(text)) return Number(text);
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
