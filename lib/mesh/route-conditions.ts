import type { Place } from '../world/entity';

/** How the value that a condition looks at is compared. */
export type Matcher =
  | { readonly kind: 'exact' | 'prefix' | 'regex'; readonly value: string }
  /** The first segments of a path, without a slash behind them: of routes of the Gateway API. */
  | { readonly kind: 'segments'; readonly value: string }
  /** Anything will do, if it is there. */
  | { readonly kind: 'present' };

/** A condition that a request has to meet; those of a route are all to be met. */
export interface RouteCondition {
  readonly on: 'path' | 'method' | 'authority' | 'scheme' | 'header' | 'query' | 'claim';
  /** The header, in lower case; the key of the query; for claims the way to one. */
  readonly name: string;
  readonly matcher: Matcher;
  /** Whether the request must not meet it: `withoutHeaders`. */
  readonly inverted: boolean;
  readonly ignoreCase: boolean;
  readonly place: Place;
}
