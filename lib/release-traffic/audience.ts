import type { MeshProxy } from '../mesh/proxies';
import type { Phase } from '../rollout/phase';
import { EPSILON, type Happening, happeningName, happeningsOf } from '../routing-tests/happenings';
import { type Call, type HeaderLine, parseCall } from '../simulation/call';
import type { Certainty, Outcome, Reservation } from '../simulation/outcome';
import { simulate } from '../simulation/simulate';
import {
  type CookieJar,
  type CookieTarget,
  cookieHeader,
  jarKey,
  NO_COOKIES,
  withoutExpired,
  withSetCookie,
} from './cookie-jar';
import { type Release, type TickMesh, tickMeshes } from './tick-meshes';
import { type Version, versionOf } from './version';

/** What users ask for, and how often. */
export interface AudienceRequest {
  readonly from: MeshProxy;
  /** `GET http://ad.weather:3003/ad`. */
  readonly request: string;
  readonly headers?: readonly HeaderLine[];
  /** Seconds from one request of a user to the next. @default 10 */
  readonly every?: number;
}

export const DEFAULT_EVERY = 10;

/** Who gets a request over the time of a release. */
export interface Audience {
  readonly from: MeshProxy;
  readonly request: string;
  /** Seconds. */
  readonly every: number;
  readonly ticks: readonly AudienceTick[];
  /** Whether answers carry cookies that lead to a version, at any tick. */
  readonly sticky: boolean;
  /** How often a user is taken from one version to the other until the end, on average. */
  readonly changes: number;
  /** The least certain answer of all ticks. */
  readonly certainty: Certainty;
  readonly reservations: readonly Reservation[];
}

/** A tick, and the time until the next. */
export interface AudienceTick {
  readonly tick: number;
  /** Seconds since the change. */
  readonly time: number;
  readonly phase: Phase;
  /** Who answers a user that has no cookie; the shares sum to one. */
  readonly newcomer: readonly Answerer[];
  /** Who answers a user that has the cookie of the new version; undefined where there is no such cookie. */
  readonly returning: readonly Answerer[] | undefined;
  /** Of the requests of many users in this time, the share that the new version answers. */
  readonly requests: number;
  /** Of many users, the share that the new version has answered at least once by the end of this time. */
  readonly met: number;
  /** Of many users, the share that has the cookie of the new version at the end of this time. */
  readonly bound: number;
}

/** Somebody who answers, and how often. */
export interface Answerer {
  /** `weather/ad`, `503 UH`. */
  readonly name: string;
  readonly version: Version | undefined;
  /** From 0 to 1. */
  readonly share: number;
}

/**
 * Who gets a request over the time of a release: at each tick for a user that comes anew and for one that comes back, and
 * for many users that ask again and again and keep their cookies, all of whom are there from the start.
 *
 * @throws CallError when the request is none
 */
export function audienceOf(release: Release, asked: AudienceRequest): Audience {
  const { every = DEFAULT_EVERY, request, from } = asked;
  const { timeline } = release;
  const end = (timeline.ticks.at(-1)?.time ?? 0) + timeline.interval;
  const crowd = new Crowd(release, asked, end);
  const ticks: AudienceTick[] = [];
  let now = 0;
  for (const each of tickMeshes(release)) {
    const { tick } = each;
    const view = new View(each, release, asked);
    const until = timeline.ticks[ticks.length + 1]?.time ?? end;
    const answered: number[] = [];
    for (now = Math.max(now, 0); now < until; now += every) {
      // Before the change is noticed all is as it was.
      if (now >= tick.time) answered.push(crowd.ask(view, now));
    }
    const newcomer = view.answer('');
    const cookie = view.canaryCookie();
    ticks.push({
      ...{ tick: tick.tick, time: tick.time, phase: tick.phase },
      newcomer: answerersOf(newcomer.reactions),
      returning: cookie === undefined ? undefined : answerersOf(view.answer(cookie).reactions),
      requests: answered.length > 0 ? mean(answered) : crowd.reaching(view, tick.time),
      met: crowd.share(({ met }) => met),
      bound: cookie === undefined ? 0 : crowd.share(({ jar }) => view.header(jar).includes(cookie)),
    });
    crowd.note(view);
  }
  return {
    ...{ from, request, every, ticks },
    sticky: ticks.some(({ returning }) => returning !== undefined),
    changes: crowd.changes,
    ...crowd.doubts(),
  };
}

/** What may come of a request: an end with the version that is met, and the cookies that come with it. */
interface Reaction {
  readonly probability: number;
  readonly name: string;
  readonly version: Version | undefined;
  readonly cookies: readonly string[];
}

interface Answered {
  readonly outcome: Outcome;
  readonly reactions: readonly Reaction[];
}

/** What a request becomes at one tick, by the cookies that it has. */
class View {
  private readonly known = new Map<string, Answered>();
  private readonly target: CookieTarget;
  private readonly from: MeshProxy;

  constructor(
    private readonly at: TickMesh,
    private readonly release: Release,
    private readonly asked: AudienceRequest,
  ) {
    const { from } = asked;
    const { proxies } = at.mesh;
    // Each tick has a mesh of its own.
    this.from = proxies.find((proxy) => proxy.namespace === from.namespace && proxy.name === from.name) ?? from;
    const { authority, path, scheme } = this.call('');
    this.target = { host: authority, path, scheme };
  }

