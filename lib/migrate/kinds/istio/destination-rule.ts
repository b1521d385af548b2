import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import { field, fields, istio, mapOf, mapsOf, maybe, textOf } from '../values';
import { trafficPolicy } from './traffic-policy';

/** Which subsets a DestinationRule has. */
export function subsetNames(object: JsonMap): readonly string[] {
  const { subsets } = specOf(object);
  return (mapsOf(subsets) ?? []).flatMap(({ name }) => (typeof name === 'string' ? name : []));
}

/** `new DestinationRule(this, 'ratings', { host: ratings, subsets: { … } })` */
export function destinationRule(object: JsonMap, id: string, scope: Scope, elsewhere: readonly string[]): Expression {
  const { host, trafficPolicy: policy, subsets, exportTo, workloadSelector, ...others } = specOf(object);
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`the construct has no ${other}`);
  const parts = mapsOf(subsets);
  return create(
    istio('DestinationRule'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field('host', scope.host(textOf(host) ?? cannot('it has no host'))),
      field('trafficPolicy', trafficPolicy(policy, ['spec', 'trafficPolicy']), ['spec', 'trafficPolicy']),
      field(
        'subsets',
        parts &&
          fields(
            parts.map(({ name, labels, trafficPolicy: own, ...rest }, index) => {
              const [unknown] = Object.keys(rest);
              if (unknown !== undefined) cannot(`a subset has no ${unknown}`);
              const at = ['spec', 'subsets', index];
              const key = textOf(name) ?? cannot('a subset has no name');
              const value = fields([
                field('labels', maybe(labels, [...at, 'labels']), [...at, 'labels']),
                field('trafficPolicy', trafficPolicy(own, [...at, 'trafficPolicy']), [...at, 'trafficPolicy']),
                elsewhere.includes(key) ? field('pods', literal('elsewhere')) : undefined,
              ]);
              return field(key, value, at);
            }),
          ),
        ['spec', 'subsets'],
      ),
      field('exportTo', maybe(exportTo)),
      field('workloadSelector', maybe(mapOf(workloadSelector)?.matchLabels)),
    ]),
  );
}
