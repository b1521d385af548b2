import { fieldChanges, type ValueChange } from '../diff/objects/fields';
import type { Fate } from '../diff/traffic/behaviour';
import type { Aspect, Effect, Target, TrafficChange } from '../diff/traffic/change';
import type { Client } from '../diff/traffic/clients';
import { describeId, type Place } from '../world/entity';
import { fileAndLine } from './request-text';

/** How many of several things are named. */
const MAX_NAMES = 4;
/** Less is rounding. */
const EPSILON = 1e-6;

/** What an effect is called. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  breaks: 'breaks',
  opens: 'opens',
  answers: 'is answered now',
  moves: 'goes elsewhere',
  treats: 'is treated otherwise',
  fails: 'fails otherwise',
};

/** `requests of everybody in the mesh to web-svc.default:8080, with header end-user: zyx`. */
export function headline(change: TrafficChange, everybody: readonly Client[]): string {
  const { clients, targets, requests } = change;
  const which = requests.length === 0 ? '' : `, ${requestWords(requests)}`;
  return `${whereWords(targets)} from ${whoWords(clients, everybody)}${which}`;
}

function requestWords(requests: readonly string[]): string {
  const more = requests.length - MAX_NAMES;
  const shown = requests.slice(0, MAX_NAMES).join('; or ');
  return more > 0 ? `${shown}; or ${more} more kinds` : shown;
}

/** Clients, in as few words as say who they are. */
export function whoWords(clients: readonly Client[], everybody: readonly Client[]): string {
  const gateways = clients.filter(({ after }) => after.kind === 'gateway').map(({ name }) => name);
  const inside = clients.filter(({ after }) => after.kind !== 'gateway');
  const outside = gateways.length === 0 ? [] : [`clients outside through ${listed(gateways)}`];
  return [...outside, ...(inside.length === 0 ? [] : [insideWords(inside, everybody)])].join(', and ');
}

function insideWords(clients: readonly Client[], everybody: readonly Client[]): string {
  const names = new Set(clients.map(({ name }) => name));
  const all = everybody.filter(({ after }) => after.kind !== 'gateway');
  const sets: readonly (readonly [string, readonly Client[]])[] = [
    ['everybody in the cluster', all],
    ['everybody with a sidecar', all.filter(({ after }) => after.kind === 'sidecar')],
    ['everybody without a sidecar', all.filter(({ after }) => after.kind !== 'sidecar')],
  ];
  for (const [words, own] of sets) if (isSame(own, names)) return words;
  const namespaces = [...new Set(clients.map(({ after }) => after.namespace))].sort();
  const ofNamespaces = all.filter(({ after }) => namespaces.includes(after.namespace));
  if (clients.length > 1 && namespaces.length <= MAX_NAMES && isSame(ofNamespaces, names)) {
    return `everybody in ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${listed(namespaces)}`;
  }
  for (const [words, own] of sets) {
    const missing = own.filter(({ name }) => !names.has(name));
    if (own.length - missing.length === names.size && missing.length <= 3 && missing.length < names.size) {
      return `${words} but ${listed(missing.map(({ name }) => name))}`;
    }
  }
  return listed(clients.map(({ name }) => name));
}

function isSame(clients: readonly Client[], names: ReadonlySet<string>): boolean {
  return clients.length === names.size && clients.length > 0 && clients.every(({ name }) => names.has(name));
}

const SPEECH_WORDS = { http: 'requests to', https: 'TLS to', tcp: 'connections to' } as const;

/** `requests to web-svc.default:8080`. */
export function whereWords(targets: readonly Target[]): string {
  const speeches = [...new Set(targets.map(({ speech }) => speech))];
  return speeches
    .map((speech) => {
      const own = targets.filter((target) => target.speech === speech);
      return `${SPEECH_WORDS[speech]} ${listed([...new Set(own.map(targetWords))].sort())}`;
    })
    .join(', ');
}

function targetWords({ host, formerHost, port, standsFor }: Target): string {
  if (standsFor === 'anything else') return `any other host at port ${port}`;
  const name = `${shortHost(host)}:${port}`;
  return formerHost === undefined ? name : `${name} (was ${shortHost(formerHost)})`;
}

/** `web-svc.default`, for a Service. */
export function shortHost(host: string): string {
  return host.replace(/\.svc\.cluster\.local$/, '');
}

