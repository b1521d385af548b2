import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { flaggerDuration } from './checks';
import type { MetricTemplateReference } from './metric-template';
import { type HasInterval, placeholdersOf, type QueryVariable } from './query-placeholders';

/** What values pass: at least one bound, both inclusive. */
export type MetricRange =
  | { readonly min: number; readonly max?: number }
  | { readonly min?: number; readonly max: number };

/** A check that Flagger knows how to ask for. */
export interface BuiltinMetricOptions {
  /** The window that is looked at; at least two scrapes of Prometheus. @default Duration.minutes(1) */
  readonly interval?: Duration;
}

interface TemplateMetricBase {
  /** What values pass. */
  readonly range: MetricRange;
  /** What events and alerts call the metric. @default - the template's name */
  readonly name?: string;
}

type IntervalOption<Query extends string> =
  HasInterval<Query> extends true
    ? {
        /** What `{{ interval }}` stands for. Flagger knows no default here and would write nothing. */
        readonly interval: Duration;
      }
    : { readonly interval?: Duration };

type VariablesOption<Query extends string> = [QueryVariable<Query>] extends [never]
  ? { readonly variables?: { readonly [name: string]: never } }
  : {
      /** What the `{{ variables.<name> }}` of the query stand for. */
      readonly variables: { readonly [Name in QueryVariable<Query>]: string };
    };

/** What the query of the template asks for; any interval and variables for one that the compiler does not know. */
export type TemplateMetricOptions<Query extends string> = TemplateMetricBase &
  (string extends Query
    ? { readonly interval?: Duration; readonly variables?: Readonly<Record<string, string>> }
    : IntervalOption<Query> & VariablesOption<Query>);

/** Names that Flagger takes for its own checks, whatever else is said. */
const BUILTIN_NAMES: readonly string[] = ['request-success-rate', 'request-duration'];

/**
 * A check of a canary by a number. No number at all, as of a service without requests, is a failed check.
 *
 * The deprecated forms, an inline `query` and a bare `threshold`, are left to the generated class.
 *
 * @see https://docs.flagger.app/usage/metrics
 */
export class CanaryMetric {
  /** Checks that Flagger knows how to ask for. */
  static readonly builtin = {
    /** The share of answers other than 5xx, in percent. */
    requestSuccessRate(options: BuiltinMetricOptions & { readonly min: number }): CanaryMetric {
      const where = 'CanaryMetric.builtin.requestSuccessRate';
      if (!(options.min > 0 && options.min <= 100)) {
        throw new MeshwrightError(where, `min ${options.min}: give a percentage above 0, at most 100`);
      }
      return new CanaryMetric({
        ...builtin(where, 'request-success-rate', options),
        thresholdRange: range(where, { min: options.min }),
      });
    },
    /** The time within which 99 of 100 requests are answered: whole milliseconds. */
    requestDuration(options: BuiltinMetricOptions & { readonly max: Duration }): CanaryMetric {
      const where = 'CanaryMetric.builtin.requestDuration';
      const max = options.max.toMilliseconds({ integral: false });
      if (!Number.isInteger(max) || max < 1) {
        throw new MeshwrightError(where, `max of ${options.max.toHumanString()}: give whole milliseconds, 1 or more`);
      }
      return new CanaryMetric({
        ...builtin(where, 'request-duration', options),
        thresholdRange: range(where, { max }),
      });
    },
  } as const;

  /**
   * The number that a template's query is answered with.
   *
   * @throws MeshwrightError when the query asks for an interval or variables that are not given, or the range is empty
   */
  static fromTemplate<Query extends string>(
    template: MetricTemplateReference<Query>,
    options: TemplateMetricOptions<Query>,
  ): CanaryMetric {
    const where = `CanaryMetric ${template.templateName}`;
    const {
      range: accepted,
      name = template.templateName,
      interval,
      variables = {},
    } = options as TemplateMetricBase & {
      readonly interval?: Duration;
      readonly variables?: Readonly<Record<string, string>>;
    };
    if (BUILTIN_NAMES.includes(name)) {
      throw new MeshwrightError(where, `Flagger would also run its own check "${name}": give the metric another name`);
    }
    if (template.query !== undefined) checkPlaceholders(where, template.query, interval, variables);
    return new CanaryMetric(
      {
        name,
        interval: interval && flaggerDuration(where, 'interval', interval),
        thresholdRange: range(where, accepted),
        templateVariables: Object.keys(variables).length > 0 ? variables : undefined,
      },
      template,
    );
  }

  private constructor(
    private readonly metric: wire.CanaryMetric,
    private readonly template?: MetricTemplateReference,
  ) {}

  /** What events and alerts call it. */
  get name(): string {
    return this.metric.name;
  }

  /** As the API server reads it, for a canary in `namespace`. @internal */
  _toWire(namespace: string | undefined): wire.CanaryMetric {
    if (this.template === undefined) return this.metric;
    const { templateName: name, templateNamespace } = this.template;
    const templateRef = { name, namespace: templateNamespace === namespace ? undefined : templateNamespace };
    return { ...this.metric, templateRef };
  }
}

function builtin(where: string, name: string, { interval }: BuiltinMetricOptions): wire.CanaryMetric {
  return { name, interval: interval && flaggerDuration(where, 'interval', interval) };
}

function range(
  where: string,
  { min, max }: { readonly min?: number; readonly max?: number },
): wire.CanaryThresholdRange {
  for (const bound of [min, max]) {
    if (bound !== undefined && !Number.isFinite(bound))
      throw new MeshwrightError(where, `${bound} is no bound: give a number`);
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw new MeshwrightError(where, `no value is from ${min} to ${max}: exchange min and max`);
  }
  return { min, max };
}

function checkPlaceholders(
  where: string,
  query: string,
  interval: Duration | undefined,
  variables: Readonly<Record<string, string>>,
): void {
  const asked = placeholdersOf(where, query);
  if (asked.interval && interval === undefined) {
    throw new MeshwrightError(where, 'the query asks for {{ interval }}, which would be empty: give `interval`');
  }
  const missing = asked.variables.filter((name) => variables[name] === undefined);
  const unknown = Object.keys(variables).filter((name) => !asked.variables.includes(name));
  if (missing.length > 0) {
    throw new MeshwrightError(where, `the query asks for the variables ${missing.join(', ')}: give them a value`);
  }
  if (unknown.length > 0) {
    throw new MeshwrightError(
      where,
      `the query does not ask for the variables ${unknown.join(', ')}, but for ${asked.variables.join(', ') || 'none'}: leave them out`,
    );
  }
}