  answer(cookies: string): Answered {
    let found = this.known.get(cookies);
    if (found === undefined) {
      const outcome = simulate(this.at.mesh, this.call(cookies));
      found = { outcome, reactions: happeningsOf(outcome).map((each) => this.reactionOf(each)) };
      this.known.set(cookies, found);
    }
    return found;
  }

  get outcomes(): readonly Outcome[] {
    return [...this.known.values()].map(({ outcome }) => outcome);
  }

  header(jar: CookieJar): string {
    return cookieHeader(jar, this.target);
  }

  keep(jar: CookieJar, line: string, times: { readonly now: number; readonly end: number }): CookieJar {
    return withSetCookie(jar, line, this.target, times);
  }

  /** What somebody sends from now on whom the new version has answered; undefined where there is nothing. */
  canaryCookie(): string | undefined {
    for (const { version, cookies } of this.answer('').reactions) {
      if (version !== 'canary') continue;
      const jar = cookies.reduce((kept, line) => this.keep(kept, line, { now: 0, end: 1 }), NO_COOKIES);
      const header = this.header(jar);
      if (header !== '') return header;
    }
    return undefined;
  }

  private call(cookies: string): Call {
    const { request, headers = [] } = this.asked;
    const own = headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value);
    const others = headers.filter(([name]) => name.toLowerCase() !== 'cookie');
    // A client sends its cookies on one line.
    const cookie = [...own, ...(cookies === '' ? [] : [cookies])].join('; ');
    return parseCall(this.from, request, {
      headers: [...others, ...(cookie === '' ? [] : [['cookie', cookie] as const])],
    });
  }

  private reactionOf(happening: Happening): Reaction {
    const { end, probability } = happening;
    const operations = end.kind === 'reached' ? (end.decision?.responseHeaders ?? []) : [];
    const cookies = operations.flatMap(({ add = {}, set = {} }) =>
      [...Object.entries(add), ...Object.entries(set)]
        .filter(([name]) => name.toLowerCase() === 'set-cookie')
        .map(([, value]) => value),
    );
    const { canary } = this.release;
    return {
      probability,
      name: happeningName(happening),
      version: versionOf(canary, this.at.tick.phase, happening),
      cookies,
    };
  }
}

/** Users that are alike: with the same cookies, and with the same version met last. */
interface Group {
  readonly probability: number;
  readonly jar: CookieJar;
  readonly last: Version | undefined;
  readonly met: boolean;
}

/** Many users, each of whom asks again and again. */
class Crowd {
  changes = 0;
  private groups: readonly Group[] = [{ probability: 1, jar: NO_COOKIES, last: undefined, met: false }];
  private readonly reservations = new Map<string, Reservation>();
  private certainty: Certainty = 'exact';

  constructor(
    readonly release: Release,
    readonly asked: AudienceRequest,
    private readonly end: number,
  ) {}

  /** Everybody asks once. @returns the share that the new version answers */
  ask(view: View, now: number): number {
    const next = new Map<string, Group>();
    let answered = 0;
    for (const group of this.groups) {
      const jar = withoutExpired(group.jar, now);
      for (const { probability, version, cookies } of view.answer(view.header(jar)).reactions) {
        const share = group.probability * probability;
        if (version === 'canary') answered += share;
        if (version !== undefined && group.last !== undefined && version !== group.last) this.changes += share;
        const kept = cookies.reduce((of, line) => view.keep(of, line, { now, end: this.end }), jar);
        const met = group.met || version === 'canary';
        const last = version ?? group.last;
        const key = `${jarKey(kept)} ${last} ${met}`;
        const same = next.get(key);
        next.set(key, { jar: kept, last, met, probability: share + (same?.probability ?? 0) });
      }
    }
    this.groups = [...next.values()];
    return answered;
  }

  /** The share that the new version would answer. */
  reaching(view: View, now: number): number {
    return this.groups.reduce((sum, { probability, jar }) => {
      const { reactions } = view.answer(view.header(withoutExpired(jar, now)));
      const canary = reactions.filter(({ version }) => version === 'canary');
      return sum + probability * canary.reduce((of, each) => of + each.probability, 0);
    }, 0);
  }

  share(is: (group: Group) => boolean): number {
    return this.groups.reduce((sum, group) => sum + (is(group) ? group.probability : 0), 0);
  }

  note(view: View): void {
    for (const { certainty, reservations } of view.outcomes) {
      if (RANK[certainty] > RANK[this.certainty]) this.certainty = certainty;
      for (const each of reservations) this.reservations.set(each.text, each);
    }
  }

  doubts(): { readonly certainty: Certainty; readonly reservations: readonly Reservation[] } {
    return { certainty: this.certainty, reservations: [...this.reservations.values()] };
  }
}

const RANK: Readonly<Record<Certainty, number>> = { exact: 0, assumed: 1, unknown: 2 };

function answerersOf(reactions: readonly Reaction[]): readonly Answerer[] {
  const found = new Map<string, Answerer>();
  for (const { name, version, probability } of reactions) {
    if (probability < EPSILON) continue;
    found.set(name, { name, version, share: probability + (found.get(name)?.share ?? 0) });
  }
  return [...found.values()];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
