import { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import { describeUnreadable, placeIn, readQuery } from '../promql/read-query';
import { fillVariables, isInsideText, variablesOf } from '../promql/variables';

/**
 * A query in PromQL that has been parsed: no dashboard, rule or analysis gets one that Prometheus would refuse.
 *
 * Variables of Grafana (`$namespace`, `$__rate_interval`) and of Flagger (`{{ target }}`) may stand where a text, a
 * label, a number or a duration may; what they become is not known here, so it is not checked.
 *
 * ```ts
 * PromQuery.parse('sum(rate(istio_requests_total{response_code="200"}[5m]))');
 * PromQuery.parse('sum(rate(istio_requests_total{response_code="200"))');
 * // [promql] line 1, column 51: unexpected ")" …
 * ```
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export class PromQuery<const Text extends string = string> {
  /** @throws MeshwrightError with line and column when it is not PromQL, or takes a range where there is none */
  static parse<const Text extends string>(text: Text): PromQuery<Text> {
    const reading = readQuery(fillVariables(text));
    if (reading.is === 'unreadable') throw mistake(text, describeUnreadable(text, reading));
    if (reading.is === 'mistaken') throw mistakeAt(text, reading.at, reading.message);
    return new PromQuery(text, variablesOf(text), BINDS_TIGHTLY.has(reading.node));
  }

  private constructor(
    /** The query, with its variables. */
    readonly text: Text,
    /** The names of Grafana's variables in it, without `$` and braces. */
    readonly variables: readonly string[],
    /** Whether it can stand beside an operator without parentheses. */
    readonly bindsTightly: boolean,
  ) {}

  toString(): Text {
    return this.text;
  }
}

/**
 * A query from parts: queries become operands, durations are written as PromQL has them, texts stand inside quotes and
 * are escaped.
 *
 * ```ts
 * const requests = promql`sum(rate(istio_requests_total{destination_app="${app}"}[${Duration.minutes(5)}]))`;
 * const share = promql`${errors} / ${requests}`;
 * ```
 *
 * @throws MeshwrightError when the whole is not PromQL, or a text stands outside of quotes
 */
export function promql(
  texts: TemplateStringsArray,
  ...values: readonly (PromQuery | Duration | string | number)[]
): PromQuery {
  let whole = texts[0] as string;
  values.forEach((value, index) => {
    const quoted = isInsideText(whole);
    if (typeof value === 'string') {
      if (!quoted) {
        throw mistakeAt(
          whole,
          whole.length,
          `"${value}" is a text and stands outside of quotes: quote it, or use promql`,
        );
      }
      whole += value.replace(/[\\"'`]/g, '\\$&').replace(/\n/g, '\\n');
    } else if (value instanceof PromQuery) {
      if (quoted) throw mistakeAt(whole, whole.length, 'a query stands inside quotes: take them away');
      whole += value.bindsTightly ? value.text : `(${value.text})`;
    } else {
      whole += value instanceof Duration ? goDuration(value) : `${value}`;
    }
    whole += texts[index + 1] as string;
  });
  return PromQuery.parse(whole);
}

const BINDS_TIGHTLY: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'VectorSelector',
  'FunctionCall',
  'ParenExpr',
  'NumberDurationLiteral',
]);

function mistakeAt(text: string, at: number, message: string): MeshwrightError {
  return mistake(text, `${placeIn(text, at)}: ${message}`);
}

function mistake(text: string, message: string): MeshwrightError {
  return new MeshwrightError('promql', `${message}, in: ${text}`);
}
