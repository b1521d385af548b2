import type { Answerer, Audience, AudienceTick } from '../release-traffic/audience';
import type { ClaimVerdict } from '../release-traffic/claim-check';
import { clientName } from '../release-traffic/usual-client';
import type { Call } from '../simulation/call';
import { requestJson } from './request-json';
import { timeWords } from './rollout-words';

/** What requests meet in one case of a release: when all goes well, or when the checks fail. */
export interface CaseTraffic {
  readonly title: string;
  readonly audiences: readonly Audience[];
  readonly verdicts: readonly ClaimVerdict[];
}

/** A row of the table of an audience, in the order of {@link audienceColumns}. */
export type AudienceRow = readonly string[];

/** What the columns of an audience are called; that of a cookie is there where answers carry one. */
export function audienceColumns({ sticky }: Audience): readonly string[] {
  return [
    'tick',
    'time',
    'a user without a cookie',
    ...(sticky ? ['with the canary’s cookie'] : []),
    'of the requests',
    'have met it',
  ];
}

export function audienceRow({ sticky }: Audience, each: AudienceTick): AudienceRow {
  const { tick, time, newcomer, returning, requests, met } = each;
  return [
    String(tick),
    timeWords(time),
    answererWords(newcomer),
    ...(sticky ? [returning === undefined ? '-' : answererWords(returning)] : []),
    percent(requests),
    percent(met),
  ];
}

/** `80 % weather/ad-primary, 20 % weather/ad (canary)`. */
function answererWords(answerers: readonly Answerer[]): string {
  return answerers
    .map(({ name, version, share }) => {
      const who = version === 'canary' ? `${name} (canary)` : name;
      return answerers.length === 1 ? who : `${percent(share)} ${who}`;
    })
    .join(', ');
}

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(share > 0 && share < 0.01 ? 2 : share > 0.995 && share < 1 ? 2 : 0))} %`;
}

/** What is said of an audience below its table. */
export function audienceWords({ every, changes, sticky, reservations, ticks }: Audience): readonly string[] {
  const moved =
    changes < 0.005
      ? 'nobody is taken from one version to the other'
      : `until the end a user is taken from one version to the other ${rounded(changes)} times on average`;
  const last = ticks.at(-1);
  const left =
    last !== undefined && last.bound > 0.005
      ? [`at the end ${percent(last.bound)} of the users still have the cookie of the new version`]
      : [];
  return [
    `of the requests of many users, each of whom asks every ${timeWords(every)} from the start${sticky ? ' and keeps cookies' : ''}, the share of the new version; ${moved}`,
    ...left,
    ...reservations.map(({ certainty, text }) => `${certainty}: ${text}`),
  ];
}

function rounded(value: number): string {
  return String(Number(value.toFixed(value < 1 ? 2 : 1)));
}

/** A request as it could be asked about: `GET http://ad.weather:3003/admin -H 'x-user: internal'`. */
export function requestWords({ method, scheme, host, port, path, headers, authority }: Call): string {
  const usual = port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`;
  const lines = [...(authority === usual ? [] : [['host', authority] as const]), ...headers];
  return [`${method} ${scheme}://${usual}${path}`, ...lines.map(([name, value]) => `-H '${name}: ${value}'`)].join(' ');
}

/** What a verdict says, in a line. */
export function verdictWords(
  { claim, holds, witness, doubts, requests, ticks, clients }: ClaimVerdict,
  title: string,
): string {
  const text = `never “${claim.text}”`;
  const where = title.charAt(0).toLowerCase() + title.slice(1);
  if (holds === 'yes')
    return `${text}: holds at all ${ticks} ticks, ${where}: ${requests} requests from ${clients.join(' and ')} were tried`;
  if (holds === 'unknown' || witness === undefined) return `${text}: not known, ${where}: ${doubts.join('; ')}`;
  const { tick, time, share, copy } = witness;
  const how = share > 0.999 ? '' : `${percent(share)} of `;
  return `${text}: broken at tick ${tick}, ${timeWords(time)}, ${where}, by ${how}${copy ? 'copies of ' : ''}such requests`;
}

/** For programs. */
export function trafficJson({ title, audiences, verdicts }: CaseTraffic) {
  return {
    case: title,
    ...(audiences.length === 0
      ? {}
      : {
          requests: audiences.map(({ from, request, every, sticky, changes, certainty, reservations, ticks }) => ({
            ...{ from: clientName(from), request, every, sticky, changes, certainty },
            assumptions: reservations.map(({ certainty: of, text }) => ({ certainty: of, text })),
            ticks,
          })),
        }),
    ...(verdicts.length === 0
      ? {}
      : {
          never: verdicts.map(({ claim, holds, witness, doubts, assumptions, requests, ticks, clients }) => ({
            ...{ claim: claim.text, holds, requests, ticks, clients },
            ...(assumptions.length === 0 ? {} : { assumptions }),
            ...(doubts.length === 0 ? {} : { doubts }),
            ...(witness === undefined
              ? {}
              : {
                  witness: {
                    ...{ tick: witness.tick, time: witness.time, share: witness.share, copy: witness.copy },
                    answer: requestJson({
                      from: clientName(witness.from),
                      request: requestWords(witness.outcome.call),
                      answer: witness.outcome,
                    }),
                  },
                }),
          })),
        }),
  };
}
