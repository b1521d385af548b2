import { goDurationSeconds } from '../../kube/go-duration';
import type { EffectivePolicy } from '../../mesh/effective-policy';
import type { Mesh } from '../../mesh/mesh';
import type { Call, HeaderLine } from '../../simulation/call';
import { clusterOf } from '../../simulation/clusters';
import type { End, Mirror, Outcome, Reservation } from '../../simulation/outcome';
import { normalized } from '../../simulation/paths';
import type { Place } from '../../world/entity';
import type { Workload } from '../../world/workload';
import { isOfSecurity } from './security';

/** What may be other of a request: where it ends, or something on its way. */
export type Facet =
  /** Who gets it, or what it is answered with. */
  | 'end'
  /** What of it is changed on its way. */
  | 'arrival'
  /** How long faults hold it back. */
  | 'delay'
  /** Who gets a copy. */
  | 'copies'
  /** The gateways that it goes through. */
  | 'way'
  | 'cors'
  | 'response headers'
  | PolicyFacet;

/** Policies in force for it. */
export type PolicyFacet =
  | 'timeout'
  | 'retries'
  | 'tls'
  | 'load balancing'
  | 'connection pool'
  | 'outlier detection'
  | 'tunnel'
  | 'proxy protocol'
  | 'retry budget';

/** One of the things that may be: its share, from 0 to 1, and what it is. */
export interface Fate {
  /** Equal for what is the same in both worlds. */
  readonly key: string;
  readonly share: number;
  readonly what: What;
  /** What says so; undefined for what nobody wrote. */
  readonly place: Place | undefined;
}

/** What becomes of a request, or holds for it. */
export type What =
  /** Pods get it; the name of the workload is the one that both worlds share. */
  | { readonly kind: 'pods'; readonly workload: string; readonly port: number | undefined }
  /** Something that is no pod gets it. */
  | { readonly kind: 'address'; readonly address: string; readonly port: number }
  /** A proxy answers. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly flag: string | undefined;
      readonly grpcStatus: string | undefined;
      readonly why: string;
    }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }
  | { readonly kind: 'no answer'; readonly flag: string | undefined; readonly why: string }
  /** Of the other facets: a value, and how it is called; an empty text for nothing. */
  | { readonly kind: 'value'; readonly text: string; readonly value: unknown };

/** All that is compared of what becomes of a call. */
export interface Behaviour {
  readonly facets: ReadonlyMap<Facet, readonly Fate[]>;
  readonly certainty: Outcome['certainty'];
  readonly reservations: readonly Reservation[];
}

/** What floating point adds. */
const EPSILON = 1e-6;

type NameOf = (workload: Pick<Workload, 'namespace' | 'name'>) => string;

/** What is compared of an outcome. */
export function behaviourOf(mesh: Mesh, outcome: Outcome, nameOf: NameOf): Behaviour {
  const facets = new Map<Facet, Fates>();
  const add = (facet: Facet, share: number, key: string, what: What, place?: Place) => {
    const fates = facets.get(facet) ?? new Fates();
    facets.set(facet, fates);
    fates.add(share, key, what, place);
  };
  for (const end of outcome.ends) {
    for (const { key, share, what } of endsOf(end, nameOf)) add('end', share, key, what, placeOf(end, outcome));
    for (const { facet, text, value, place } of qualitiesOf(mesh, outcome.call, end, nameOf)) {
      add(facet, end.probability, text, { kind: 'value', text, value }, place);
    }
  }
  const { certainty, reservations } = outcome;
  return { facets: new Map([...facets].map(([facet, fates]) => [facet, fates.whole()])), certainty, reservations };
}

/** What becomes of a call to a name that DNS does not know. */
export function behaviourWithoutName(host: string): Behaviour {
  const what: What = { kind: 'no answer', flag: undefined, why: `there is no ${host}` };
  const fate: Fate = { key: 'no answer', share: 1, what, place: undefined };
  return { facets: new Map([['end', [fate]]]), certainty: 'exact', reservations: [] };
}

/** Collects shares. */
class Fates {
  private readonly found = new Map<string, { share: number; readonly what: What; readonly place: Place | undefined }>();

  add(share: number, key: string, what: What, place: Place | undefined): void {
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { share, what, place });
    else known.share += share;
  }

  /** In order, with shares that sum up to one. */
  whole(): readonly Fate[] {
    const sum = [...this.found.values()].reduce((total, { share }) => total + share, 0);
    return [...this.found]
      .map(([key, { share, what, place }]): Fate => ({ key, share: share / sum, what, place }))
      .sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1));
  }
}

