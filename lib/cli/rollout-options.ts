import { goDurationSeconds } from '../kube/go-duration';
import type { Assumptions, Ticks } from '../rollout/assumptions';
import { WrongCall } from './wrong-call';

/** What is wrong with an option, in one line. */
export class OptionError extends WrongCall {}

/** The options of `meshwright rollout` that say what is assumed, as commander gives them. */
export interface AssumptionOptions {
  readonly failAt?: readonly string[];
  readonly failAlways?: true;
  readonly failRate?: string;
  readonly seed?: string;
  /** False for `--no-data`. */
  readonly data: boolean;
  readonly gate?: readonly string[];
  readonly newVersionAt?: readonly string[];
  readonly ready?: string;
  readonly primaryReady?: string;
  readonly detection?: string;
  readonly rps?: string;
  readonly scrape?: string;
  readonly initial?: true;
}

/**
 * What options say is assumed, on top of what a file says.
 *
 * @throws OptionError
 */
export function assumptionsOf(options: AssumptionOptions, file: Assumptions = {}): Assumptions {
  const { failAt, failAlways, failRate, seed, gate, newVersionAt, rps } = options;
  if (failAlways === true && (failAt !== undefined || failRate !== undefined)) {
    throw new OptionError('--fail-always says it all: leave --fail-at and --fail-rate out');
  }
  return {
    ...file,
    ...(failAlways === true ? { failing: 'always' as const } : {}),
    ...(failAt === undefined ? {} : { failing: ticksOf('--fail-at', failAt) }),
    ...(failRate === undefined ? {} : { failRate: numberOf('--fail-rate', failRate, 0, 1) }),
    ...(seed === undefined ? {} : { seed: wholeOf('--seed', seed) }),
    ...(options.data ? {} : { noData: 'always' as const }),
    ...(gate === undefined ? {} : { gates: { ...file.gates, ...gatesOf(gate) } }),
    ...(newVersionAt === undefined ? {} : { newRevisionAt: ticksOf('--new-version-at', newVersionAt) }),
    ...named('ready', readyOf('--ready', options.ready)),
    ...named('primaryReady', readyOf('--primary-ready', options.primaryReady)),
    ...named(
      'detectionDelay',
      options.detection === undefined ? undefined : secondsOf('--detection', options.detection),
    ),
    ...named('rps', rps === undefined ? undefined : numberOf('--rps', rps, 0, 1e9)),
    ...named('scrapeInterval', options.scrape === undefined ? undefined : secondsOf('--scrape', options.scrape)),
    ...(options.initial === true ? { initial: true } : {}),
  };
}

function named<K extends keyof Assumptions>(key: K, value: Assumptions[K]): Assumptions {
  return value === undefined ? {} : { [key]: value };
}

/** A whole number that is no tick. @throws OptionError */
export function wholeOf(flag: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new OptionError(`${flag} ${text}: give a whole number from 0 on`);
}

function ticksOf(flag: string, texts: readonly string[]): readonly number[] {
  return texts.flatMap((text) => text.split(',')).map((text) => wholeOf(flag, text.trim()));
}

function numberOf(flag: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= minimum && value <= maximum) return value;
  throw new OptionError(`${flag} ${text}: give a number from ${minimum} to ${maximum}`);
}

/** A time in seconds. @throws OptionError */
export function secondsOf(flag: string, text: string): number {
  const seconds = goDurationSeconds(text);
  if (seconds !== undefined && seconds >= 0) return seconds;
  throw new OptionError(`${flag} ${text}: give a time such as 30s or 1m30s`);
}

function readyOf(flag: string, text: string | undefined): number | 'never' | undefined {
  return text === undefined || text === 'never' ? text : secondsOf(flag, text);
}

function gatesOf(texts: readonly string[]): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.lastIndexOf('=');
      const [name, when] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
      if (name === '') {
        throw new OptionError(`--gate ${text}: give NAME=never, or NAME=TICK for the tick at which it opens`);
      }
      return [name, when === 'never' ? [] : ticksOf(`--gate ${name}`, [when])];
    }),
  );
}

/** Fields of a file of assumptions that say how a release was recorded, and nothing of what is assumed. */
const RECORDED = new Set(['analysis', 'hooks', 'ticks']);

/**
 * Assumptions written in a file: `refused` (ticks by the type or the name of a hook, -1 for always), `newRevisionAt`,
 * and the fields of {@link Assumptions}.
 *
 * @returns the assumptions, and fields that mean nothing
 * @throws OptionError
 */
export function readAssumptions(
  name: string,
  text: string,
): { readonly assumptions: Assumptions; readonly unknown: readonly string[] } {
  const wrong = (what: string) => new OptionError(`${name}: ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('give a JSON object');
  const assumptions: Record<string, unknown> = {};
  const unknown: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (RECORDED.has(key) || field === null) continue;
    const read = FIELDS[key as keyof Assumptions];
    if (read === undefined) unknown.push(key);
    else assumptions[key] = read(field, (what) => wrong(`${key}: ${what}`));
  }
  return { assumptions, unknown };
}

type Wrong = (what: string) => OptionError;
type Reader = (value: unknown, wrong: Wrong) => unknown;

const FIELDS: Readonly<Record<keyof Assumptions, Reader>> = {
  refused: readMap((value, wrong) => readTicks(value, wrong)),
  gates: readMap((value, wrong) => (value === 'never' ? [] : readList(value, wrong))),
  newRevisionAt: (value, wrong) => (typeof value === 'number' ? readList([value], wrong) : readList(value, wrong)),
  failing: readTicks,
  noData: readTicks,
  failRate: readNumber,
  seed: readNumber,
  rps: readNumber,
  scrapeInterval: readNumber,
  detectionDelay: readNumber,
  ready: (value, wrong) => (value === 'never' ? value : readNumber(value, wrong)),
  primaryReady: (value, wrong) => (value === 'never' ? value : readNumber(value, wrong)),
  initial: (value, wrong) => {
    if (typeof value !== 'boolean') throw wrong('give true or false');
    return value;
  },
};

function readTicks(value: unknown, wrong: Wrong): Ticks {
  if (value === 'always' || value === 'never') return value;
  if (value === -1) return 'always';
  const ticks = Array.isArray(value) && value.includes(-1) ? -1 : readList(value, wrong);
  return ticks === -1 ? 'always' : ticks;
}

function readList(value: unknown, wrong: Wrong): readonly number[] {
  if (Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= 0)) return value as number[];
  throw wrong('give a list of ticks, from 0 on');
}

function readNumber(value: unknown, wrong: Wrong): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw wrong('give a number from 0 on');
}

function readMap(read: Reader): Reader {
  return (value, wrong) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrong('give an object, by the names of hooks');
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, read(each, (what) => wrong(`${name}: ${what}`))]),
    );
  };
}
