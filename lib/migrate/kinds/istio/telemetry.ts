import type { JsonMap } from '../../../kube/json';
import { create, type Entry, type Expression, literal, member, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import { duration, field, fields, istio, json, mapOf, mapsOf, maybe, textOf } from '../values';

/** `new Telemetry(this, 'mesh-default', { accessLogging: { provider: TELEMETRY_PROVIDERS.envoy } })` */
export function telemetry(object: JsonMap, id: string): Expression {
  const { selector, tracing, accessLogging, metrics, ...others } = specOf(object);
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`the construct has no ${other}`);
  return create(
    istio('Telemetry'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field('selector', maybe(mapOf(selector)?.matchLabels), ['spec', 'selector']),
      field('tracing', one(tracing, tracingOf), ['spec', 'tracing']),
      field('accessLogging', one(accessLogging, accessLoggingOf), ['spec', 'accessLogging']),
      field('metrics', one(metrics, metricsOf), ['spec', 'metrics']),
    ]),
  );
}

/** Of a list that has one item, what it says. */
function one(value: unknown, read: (item: JsonMap) => readonly (Entry | undefined)[]): Expression | undefined {
  const items = mapsOf(value);
  const [first, second] = items ?? [];
  if (items === undefined) return undefined;
  if (first === undefined || second !== undefined) return cannot('the construct says one thing of each signal');
  return fields(read(first));
}

function tracingOf({ providers, randomSamplingPercentage, disableSpanReporting, match, customTags }: JsonMap) {
  const tags = Object.entries(mapOf(customTags) ?? {});
  return [
    field('provider', provider(providers)),
    field('randomSamplingPercentage', maybe(randomSamplingPercentage)),
    typeof disableSpanReporting === 'boolean' ? field('reportSpans', literal(!disableSpanReporting)) : undefined,
    field('mode', maybe(mapOf(match)?.mode)),
    tags.length === 0
      ? undefined
      : field('customTags', fields(tags.map(([name, tag]) => field(name, spanTag(mapOf(tag) ?? {}))))),
  ];
}

function spanTag({ literal: fixed, header, environment }: JsonMap): Expression {
  const of = (name: string, ...parts: readonly unknown[]) =>
    method(istio('SpanTag'), name, ...parts.filter((part) => part !== undefined).map((part) => json(part)));
  if (fixed !== undefined) return of('literal', mapOf(fixed)?.value);
  const [kind, of2] = header !== undefined ? ['header', mapOf(header)] : ['environment', mapOf(environment)];
  if (of2 === undefined) return cannot('a tag has no value');
  return of(kind as string, of2.name, of2.defaultValue);
}

function accessLoggingOf({ providers, disabled, match, filter }: JsonMap) {
  return [
    field('provider', provider(providers)),
    typeof disabled === 'boolean' ? field('enabled', literal(!disabled)) : undefined,
    field('mode', maybe(mapOf(match)?.mode)),
    field('filter', maybe(mapOf(filter)?.expression)),
  ];
}

function metricsOf({ providers, reportingInterval, overrides }: JsonMap) {
  return [
    field('provider', provider(providers)),
    field('reportingInterval', duration(reportingInterval)),
    field('overrides', maybe(overrides, ['spec', 'metrics', 0, 'overrides'])),
  ];
}

function provider(value: unknown): Expression | undefined {
  const [first, second] = mapsOf(value) ?? [];
  if (second !== undefined) return cannot('the construct names one provider');
  const name = textOf(first?.name);
  if (name === undefined) return undefined;
  return ['prometheus', 'envoy'].includes(name)
    ? member(istio('TELEMETRY_PROVIDERS'), name)
    : fields([field('name', literal(name))]);
}
