import type { Call } from '../../simulation/call';
import type { Certainty, Reservation } from '../../simulation/outcome';
import type { Facet, Fate } from './behaviour';
import type { Client } from './clients';
import type { Speech } from './conversation';

/**
 * What a change means for those who send requests, the worst first: `breaks`, some that were answered are not any more;
 * `opens`, some that a policy kept out are let in; `answers`, some that were not answered are; `moves`, others answer;
 * `treats`, the same answer, and something on the way is otherwise; `fails`, nobody answered and nobody does, and how they
 * fail is otherwise.
 */
export const EFFECTS = ['breaks', 'opens', 'answers', 'moves', 'treats', 'fails'] as const;
export type Effect = (typeof EFFECTS)[number];

/** Where requests go. */
export interface Target {
  /** As it is called after the change. */
  readonly host: string;
  /** As it was called before, where that is something else. */
  readonly formerHost: string | undefined;
  readonly port: number;
  /** What the host stands for: itself, those of a wildcard, or every host that nobody defines. */
  readonly standsFor: 'itself' | 'wildcard' | 'anything else';
  /** What of the ways to speak to it is meant. */
  readonly speech: Speech;
}

/** Something that is other for requests. */
export interface Aspect {
  readonly facet: Facet;
  readonly before: readonly Fate[];
  readonly after: readonly Fate[];
}

/** One of the requests that are meant, as it is sent in each world. */
export interface Witness {
  readonly before: Call;
  readonly after: Call;
}

/** Requests that are treated otherwise: who sends them, where to, which, and what is other for them. */
export interface TrafficChange {
  readonly effect: Effect;
  /** In the order of their names. */
  readonly clients: readonly Client[];
  readonly targets: readonly [Target, ...Target[]];
  /** In words, a phrase for each kind; none where all of the requests are meant. */
  readonly requests: readonly string[];
  /** Of several targets those of the first; {@link TrafficChange.isAlike} says whether they are the same for all. */
  readonly aspects: readonly Aspect[];
  /** Whether who answers is the same for all targets and clients; not so where each has servers of its own. */
  readonly isAlike: boolean;
  readonly witness: Witness;
  readonly certainty: Certainty;
  readonly reservations: readonly Reservation[];
}
