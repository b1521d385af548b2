import { groupBy } from '../../kube/group-by';
import type { Reservation } from '../../simulation/outcome';
import { requestWords } from '../requests/words';
import type { Behaviour, Fate } from './behaviour';
import { type Aspect, EFFECTS, type Target, type TrafficChange } from './change';
import type { Client } from './clients';
import type { Difference } from './comparison';
import { effectOf, isReached } from './effects';
import type { Conversation } from './traffic';

/** How usual it is that an address is spoken to in some way: as declared; as may be where nothing is declared; or not. */
export type Usage = 'usual' | 'possible' | 'unusual';

/** What differs, in groups. */
export interface Groups {
  readonly changes: readonly TrafficChange[];
  /** What differs only for those who do not speak to a port as it is declared. */
  readonly unusual: readonly TrafficChange[];
}

/**
 * Differences put together: those of the same requests, then those of everybody for whom the same is other, then those
 * of all hosts and ports. The worst come first, then what concerns most.
 */
export function groupsOf(
  conversations: readonly Conversation[],
  usageOf: (target: Target) => Usage,
  leadsTo: (target: Target) => readonly string[],
): Groups {
  const single = conversations.flatMap(changesIn);
  const told = onceForEachClient(single, usageOf);
  const together = (changes: readonly TrafficChange[]) => inOrder(withGateways(united(changes), leadsTo));
  return {
    changes: together(told.filter(({ targets: [target] }) => usageOf(target) !== 'unusual')),
    unusual: together(told.filter(({ targets: [target] }) => usageOf(target) === 'unusual')),
  };
}

function united(single: readonly TrafficChange[]): readonly TrafficChange[] {
  const byClients = unite(single, (each) => [targetKeys(each), each.requests, looseKey(each)], withClientsOf);
  const byTargets = unite(byClients, (each) => [clientNames(each), each.requests, looseKey(each)], withTargetsOf);
  return unite(byTargets, (each) => [targetKeys(each), each.requests, looseKey(each)], withClientsOf);
}

/**
 * What clients in the mesh get from a gateway is told with what those outside get.
 *
 * @param leadsTo the gateways behind a target, by the names of their clients
 */
function withGateways(
  changes: readonly TrafficChange[],
  leadsTo: (target: Target) => readonly string[],
): readonly TrafficChange[] {
  const found = [...changes];
  for (const change of changes) {
    const gateways = new Set(change.targets.flatMap(leadsTo));
    if (gateways.size !== 1 || change.targets.some((target) => leadsTo(target).length === 0)) continue;
    const index = found.findIndex(
      (each) =>
        each !== change &&
        each.clients.every(({ name }) => gateways.has(name)) &&
        String(each.requests) === String(change.requests) &&
        looseKey(each) === looseKey(change),
    );
    const outside = found[index];
    if (outside === undefined) continue;
    found[index] = withClientsOf(outside, change);
    found.splice(found.indexOf(change), 1);
  }
  return found;
}

function inOrder(changes: readonly TrafficChange[]): readonly TrafficChange[] {
  return [...changes].sort(
    (a, b) =>
      EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect) ||
      b.clients.length * b.targets.length - a.clients.length * a.targets.length ||
      compare(sortText(a), sortText(b)),
  );
}

/** The differences of a conversation, those of the same requests put together. */
function changesIn({ address, speech, called, differences }: Conversation): readonly TrafficChange[] {
  const { before, after, port, standsFor } = address;
  const target: Target = { host: after, formerHost: before === after ? undefined : before, port, standsFor, speech };
  const groups = groupBy(differences, ({ clients, boxes }) =>
    JSON.stringify([clients.map(({ name }) => name), boxes.map((box) => box.map(String))]),
  );
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const aspects = all.map(({ facet, before: old, after: now }): Aspect => ({ facet, before: old, after: now }));
    const change = changeOf(first, target, aspects);
    if (called === undefined) return [change];
    const name = `with host ${called}`;
    const requests = change.requests.map((each) => `${each}, ${name}`);
    return [{ ...change, requests: requests.length === 0 ? [name] : requests }];
  });
}

function changeOf(difference: Difference, target: Target, aspects: readonly Aspect[]): TrafficChange {
  const { clients, space, boxes, isWhole, witness, behaviours } = difference;
  const { before, after } = behaviours;
  return {
    effect: effectOf(
      endsOf(before),
      endsOf(after),
      aspects.some(({ facet }) => facet === 'end') ? 'differ' : 'are the same',
    ),
    clients: sorted(clients),
    targets: [target],
    requests: isWhole ? [] : requestWords(space, boxes),
    aspects,
    isAlike: true,
    witness,
    certainty: [before.certainty, after.certainty].includes('unknown')
      ? 'unknown'
      : before.certainty === 'exact'
        ? after.certainty
        : 'assumed',
    reservations: withoutRepetition([...before.reservations, ...after.reservations]),
  };
}