export function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  if (more > 1) return `${names.slice(0, MAX_NAMES).join(', ')} and ${more} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What is other of something: `80 % → 60 %`, with what says so. */
export interface AspectWords {
  readonly text: string;
  /** `VirtualService web/reviews`, with its place; empty for what nobody wrote. */
  readonly by: string;
}

/** What is other for requests, a line for each aspect. */
export function aspectWords(
  { aspects, isAlike }: TrafficChange,
  where: (place: Place) => string = fileAndLine,
): readonly AspectWords[] {
  return aspects.flatMap((aspect) => {
    const texts = aspect.facet === 'end' ? endWords(aspect, isAlike) : facetWords(aspect);
    const by = origin(aspect, where);
    return texts.map((text, index) => ({ text, by: index === 0 ? by : '' }));
  });
}

/** Who answers, before and after. */
function endWords({ before, after }: Aspect, isAlike: boolean): readonly string[] {
  if (!isAlike) {
    const words = (fates: readonly Fate[]) =>
      fates.some(({ what }) => what.kind === 'pods' || what.kind === 'address')
        ? 'answered'
        : fates.map(fateWords).join(' or ');
    return [`${words(before)} → ${words(after)}`];
  }
  const [was, is] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && was !== undefined && is !== undefined) {
    return [`${fateWords(was)} → ${fateWords(is)}`];
  }
  const shareOf = (fates: readonly Fate[], key: string) => fates.find((each) => each.key === key)?.share ?? 0;
  const all = new Map([...before, ...after].map((fate) => [fate.key, fate]));
  const texts = [...all.values()].flatMap((fate) => {
    const [own, other] = [shareOf(before, fate.key), shareOf(after, fate.key)];
    return Math.abs(own - other) < EPSILON ? [] : [`${fateWords(fate)} ${percent(own)} → ${percent(other)}`];
  });
  return [texts.join(', ')];
}

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function fateWords({ what }: Fate): string {
  switch (what.kind) {
    case 'pods':
      return what.workload;
    case 'address':
      return `${shortHost(what.address)}:${what.port}`;
    case 'answer': {
      const { status, flag, grpcStatus } = what;
      return [String(status), ...(grpcStatus === undefined ? [] : [`gRPC ${grpcStatus}`]), flag ?? ''].join(' ').trim();
    }
    case 'redirect':
      return `${what.status} to ${what.location}`;
    case 'no answer':
      return 'no answer';
    case 'value':
      return what.text;
  }
}

const TLS_WORDS: Readonly<Record<string, string>> = {
  'istio-mutual': 'mutual TLS',
  simple: 'TLS',
  mutual: 'TLS with a client certificate',
  passthrough: 'TLS of the client',
  plaintext: 'plain text',
};

function facetWords({ facet, before, after }: Aspect): readonly string[] {
  const [was, is] = [before[0], after[0]];
  const isSingle = before.length === 1 && after.length === 1;
  const ofObjects = isSingle ? objectChange(facet, was, is) : undefined;
  if (ofObjects !== undefined) return ofObjects;
  const words = (fates: readonly Fate[]) =>
    fates
      .map((fate) => `${fates.length === 1 ? '' : `${percent(fate.share)} `}${valueWords(facet, fate)}`)
      .join(' and ');
  return [`${facet}: ${words(before)} → ${words(after)}`];
}

/** Of a policy the fields that differ. */
function objectChange(facet: string, before: Fate | undefined, after: Fate | undefined): readonly string[] | undefined {
  if (!['load balancing', 'connection pool', 'outlier detection', 'cors', 'retry budget'].includes(facet))
    return undefined;
  const fieldsOf = (fate: Fate | undefined) => (fate?.what.kind === 'value' ? (fate.what.value ?? {}) : {});
  const changes = fieldChanges(fieldsOf(before), fieldsOf(after));
  const shown = changes.slice(0, 8).map((change) => valueChangeWords(change));
  const more = changes.length - shown.length;
  return [`${facet}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}

/** `replicas 1 → 3`. */
export function valueChangeWords({ name, before, after }: ValueChange): string {
  const short = (text: string | undefined) => {
    if (text === undefined) return 'none';
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  };
  return `${name} ${short(before)} → ${short(after)}`;
}

function valueWords(facet: string, { what }: Fate): string {
  const text = what.kind === 'value' ? what.text : '';
  if (facet !== 'tls') return text === '' ? (facet === 'arrival' ? 'as sent' : 'none') : text;
  const { mode = 'plaintext', by } = (what.kind === 'value' ? what.value : {}) as { mode?: string; by?: string };
  return `${TLS_WORDS[mode] ?? mode}${by === 'destination rule' ? ' by a DestinationRule' : ''}`;
}

/** What makes it so after the change, or made it so before. */
function origin({ before, after }: Aspect, where: (place: Place) => string): string {
  const place = [...after, ...before].find((fate) => fate.place !== undefined)?.place;
  return place === undefined ? '' : placeWords(place, where);
}

/** `VirtualService web/reviews, dist/web.yaml:31`. */
export function placeWords(place: Place, where: (place: Place) => string = fileAndLine): string {
  const text = where(place);
  return `${describeId(place.entity.id)}${text === '' ? '' : `, ${text}`}`;
}
