import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import { field, fields, flagger, json, mapOf, maybe, textOf } from '../values';

const PROVIDERS: Readonly<Record<string, string>> = {
  prometheus: 'prometheus',
  graphite: 'graphite',
  externalmetrics: 'externalMetrics',
  influxdb: 'influxdb',
  dynatrace: 'dynatrace',
  splunk: 'splunk',
  datadog: 'datadog',
  newrelic: 'newRelic',
  stackdriver: 'stackdriver',
  cloudwatch: 'cloudWatch',
  keptn: 'keptn',
};

/** `new MetricTemplate(this, 'not-found', { provider: MetricProvider.prometheus({ … }), query: `…` })` */
export function metricTemplate(object: JsonMap, id: string): Expression {
  const { provider, query } = specOf(object);
  const { type, secretRef, ...options } = mapOf(provider) ?? {};
  const factory = PROVIDERS[String(type)] ?? cannot(`there is no MetricProvider of ${String(type)}`);
  const written = fields([
    ...Object.entries(options).map(([key, value]) => field(key, json(value), ['spec', 'provider', key])),
    secretRef === undefined ? undefined : field('secret', json(secretRef)),
  ]);
  return create(
    flagger('MetricTemplate'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field(
        'provider',
        method(flagger('MetricProvider'), factory, ...(written.entries.length === 0 ? [] : [written])),
        ['spec', 'provider'],
      ),
      field('query', json(textOf(query) ?? cannot('it has no query')), ['spec', 'query']),
    ]),
  );
}

/** `new AlertProvider(this, 'on-call', { type: 'slack', secret: { name: 'slack-url' } })` */
export function alertProvider(object: JsonMap, id: string): Expression {
  const { type, secretRef, ...others } = specOf(object);
  return create(
    flagger('AlertProvider'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field('type', json(type)),
      field('secret', maybe(secretRef) ?? cannot('its address is no Secret')),
      ...Object.entries(others).map(([key, value]) => field(key, json(value))),
    ]),
  );
}
