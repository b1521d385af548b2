import { goDurationSeconds, printGoDuration } from '../kube/go-duration';
import type { Mesh } from '../mesh/mesh';
import type { End, Outcome, UpstreamTls } from '../simulation/outcome';
import { valuesOf } from '../simulation/request';
import { EPSILON, type Happening, happeningsOf, percentOf } from './happenings';
import { isAt, isCopiedTo, type Target } from './target';

/** What is expected to become of a request. */
export type Expectation =
  | { readonly kind: 'reach'; readonly target: Target }
  /** A proxy answers, with this status. */
  | { readonly kind: 'answer'; readonly status: number; readonly flag?: string }
  /** The connection is refused or closed. */
  | { readonly kind: 'no answer' }
  | { readonly kind: 'redirect'; readonly location: string | RegExp; readonly status?: number }
  | { readonly kind: 'split'; readonly shares: readonly Share[] }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly percent: number }
  | { readonly kind: 'copy'; readonly target: Target; readonly percent: number }
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  /** Undefined for none. */
  | { readonly kind: 'timeout'; readonly milliseconds: number | undefined }
  | { readonly kind: 'retries'; readonly attempts: number }
  | { readonly kind: 'tls'; readonly mode: UpstreamTls['mode'] };

/** Who gets a share of the requests: somebody, or an answer with a status. */
export interface Share {
  readonly to: Target | number;
  readonly percent: number;
}

