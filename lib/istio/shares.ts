import { MeshwrightError } from '../core/errors';
import type { WeightedDestination, WeightedSubset } from './destination';
import type { WeightedHost } from './host';

/**
 * The shares of a split, subsets of one host or whole hosts. In the place of one that is wrong stands what is wrong with
 * it, for the compiler to print.
 *
 * @typeParam Splitter what splits, for the message
 */
export type OfOneHost<Shares extends readonly object[], Splitter extends string> = number extends Shares['length']
  ? Shares extends readonly [unknown, ...unknown[]]
    ? Beside<Shares[0], Shares, Splitter>
    : 'a list that may be empty: nonEmpty(…) makes sure that it is not'
  : Shares extends readonly [unknown, unknown, ...unknown[]]
    ? Beside<Shares[0], Shares, Splitter>
    : `one destination is no split: write ${Splitter}.to(…)`;

type Beside<First, Shares extends readonly unknown[], Splitter extends string> = {
  readonly [Index in keyof Shares]: Share<First, Shares[Index], Splitter>;
};

type Share<First, Item, Splitter extends string> = Item extends WeightedHost
  ? First extends WeightedSubset
    ? `a whole host beside a subset: if that is meant, write ${Splitter}.splitAcrossHosts([…])`
    : Item
  : Item extends WeightedSubset<infer HostName>
    ? First extends WeightedSubset<infer FirstHostName>
      ? HostName extends FirstHostName
        ? Item
        : `a subset of another host: if that is meant, write ${Splitter}.splitAcrossHosts([…])`
      : First extends WeightedHost
        ? `a subset beside a whole host: if that is meant, write ${Splitter}.splitAcrossHosts([…])`
        : Item
    : 'a share has a weight: add .weighted(…)';

/** Throws for fewer than two, which the types let through where lists are computed. */
export function checkSeveral(splitter: string, shares: readonly WeightedDestination[]): void {
  if (shares.length >= 2) return;
  throw new MeshwrightError(
    `${splitter}.split`,
    `${shares.length} of at least two destinations: for one, write ${splitter}.to`,
  );
}
