import { whyNoExpression } from '../cel/syntax';
import { quote } from '../kube/go';
import type { Field } from './field';
import type { Context } from './kinds';
import { once } from './once';
import { checkPercent } from './percentages';
import type { Report } from './report';
import { checkAttachment } from './workload-selectors';

/** @see https://istio.io/latest/docs/reference/config/telemetry/ */
export function checkTelemetry(spec: Field, _context: Context, report: Report): void {
  checkAttachment(spec, report);
  for (const metrics of spec.get('metrics').items()) checkMetrics(metrics, report);
  checkTracing(spec.get('tracing'), report);
  for (const logging of spec.get('accessLogging').items()) checkLogging(logging, report);
}

const checkLogging = once((logging, report) => {
  const filter = logging.get('filter');
  if (filter.present) checkFilter(filter.get('expression'), report);
  checkProviders(logging.get('providers'), report);
});

function checkProviders(providers: Field, report: Report): void {
  for (const provider of providers.items()) {
    const name = provider.get('name');
    if (name.text === '') report.refuse(name, 'the provider has no name', 'write one of extensionProviders');
  }
}

const checkMetrics = once((metrics, report) => {
  checkProviders(metrics.get('providers'), report);
  for (const override of metrics.get('overrides').items()) {
    for (const [name, tag] of override.get('tagOverrides').entries()) {
      if (name === '') report.refuse(tag, 'the name of the tag is empty', 'write the name of a tag');
      const value = tag.get('value');
      const removes = tag.get('operation').text === 'REMOVE';
      if (removes && value.text !== '') {
        report.refuse(value, 'a tag that is removed has no value', 'remove it, or operation: REMOVE');
      } else if (!removes && value.text === '') {
        const fix = 'write the expression whose value it has, or operation: REMOVE';
        report.refuse(value, `the tag ${quote(name)} is set, and it is not said to what`, fix);
      }
    }
    const metric = override.get('match').get('customMetric');
    if (metric.present && metric.text === '') report.refuse(metric, 'the metric has no name', 'write its name');
  }
});

const TAG_FIELDS = [
  ['literal', 'value'],
  ['header', 'name'],
  ['environment', 'name'],
  ['formatter', 'value'],
] as const;

function checkTracing(tracing: Field, report: Report): void {
  if (tracing.items().length > 1) {
    report.warn(tracing, 'only the first one is used', 'keep one, or write a second Telemetry with a selector');
  }
  for (const each of tracing.items()) checkSpans(each, report);
}

const checkSpans = once((spans, report) => {
  const providers = spans.get('providers');
  if (providers.items().length > 1) {
    report.warn(providers, 'only the first one is used: spans go to one provider', 'keep one of them');
  }
  checkProviders(providers, report);
  checkPercent(spans.get('randomSamplingPercentage'), report);
  for (const [name, tag] of spans.get('customTags').entries()) {
    if (name === '') report.refuse(tag, 'the name of the tag is empty', 'write the name of a tag');
    for (const [type, field] of TAG_FIELDS) {
      const value = tag.get(type);
      if (!value.present || value.get(field).text !== '') continue;
      report.refuse(value.get(field), `the tag ${quote(name)} has no ${field}`, `write ${type}.${field}`);
    }
  }
});

/** @see https://github.com/google/cel-spec/blob/master/doc/langdef.md */
function checkFilter(at: Field, report: Report): void {
  const why = whyNoExpression(at.text);
  if (why === undefined) return;
  report.refuse(at, `${quote(at.text)} is not an expression: ${why}`, 'write one such as response.code >= 400');
}