/** A request as its destination gets it; what is not given may be anything. */
export interface Arrival {
  readonly method?: string;
  /** With the query. */
  readonly path?: string;
  readonly authority?: string;
  /** By name: the value, or null for a header that must not be there. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** Whether something happens to all requests of a kind, to some, or to none. */
export type Verdict = 'always' | 'sometimes' | 'never';

/** Whether a request ends as expected. */
export function judge(mesh: Mesh, outcome: Outcome, expectation: Expectation): Verdict {
  const happenings = happeningsOf(outcome);
  const share = (is: (happening: Happening) => boolean | number): number =>
    happenings.reduce((sum, each) => sum + each.probability * Number(is(each)), 0);
  switch (expectation.kind) {
    case 'reach':
      return verdictOf(share((each) => isAt(expectation.target, each)));
    case 'answer':
      return verdictOf(share(({ end }) => isAnswer(end, expectation.status, expectation.flag)));
    case 'no answer':
      return verdictOf(share(({ end }) => end.kind === 'failed'));
    case 'redirect':
      return verdictOf(share(({ end }) => isRedirect(end, expectation)));
    case 'split': {
      const isSo = expectation.shares.every(({ to, percent }) => {
        const found = share((each) => (typeof to === 'number' ? isAnswer(each.end, to) : isAt(to, each)));
        return Math.abs(found * 100 - percent) < PERCENT_TOLERANCE;
      });
      return isSo ? 'always' : 'never';
    }
    case 'delay': {
      const { milliseconds, percent } = expectation;
      return compared(
        share(({ end }) => (millisecondsOf(end.delay?.duration) === milliseconds ? (end.delay?.probability ?? 0) : 0)),
        percent,
      );
    }
    case 'copy': {
      const { target, percent } = expectation;
      const copies = (end: End) =>
        end.mirrors
          .filter((mirror) => mirror.missing === undefined && isCopiedTo(mesh, outcome.call.from, target, mirror))
          .reduce((sum, { probability }) => sum + probability, 0);
      return compared(
        share(({ end }) => copies(end)),
        percent,
      );
    }
    case 'arrival':
      return verdictOf(share(({ end }) => end.kind === 'reached' && isArrival(end, expectation.arrival)));
    case 'timeout':
      return verdictOf(
        share(
          ({ end }) => end.kind === 'reached' && millisecondsOf(end.decision?.timeout) === expectation.milliseconds,
        ),
      );
    case 'retries':
      return verdictOf(
        share(({ end }) => end.kind === 'reached' && (end.decision?.retries?.attempts ?? 0) === expectation.attempts),
      );
    case 'tls':
      return verdictOf(share(({ end }) => end.kind === 'reached' && end.destination?.tls.mode === expectation.mode));
  }
}

/** What is expected, to go behind `expected it`. */
export function expectationWords(expectation: Expectation, negated = false): string {
  const not = negated ? 'not ' : '';
  switch (expectation.kind) {
    case 'reach':
      return `${negated ? 'never ' : ''}to reach ${expectation.target.name}`;
    case 'answer': {
      const { status, flag } = expectation;
      return `${negated ? 'never ' : ''}to be answered with ${status}${flag === undefined ? '' : ` ${flag}`} by a proxy`;
    }
    case 'no answer':
      return negated ? 'to get an answer' : 'to get no answer';
    case 'redirect': {
      const { location, status } = expectation;
      return `${negated ? 'never ' : ''}to be redirected to ${location}${status === undefined ? '' : ` with ${status}`}`;
    }
    case 'split': {
      const shares = expectation.shares.map(
        ({ to, percent }) => `${percent} % ${typeof to === 'number' ? to : to.name}`,
      );
      return `${not}to split into ${shares.join(', ')}`;
    }
    case 'delay':
      return `${not}to wait ${printGoDuration(expectation.milliseconds)}${inShare(expectation.percent)}`;
    case 'copy':
      return `${not}to be copied to ${expectation.target.name}${inShare(expectation.percent)}`;
    case 'arrival':
      return `${not}to arrive with ${arrivalWords(expectation.arrival)}`;
    case 'timeout': {
      const { milliseconds } = expectation;
      return `${not}to have ${milliseconds === undefined ? 'no timeout' : `a timeout of ${printGoDuration(milliseconds)}`}`;
    }
    case 'retries':
      return `${not}to be tried again ${expectation.attempts} times`;
    case 'tls':
      return `${not}to go out with TLS ${expectation.mode}`;
  }
}

const PERCENT_TOLERANCE = 0.01;

function verdictOf(share: number): Verdict {
  return share > 1 - EPSILON ? 'always' : share < EPSILON ? 'never' : 'sometimes';
}

function compared(share: number, percent: number): Verdict {
  if (Math.abs(share * 100 - percent) < PERCENT_TOLERANCE) return 'always';
  return share < EPSILON ? 'never' : 'sometimes';
}

function isAnswer(end: End, status: number, flag?: string): boolean {
  return (
    end.kind === 'answered' &&
    (end.redirect?.status ?? end.status) === status &&
    (flag === undefined || end.flag === flag)
  );
}

function isRedirect(
  { redirect }: End,
  { location, status }: { readonly location: string | RegExp; readonly status?: number },
): boolean {
  if (redirect === undefined || (status !== undefined && redirect.status !== status)) return false;
  return typeof location === 'string' ? redirect.location === location : location.test(redirect.location);
}

function isArrival({ request }: End, { method, path, authority, headers = {} }: Arrival): boolean {
  return (
    (method === undefined || request.method === method) &&
    (path === undefined || request.path === path) &&
    (authority === undefined || request.authority === authority) &&
    Object.entries(headers).every(([name, value]) => {
      const found = valuesOf(request, name.toLowerCase());
      return value === null ? found.length === 0 : found.length === 1 && found[0] === value;
    })
  );
}

function arrivalWords({ method, path, authority, headers = {} }: Arrival): string {
  const parts = [
    ...(method === undefined ? [] : [`method ${method}`]),
    ...(path === undefined ? [] : [`path ${path}`]),
    ...(authority === undefined ? [] : [`host ${authority}`]),
    ...Object.entries(headers).map(([name, value]) =>
      value === null ? `without header ${name}` : `header ${name}: ${value}`,
    ),
  ];
  return parts.join(', ');
}

function inShare(percent: number): string {
  return percent === 100 ? '' : `, ${percent} % of them`;
}

/** As it is written in a manifest: `500ms`. */
function millisecondsOf(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const seconds = goDurationSeconds(duration);
  return seconds === undefined || seconds === 0 ? undefined : Math.round(seconds * 1e6) / 1e3;
}

/** What became of a request in terms of what was expected: the request as it arrives, waits, copies. */
export function actualWords(outcome: Outcome, expectation: Expectation): string | undefined {
  const ends = outcome.ends.filter(({ kind }) => kind === 'reached');
  const distinct = (texts: readonly string[]) => [...new Set(texts)].join(' or ') || undefined;
  switch (expectation.kind) {
    case 'delay':
      return distinct(
        outcome.ends.map(({ delay }) =>
          delay === undefined ? 'no wait' : `a wait of ${delay.duration}${inShare(percentOf(delay.probability))}`,
        ),
      );
    case 'copy':
      return distinct(
        ends.map(({ mirrors }) =>
          mirrors.length === 0
            ? 'no copies'
            : mirrors
                .map(({ host, port, subset, probability }) => {
                  const to = `${host}:${port}${subset === undefined ? '' : `, subset ${subset}`}`;
                  return `copies to ${to}${inShare(percentOf(probability))}`;
                })
                .join(' and '),
        ),
      );
    case 'arrival': {
      const { method, path, authority, headers = {} } = expectation.arrival;
      return distinct(
        ends.map(({ request }) => {
          const found = Object.keys(headers).map((name) => {
            const values = valuesOf(request, name.toLowerCase());
            return [name, values.length === 0 ? null : values.join(', ')] as const;
          });
          return arrivalWords({
            ...(method === undefined ? {} : { method: request.method }),
            ...(path === undefined ? {} : { path: request.path }),
            ...(authority === undefined ? {} : { authority: request.authority }),
            headers: Object.fromEntries(found),
          });
        }),
      );
    }
    case 'timeout':
      return distinct(
        ends.map(({ decision }) => (decision?.timeout ? `a timeout of ${decision.timeout}` : 'no timeout')),
      );
    case 'retries':
      return distinct(ends.map(({ decision }) => `tried again ${decision?.retries?.attempts ?? 0} times`));
    case 'tls':
      return distinct(ends.map(({ destination }) => `TLS ${destination?.tls.mode}`));
    default:
      return undefined;
  }
}