function endsOf({ facets }: Behaviour): readonly Fate[] {
  return facets.get('end') ?? [];
}

/** What is said once is enough. */
function withoutRepetition(reservations: readonly Reservation[]): readonly Reservation[] {
  return [...new Map(reservations.map((each) => [each.text, each])).values()];
}

/** Makes one of those with equal keys. */
function unite(
  changes: readonly TrafficChange[],
  keyOf: (change: TrafficChange) => unknown,
  join: (a: TrafficChange, b: TrafficChange) => TrafficChange,
): readonly TrafficChange[] {
  return [...groupBy(changes, (change) => JSON.stringify(keyOf(change))).values()].map((all) => {
    const one = all.reduce(join);
    return all.every((each) => exactKey(each) === exactKey(one)) ? one : { ...one, isAlike: false };
  });
}

function withClientsOf(a: TrafficChange, b: TrafficChange): TrafficChange {
  return { ...a, ...surer(a, b), clients: sorted([...a.clients, ...b.clients]) };
}

function withTargetsOf(a: TrafficChange, b: TrafficChange): TrafficChange {
  return { ...a, ...surer(a, b), targets: [...a.targets, ...b.targets] };
}

/** What is known of both is no surer than what is known of each. */
function surer(a: TrafficChange, b: TrafficChange): Pick<TrafficChange, 'certainty' | 'reservations' | 'isAlike'> {
  const isUnknown = a.certainty === 'unknown' || b.certainty === 'unknown';
  const isExact = a.certainty === 'exact' && b.certainty === 'exact';
  return {
    certainty: isUnknown ? 'unknown' : isExact ? 'exact' : 'assumed',
    reservations: withoutRepetition([...a.reservations, ...b.reservations]),
    isAlike: a.isAlike && b.isAlike,
  };
}

/** Of several ways to speak to an address the most usual is told, and the others for whom nothing of it is other. */
function onceForEachClient(
  changes: readonly TrafficChange[],
  usageOf: (target: Target) => Usage,
): readonly TrafficChange[] {
  const rankOf = ({ targets: [target] }: TrafficChange) =>
    USAGES.indexOf(usageOf(target)) * 3 + SPEECHES.indexOf(target.speech);
  return [...groupBy(changes, ({ targets: [{ host, port }] }) => `${host}:${port}`).values()].flatMap((all) => {
    const told = new Set<string>();
    return [...groupBy(all, rankOf)]
      .sort(([a], [b]) => a - b)
      .flatMap(([rank, own]) => {
        const isDeclared = rank < SPEECHES.length;
        const left = own.map((change) => ({
          ...change,
          clients: isDeclared ? change.clients : change.clients.filter(({ name }) => !told.has(name)),
        }));
        for (const { clients } of left) for (const { name } of clients) told.add(name);
        return left.filter(({ clients }) => clients.length > 0);
      });
  });
}

const USAGES: readonly Usage[] = ['usual', 'possible', 'unusual'];
const SPEECHES = ['http', 'https', 'tcp'];

function sorted(clients: readonly Client[]): readonly Client[] {
  const byName = new Map(clients.map((client) => [client.name, client]));
  return [...byName.values()].sort((a, b) => Number(a.isAnyOther) - Number(b.isAnyOther) || compare(a.name, b.name));
}

function targetKeys({ targets }: TrafficChange): unknown {
  return targets.map(({ host, port, speech }) => `${speech} ${host}:${port}`).sort();
}

function clientNames({ clients }: TrafficChange): unknown {
  return clients.map(({ name }) => name);
}

function exactKey({ aspects }: TrafficChange): string {
  return JSON.stringify(aspects.map(({ facet, before, after }) => [facet, keysOf(before), keysOf(after)]));
}

/** As {@link exactKey}; who answers is left out where only before the change, or only after it, anybody does. */
function looseKey({ aspects, effect }: TrafficChange): string {
  return JSON.stringify([
    effect,
    ...aspects.map(({ facet, before, after }) => {
      const [had, has] = [before.every(isReached), after.every(isReached)];
      const isLoose = facet === 'end' && had !== has;
      return [facet, isLoose && had ? 'reached' : keysOf(before), isLoose && has ? 'reached' : keysOf(after)];
    }),
  ]);
}

function keysOf(fates: Aspect['before']): unknown {
  return fates.map(({ key, share }) => [key, share.toFixed(6)]);
}

function sortText({ targets: [{ host, port }], requests, clients }: TrafficChange): string {
  return `${host}:${String(port).padStart(5, '0')} ${requests.join(' ')} ${clients[0]?.name ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
