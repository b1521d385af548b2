import type { Facet, Fate } from '../diff/traffic/behaviour';
import type { Aspect } from '../diff/traffic/change';
import { goDurationSeconds } from '../kube/go-duration';
import type { Call } from '../simulation/call';
import type { Delay, Mirror, Retries } from '../simulation/outcome';
import type { Request } from '../simulation/request';
import { literal } from './literal';

/**
 * What a test expects of a request after a change, and not before: `.toReach('web/a')`. Where it ends comes first; undefined
 * where no matcher tells the one from the other.
 */
export function expectationOf(call: Call, aspects: readonly Aspect[]): string | undefined {
  for (const facet of Object.keys(EXPECTATIONS) as Facet[]) {
    const aspect = aspects.find((each) => each.facet === facet);
    const found = aspect && EXPECTATIONS[facet]?.(aspect, call);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The facets that matchers are about, the most telling first. */
const EXPECTATIONS: Partial<Readonly<Record<Facet, (aspect: Aspect, call: Call) => string | undefined>>> = {
  end: ({ after }) => endExpectation(after),
  delay: single<Delay | undefined>((now, was) => {
    const delay = now ?? was;
    const by = delay && durationText(delay.duration);
    if (delay === undefined || by === undefined) return undefined;
    const percent = delay.probability === 1 ? '' : `, ${percentOf(delay.probability)}`;
    return `${now === undefined ? '.not' : ''}.toBeDelayed(${by}${percent})`;
  }),
  timeout: single<string | undefined>((now) => {
    const seconds = now === undefined ? 0 : goDurationSeconds(now);
    const text = seconds === 0 ? literal('none') : now && durationText(now);
    return text && `.toHaveTimeout(${text})`;
  }),
  retries: single<Retries | undefined>((now, was) => {
    const attempts = now?.attempts ?? 0;
    return attempts === (was?.attempts ?? 0) ? undefined : `.toBeRetried(${attempts})`;
  }),
  tls: single<{ readonly mode: string }>(({ mode }, was) =>
    mode === was.mode ? undefined : `.toUseTls(${literal(mode)})`,
  ),
  copies: single<readonly Mirror[]>((now, was) => {
    const [mirror, second] = now.length > 0 ? now : was;
    if (mirror === undefined || second !== undefined || mirror.missing !== undefined) return undefined;
    const { host, port, subset, probability } = mirror;
    const to = literal(`${host}:${port}${subset === undefined ? '' : `, subset ${subset}`}`);
    const percent = probability === 1 ? '' : `, ${percentOf(probability)}`;
    return `${now.length > 0 ? '' : '.not'}.toBeCopiedTo(${to}${percent})`;
  }),
  arrival: (aspect, call) =>
    single<Request>((now, was) => {
      const fields = [
        ...(now.path === was.path ? [] : [`path: ${literal(now.path)}`]),
        ...(now.authority === was.authority ? [] : [`authority: ${literal(now.authority)}`]),
        ...headerFields(call, now, was),
      ];
      return fields.length === 0 ? undefined : `.toArriveWith({ ${fields.join(', ')} })`;
    })(aspect, call),
};

/** For what is the same for all requests, before and after. */
function single<T>(make: (now: T, was: T) => string | undefined): (aspect: Aspect, call: Call) => string | undefined {
  return ({ before, after }) => {
    const [was, is] = [before[0]?.what, after[0]?.what];
    if (before.length !== 1 || after.length !== 1 || was?.kind !== 'value' || is?.kind !== 'value') return undefined;
    return make(is.value as T, was.value as T);
  };
}

/** Headers that arrive with another value than before, or not any more. */
function headerFields({ headers: sent }: Call, now: Request, was: Request): readonly string[] {
  const arrived = (headers: Request['headers'], name: string) => {
    const values = headers.filter(([own]) => own === name).map(([, value]) => value);
    return values.length === 0 ? undefined : values.join(', ');
  };
  const names = [...new Set([...sent, ...was.headers, ...now.headers].map(([name]) => name))].sort();
  const changed = names.filter((name) => arrived(now.headers, name) !== arrived(was.headers, name));
  if (changed.length === 0) return [];
  const texts = changed.map((name) => {
    const value = arrived(now.headers, name);
    return `${literal(name)}: ${value === undefined ? 'null' : literal(value)}`;
  });
  return [`headers: { ${texts.join(', ')} }`];
}

/** `Duration.seconds(3)`, as cdk8s has it. */
function durationText(text: string): string | undefined {
  const seconds = goDurationSeconds(text);
  if (seconds === undefined) return undefined;
  return Number.isInteger(seconds)
    ? `Duration.seconds(${seconds})`
    : `Duration.millis(${Number((seconds * 1000).toFixed(6))})`;
}

function percentOf(share: number): number {
  return Number((share * 100).toFixed(4));
}

function endExpectation(fates: readonly Fate[]): string | undefined {
  const [only, second] = fates;
  if (only === undefined) return undefined;
  if (second !== undefined) {
    const shares = fates.map(({ share, what }) => {
      const to = what.kind === 'answer' || what.kind === 'redirect' ? String(what.status) : literal(placeName(what));
      return `[${to}, ${Number((share * 100).toFixed(4))}]`;
    });
    return `.toSplit([${shares.join(', ')}])`;
  }
  switch (only.what.kind) {
    case 'answer': {
      const { status, flag } = only.what;
      return `.toBeAnswered(${status}${flag === undefined ? '' : `, ${literal(flag)}`})`;
    }
    case 'redirect':
      return `.toRedirectTo(${literal(only.what.location)}, ${only.what.status})`;
    case 'no answer':
      return '.toGetNoAnswer()';
    default:
      return `.toReach(${literal(placeName(only.what))})`;
  }
}

function placeName(what: Fate['what']): string {
  switch (what.kind) {
    case 'pods':
      return what.workload;
    case 'address':
      return `${what.address}:${what.port}`;
    default:
      return what.kind;
  }
}
