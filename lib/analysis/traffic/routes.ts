import type {
  HTTPMatchRequest,
  HTTPRoute,
  L4MatchAttributes,
  TLSMatchAttributes,
  VirtualServiceSpec,
} from '../../../imports/networking.istio.io';
import { remembered } from '../../kube/remembered';
import type { FieldPath } from '../../model/finding';
import type { Sound } from '../../world/entity';
import { VIRTUAL_SERVICE } from '../../world/kinds';
import { perWorld } from '../../world/per-world';
import type { World } from '../../world/world';

/** A rule of `http`, and where it stands. */
export interface HttpRuleAt {
  readonly entity: Sound<VirtualServiceSpec>;
  readonly rule: HTTPRoute;
  readonly path: FieldPath;
}

/** An item of `match`, and where it stands. */
export interface HttpMatchAt extends HttpRuleAt {
  readonly match: HTTPMatchRequest;
  /** Of the item. */
  readonly at: FieldPath;
}

type Condition = HTTPMatchRequest | TLSMatchAttributes | L4MatchAttributes;

/** A condition of `http`, `tls` or `tcp`, and where it stands. */
export interface ConditionAt {
  readonly entity: Sound<VirtualServiceSpec>;
  readonly match: Condition;
  readonly path: FieldPath;
}

/** The rules of `http` that have a field, of every VirtualService that stands in a file. */
export function httpRulesWith(given: World, field: keyof HTTPRoute): readonly HttpRuleAt[] {
  return rulesByField(given).get(field) ?? NONE;
}

/** The items of `match` that have a field, of every rule of `http` of every VirtualService that stands in a file. */
export function httpMatchesWith(given: World, field: keyof HTTPMatchRequest): readonly HttpMatchAt[] {
  return matchesByField(given).get(field) ?? NONE;
}

/** The conditions of `http`, `tls` and `tcp` that have a field, of every VirtualService that stands in a file. */
export function conditionsWith(given: World, field: keyof HTTPMatchRequest): readonly ConditionAt[] {
  return conditionsByField(given).get(field) ?? NONE;
}

const NONE: readonly never[] = [];

/** Most rules are about a field that most routes do not have: all of them are looked through once. */
const rulesByField = perWorld((given) => {
  const found = new Map<string, HttpRuleAt[]>();
  for (const entity of given.all(VIRTUAL_SERVICE)) {
    const { http = NONE } = entity.spec;
    for (let index = 0; index < http.length; index++) {
      const rule = http[index] as HTTPRoute;
      const place: HttpRuleAt = { entity, rule, path: ['spec', 'http', index] };
      for (const field in rule) remembered(found, field, newRules).push(place);
    }
  }
  return found;
});

const matchesByField = perWorld((given) => {
  const found = new Map<string, HttpMatchAt[]>();
  for (const { entity, rule, path } of httpRulesWith(given, 'match')) {
    const { match: matches = NONE } = rule;
    for (let index = 0; index < matches.length; index++) {
      const match = matches[index] as HTTPMatchRequest;
      const place: HttpMatchAt = { entity, rule, path, match, at: [...path, 'match', index] };
      for (const field in match) remembered(found, field, newMatches).push(place);
    }
  }
  return found;
});

const conditionsByField = perWorld((given) => {
  const found = new Map<string, ConditionAt[]>();
  for (const entity of given.all(VIRTUAL_SERVICE)) {
    for (const protocol of PROTOCOLS) {
      const rules = entity.spec[protocol] ?? NONE;
      for (let index = 0; index < rules.length; index++) {
        const matches: readonly Condition[] = rules[index]?.match ?? NONE;
        for (let item = 0; item < matches.length; item++) {
          const match = matches[item] as Condition;
          const place: ConditionAt = { entity, match, path: ['spec', protocol, index, 'match', item] };
          for (const field in match) remembered(found, field, newConditions).push(place);
        }
      }
    }
  }
  return found;
});

const PROTOCOLS = ['http', 'tls', 'tcp'] as const;
const newConditions = (): ConditionAt[] => [];
const newRules = (): HttpRuleAt[] => [];
const newMatches = (): HttpMatchAt[] => [];
