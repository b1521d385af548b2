import { isMap } from '../kube/json';
import { type Answer, answer, every, some } from './answer';
import { ANYTHING, beginningWith, exactly, matching, type Pattern, takes } from './pattern';
import { excludes, includes } from './pattern-implication';
import { type Arrival, arrivalIncludes, readArrival, type Surroundings } from './surroundings';

/** What a header or parameter must be. */
export interface ValueCondition {
  readonly pattern: Pattern;
  /** Whether it only has to be there; what is missing is the same as empty otherwise, where it is excluded. */
  readonly presence: boolean;
}

/** An item of `http[].match`, read. */
export interface HttpConditions {
  readonly path: Pattern;
  /** By name in small letters; method, authority and scheme are `:method`, `:authority` and `:scheme`. */
  readonly headers: ReadonlyMap<string, readonly ValueCondition[]>;
  readonly withoutHeaders: ReadonlyMap<string, ValueCondition>;
  readonly queryParams: ReadonlyMap<string, ValueCondition>;
  readonly arrival: Arrival;
}

/** Headers that every request has. */
const ALWAYS = [':method', ':authority', ':scheme', ':path'];

/**
 * Reads an item of `http[].match`; what is malformed is passed over.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export function readHttpConditions(match: unknown, around: Surroundings = {}): HttpConditions {
  const fields = isMap(match) ? match : {};
  const headers = new Map<string, ValueCondition[]>();
  const require = (name: string, condition: unknown): void => {
    const key = name.startsWith('@') ? name : name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), readValue(condition)]);
  };
  for (const name of ['method', 'authority', 'scheme']) {
    if (isMap(fields[name])) require(`:${name}`, fields[name]);
  }
  for (const [name, condition] of entriesOf(fields.headers)) require(name, condition);
  const without = entriesOf(fields.withoutHeaders).map(
    ([name, condition]) => [name.startsWith('@') ? name : name.toLowerCase(), readValue(condition)] as const,
  );
  return {
    path: readPath(match),
    headers,
    withoutHeaders: new Map(without),
    queryParams: new Map(entriesOf(fields.queryParams).map(([name, condition]) => [name, readValue(condition)])),
    arrival: readArrival(match, around),
  };
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

/** What an item of `http[].match` says of the path; every path begins with a slash. */
export function readPath(match: unknown): Pattern {
  if (!isMap(match) || !isMap(match.uri)) return ANYTHING;
  const { uri } = match;
  const fold = match.ignoreUriCase === true;
  if (typeof uri.exact === 'string') return exactly(uri.exact, fold);
  if (typeof uri.regex === 'string') return uri.regex === '*' ? ANYTHING : simplePath(matching(uri.regex));
  return typeof uri.prefix === 'string' ? simplePath(beginningWith(uri.prefix, fold)) : ANYTHING;
}

function simplePath(pattern: Pattern): Pattern {
  return pattern.form === 'prefix' && pattern.text === '/' ? ANYTHING : pattern;
}

function readValue(condition: unknown): ValueCondition {
  const fields = isMap(condition) ? condition : {};
  if (typeof fields.exact === 'string') return { pattern: exactly(fields.exact), presence: false };
  if (typeof fields.prefix === 'string') return { pattern: beginningWith(fields.prefix), presence: false };
  if (typeof fields.regex === 'string' && fields.regex !== '*') {
    return { pattern: matching(fields.regex), presence: false };
  }
  return { pattern: ANYTHING, presence: true };
}

/**
 * Whether every request that the inner conditions take is taken by the outer ones: whether what stands after the outer
 * ones is never reached. Proved or disproved for each condition by itself; a header that is sent on several lines is
 * left out of account.
 */
export function covers(outer: HttpConditions, inner: HttpConditions, around: Surroundings = {}): Answer {
  return every(reasons(outer, inner, around));
}

/** Cheap ones first: the first that does not hold decides. */
function* reasons(outer: HttpConditions, inner: HttpConditions, around: Surroundings): Generator<Answer> {
  yield includes(outer.path, inner.path);
  yield arrivalIncludes(outer.arrival, inner.arrival, around, { gatewaysReplaceSource: true });
  for (const [name, condition] of outer.queryParams) yield parameterImplied(condition, inner.queryParams.get(name));
  for (const [name, conditions] of outer.headers) {
    for (const condition of conditions) yield headerImplied(name, condition, inner);
  }
  for (const [name, condition] of outer.withoutHeaders) yield absenceImplied(name, condition, inner);
}

function headerImplied(name: string, { pattern }: ValueCondition, inner: HttpConditions): Answer {
  const given = inner.headers.get(name);
  if (given === undefined) return answer(pattern.form === 'anything' && ALWAYS.includes(name));
  const answers = given.map((condition) => includes(pattern, condition.pattern));
  // Several conditions together may say what none says alone.
  return some(answers) === 'no' && given.length > 1 ? 'unknown' : some(answers);
}

/** Whether the inner conditions leave out all that the outer ones do. */
function absenceImplied(name: string, outer: ValueCondition, inner: HttpConditions): Answer {
  const without = inner.withoutHeaders.get(name);
  const given = inner.headers.get(name) ?? [];
  const answers: Answer[] = [];
  if (without !== undefined) answers.push(exclusionIncludes(without, outer));
  if (outer.presence && given.length > 0) return some(answers);
  for (const { pattern } of given) answers.push(excludes(pattern, outer.pattern));
  const found = some(answers);
  return found === 'no' && answers.length > 1 ? 'unknown' : found;
}

/** Whether what one condition excludes contains what the other excludes. */
function exclusionIncludes(larger: ValueCondition, smaller: ValueCondition): Answer {
  if (larger.presence && !smaller.presence) {
    const empty = takes(smaller.pattern, '');
    return empty === undefined ? 'unknown' : answer(!empty);
  }
  return includes(larger.pattern, smaller.pattern);
}

function parameterImplied({ pattern }: ValueCondition, given: ValueCondition | undefined): Answer {
  return given === undefined ? 'no' : includes(pattern, given.pattern);
}
