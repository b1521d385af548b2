import type { HTTPMatchRequest, HTTPRoute, VirtualServiceSpec } from '../../../imports/networking.istio.io';
import type { FieldPath } from '../../model/finding';
import type { Sound } from '../../world/entity';
import { VIRTUAL_SERVICE } from '../../world/kinds';
import type { World } from '../../world/world';

/** A rule of `http`, and where it stands. */
export interface HttpRuleAt {
  readonly entity: Sound<VirtualServiceSpec>;
  readonly rule: HTTPRoute;
  readonly path: FieldPath;
}

/** Every rule of `http` of every VirtualService that stands in a file. */
export function* httpRulesIn(given: World): Generator<HttpRuleAt> {
  for (const entity of given.all(VIRTUAL_SERVICE)) {
    for (const [index, rule] of (entity.spec.http ?? []).entries())
      yield { entity, rule, path: ['spec', 'http', index] };
  }
}

/** An item of `match`, and where it stands. */
export interface HttpMatchAt extends HttpRuleAt {
  readonly match: HTTPMatchRequest;
  /** Of the item. */
  readonly at: FieldPath;
}

export function* httpMatchesIn(given: World): Generator<HttpMatchAt> {
  for (const each of httpRulesIn(given)) {
    for (const [index, match] of (each.rule.match ?? []).entries())
      yield { ...each, match, at: [...each.path, 'match', index] };
  }
}