/** Whether the same may be, in the same shares. */
function areSame(a: readonly Fate[], b: readonly Fate[]): boolean {
  if (a.length !== b.length) return false;
  const shares = new Map(b.map(({ key, share }) => [key, share]));
  return a.every(({ key, share }) => Math.abs((shares.get(key) ?? -1) - share) < EPSILON);
}

/** The facets that differ. Of what nobody gets nothing else is compared. */
export function differingFacets(before: Behaviour, after: Behaviour): readonly Facet[] {
  const found: Facet[] = [];
  for (const facet of new Set([...before.facets.keys(), ...after.facets.keys()])) {
    const [own, other] = [before.facets.get(facet), after.facets.get(facet)];
    if (own !== undefined && other !== undefined && !areSame(own, other)) found.push(facet);
  }
  return found;
}

function endsOf(end: End, nameOf: NameOf): readonly Omit<Fate, 'place'>[] {
  const { probability, kind, destination, redirect, status = 0, flag, grpcStatus, why, body } = end;
  if (redirect !== undefined) {
    const what: What = { kind: 'redirect', ...redirect };
    return [{ share: probability, key: `redirect ${redirect.status} ${redirect.location}`, what }];
  }
  if (kind === 'answered') {
    const key = `answer ${status} ${flag ?? ''} ${grpcStatus ?? ''} ${body ?? ''}`;
    return [{ share: probability, key, what: { kind: 'answer', status, flag, grpcStatus, why } }];
  }
  if (kind === 'failed' || destination === undefined) {
    return [{ share: probability, key: 'no answer', what: { kind: 'no answer', flag, why } }];
  }
  const { workloads, addresses, host, port, targetPort } = destination;
  const rest = workloads.reduce((left, { share }) => left - share, 1);
  const found: Omit<Fate, 'place'>[] = workloads.map(({ workload, share }) => {
    const name = nameOf(workload);
    const what: What = { kind: 'pods', workload: name, port: targetPort };
    return { share: probability * share, key: `pods ${name}:${targetPort}`, what };
  });
  if (rest > EPSILON) {
    const address = addresses.length === 0 ? host : [...new Set(addresses)].sort().join(', ');
    const own = targetPort ?? port;
    found.push({
      share: probability * rest,
      key: `address ${address}:${own}`,
      what: { kind: 'address', address, port: own },
    });
  }
  return found;
}

function placeOf({ kind, status, flag, decision, steps }: End, outcome: Outcome): Place | undefined {
  if (kind === 'reached') return decision?.place;
  const refusing = steps.findLast(({ place }) => place !== undefined)?.place;
  // What a gateway refuses never comes to one of several ends: the policy is among the steps of all.
  const isRefused = flag === 'RBAC' || status === 401;
  const atGateway = isRefused ? outcome.steps.findLast(({ place }) => isOfSecurity(place))?.place : undefined;
  return refusing ?? atGateway ?? decision?.place;
}

interface Quality {
  readonly facet: Facet;
  /** Equal for what is the same. */
  readonly text: string;
  readonly value: unknown;
  readonly place: Place | undefined;
}

function qualitiesOf(mesh: Mesh, call: Call, end: End, nameOf: NameOf): readonly Quality[] {
  const { delay, decision, destination, request, mirrors, via } = end;
  const place = decision?.place;
  const seconds = delay && goDurationSeconds(delay.duration);
  const delayed: Quality = {
    facet: 'delay',
    text: delay === undefined ? '' : `${Number((delay.probability * 100).toFixed(4))} % wait ${seconds} s`,
    value: delay,
    place,
  };
  if (end.kind !== 'reached' || destination === undefined) return [delayed];
  const proxies = via.map(({ namespace, name }) => `${namespace}/${name}`);
  return [
    delayed,
    { facet: 'arrival', text: arrivalOf(mesh, call, end), value: request, place },
    { facet: 'copies', text: copiesOf(mesh, call, end, mirrors, nameOf), value: mirrors, place },
    { facet: 'way', text: proxies.join(', '), value: proxies, place },
    { facet: 'tls', ...tlsOf(end) },
    ...(decision?.route === undefined ? [] : routeQualities(end)),
    ...policyQualities(destination.policy),
  ];
}

