import { isMap } from '../kube/json';
import type { LabelSelector } from '../kube/label-selector';
import { textsOf } from './workload';

/** A selector of which nothing is known but that it should be one, as in kinds without a known schema. */
export function selectorOf(value: unknown): LabelSelector {
  if (!isMap(value)) return {};
  const { matchLabels, matchExpressions } = value;
  return {
    matchLabels: textsOf(matchLabels),
    matchExpressions: (Array.isArray(matchExpressions) ? matchExpressions : [])
      .filter(isMap)
      .map(({ key, operator, values }) => ({
        key: String(key),
        operator: String(operator),
        values: Array.isArray(values) ? values.map(String) : [],
      })),
  };
}