function routeQualities({ decision }: End): readonly Quality[] {
  if (decision === undefined) return [];
  const { place, timeout, retries, cors, responseHeaders } = decision;
  const seconds = timeout === undefined ? 0 : (goDurationSeconds(timeout) ?? 0);
  const tries =
    retries === undefined
      ? ''
      : `${retries.attempts} on ${retries.on}${retries.perTryTimeout === undefined ? '' : `, ${retries.perTryTimeout} each`}`;
  return [
    { facet: 'timeout', text: seconds === 0 ? '' : `${seconds} s`, value: timeout, place },
    { facet: 'retries', text: tries, value: retries, place },
    { facet: 'cors', text: cors === undefined ? '' : JSON.stringify(cors), value: cors, place },
    {
      facet: 'response headers',
      text: responseHeaders.length === 0 ? '' : JSON.stringify(responseHeaders),
      value: responseHeaders,
      place,
    },
  ];
}

const POLICIES: readonly (readonly [PolicyFacet, Exclude<keyof EffectivePolicy, 'rule' | 'tls'>])[] = [
  ['load balancing', 'loadBalancer'],
  ['connection pool', 'connectionPool'],
  ['outlier detection', 'outlierDetection'],
  ['tunnel', 'tunnel'],
  ['proxy protocol', 'proxyProtocol'],
  ['retry budget', 'retryBudget'],
];

function policyQualities(policy: EffectivePolicy): readonly Quality[] {
  return POLICIES.map(([facet, field]) => {
    const found = policy[field];
    const value = found === undefined || isDefault(field, found.value) ? undefined : found.value;
    return { facet, text: value === undefined ? '' : sortedJson(value), value, place: found?.place };
  });
}

/** What is the same as nothing at all. */
function isDefault(field: string, value: object): boolean {
  const said = Object.entries(value).filter(([, each]) => each !== undefined);
  if (field !== 'loadBalancer') return said.length === 0 && field === 'connectionPool';
  const usual = ['LEAST_REQUEST', 'LEAST_CONN', 'UNSPECIFIED'];
  return said.every(([name, each]) => name === 'simple' && usual.includes(String(each)));
}

function tlsOf({ destination }: End): Omit<Quality, 'facet'> {
  const mode = destination?.tls.mode ?? 'plaintext';
  const isSaid = destination?.tls.by === 'destination rule';
  if (mode === 'plaintext') return { text: '', value: { mode }, place: destination?.tls.place };
  const { mode: _mode, ...details } = destination?.policy.tls?.value ?? { mode: undefined };
  const text = isSaid ? `${mode} by a DestinationRule ${sortedJson(details)}` : mode;
  return { text, value: { mode, by: destination?.tls.by, ...(isSaid ? details : {}) }, place: destination?.tls.place };
}

/** What the destination gets that is not what was sent. */
function arrivalOf({ config }: Mesh, call: Call, { request }: End): string {
  if (request.method === '') return '';
  // Who sees a request makes its path a plain one: that is the same path.
  const isSame = request.path === call.path || request.path === normalized(call.path, config.pathNormalization);
  const changes = [
    ...(isSame ? [] : [`path ${request.path}`]),
    ...(request.authority === call.authority ? [] : [`host ${request.authority}`]),
    ...headerChanges(call.headers, request.headers),
  ];
  return changes.join(', ');
}

function headerChanges(sent: readonly HeaderLine[], arrived: readonly HeaderLine[]): readonly string[] {
  const valuesOf = (lines: readonly HeaderLine[], name: string) =>
    lines.filter(([own]) => own === name).map(([, value]) => value);
  const names = [...new Set([...sent, ...arrived].map(([name]) => name))].sort();
  return names.flatMap((name) => {
    const values = valuesOf(arrived, name);
    if (values.length === 0) return `no header ${name}`;
    const text = values.join(', ');
    return text === valuesOf(sent, name).join(', ') ? [] : `header ${name}: ${text}`;
  });
}

function copiesOf(mesh: Mesh, call: Call, { via }: End, mirrors: readonly Mirror[], nameOf: NameOf): string {
  const sender = via.at(-1) ?? call.from;
  const texts = mirrors.map((mirror) => {
    const percent = Number((mirror.probability * 100).toFixed(4));
    if (mirror.missing !== undefined) return `${percent} % to nobody`;
    const { endpoints, host, port } = clusterOf(mesh, sender, mirror);
    const names = endpoints.flatMap(({ workload }) => (workload === undefined ? [] : [nameOf(workload)]));
    return `${percent} % to ${names.length === 0 ? `${host}:${port}` : [...new Set(names)].sort().join(', ')}`;
  });
  return texts.sort().join(' and ');
}

/** With the keys of maps in order. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
