import { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import type { Dashboard } from './dashboard';
import type { Datasource } from './datasource';
import type { PromQuery } from './prom-query';

/** How urgent an alert is; notification policies tell alerts apart by it. */
export type Severity = 'info' | 'warning' | 'critical';

/** When a value is worth an alert. */
export class AlertCondition {
  static above(threshold: number): AlertCondition {
    return new AlertCondition('gt', threshold);
  }

  static below(threshold: number): AlertCondition {
    return new AlertCondition('lt', threshold);
  }

  private constructor(
    private readonly type: 'gt' | 'lt',
    private readonly threshold: number,
  ) {
    if (!Number.isFinite(threshold)) throw new MeshwrightError('AlertCondition', 'the threshold is no number');
  }

  /** @internal */
  _toWire(): object {
    return { type: this.type, params: [this.threshold] };
  }
}

/** @see https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rules/ */
export interface AlertRuleProps {
  /** Its identity; a rule with another is another rule. */
  readonly uid: string;
  readonly title: string;
  /** What is watched: each of its series is an alert of its own. */
  readonly query: PromQuery;
  readonly condition: AlertCondition;
  /**
   * How long the condition must hold.
   * @default - none: the first time is enough
   */
  readonly for?: Duration;
  readonly severity: Severity;
  /** What happened, in one line. Labels of the series are `{{ .Labels.name }}`. */
  readonly summary: string;
  /** What it means and what to do. @default - none */
  readonly description?: string;
  /** Where to look. @default - nowhere */
  readonly dashboard?: Dashboard;
  /** Further labels. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated together. */
export interface AlertRuleGroup {
  readonly name: string;
  /** The folder in Grafana. */
  readonly folder: string;
  /** How often; a multiple of ten seconds. @default Duration.minutes(1) */
  readonly interval?: Duration;
  readonly rules: readonly [AlertRule, ...AlertRule[]];
}

/**
 * A rule of Grafana's alerting. Where there is no data, nothing is wrong: without traffic, or before the first canary,
 * there are no series. That Prometheus does not answer is an alert.
 *
 * Grafana takes `$` in what it provisions for an environment variable, and leaves it alone in some places only. So none
 * is allowed here, and templates say `{{ .Labels.name }}`, which is the same as `$labels`.
 *
 * @throws MeshwrightError when there is a `$` in it, or the identity is none
 * @see https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
export class AlertRule {
  constructor(private readonly props: AlertRuleProps) {
    const { uid, title, query, summary, description, labels = {} } = props;
    if (!/^[a-zA-Z0-9_-]{1,40}$/.test(uid)) {
      this.fail('the uid must be 1 to 40 letters, digits, "-" and "_"');
    }
    for (const [what, text] of Object.entries({ title, query: query.text, summary, description, ...labels })) {
      if (text?.includes('$')) {
        this.fail(`${what} has a "$", which Grafana takes for a variable: write {{ .Labels.name }}, or the value`);
      }
    }
    if (query.text.includes('{{')) this.fail('the query has a {{ }}, which nobody fills in: write the value');
  }

  get uid(): string {
    return this.props.uid;
  }

  /** @internal */
  _toWire(datasource: Datasource<'prometheus'>): object {
    const { uid, title, query, condition, severity, summary, description, dashboard, labels } = this.props;
    // The last ten minutes; an instant query takes the last moment of them.
    const relativeTimeRange = { from: 600, to: 0 };
    return {
      uid,
      title,
      condition: 'B',
      for: goDuration(this.props.for ?? Duration.seconds(0)),
      noDataState: 'OK',
      execErrState: 'Error',
      data: [
        {
          refId: 'A',
          datasourceUid: datasource.uid,
          relativeTimeRange,
          model: {
            refId: 'A',
            datasource: datasource._reference,
            editorMode: 'code',
            expr: query.text,
            instant: true,
            range: false,
          },
        },
        {
          refId: 'B',
          datasourceUid: '__expr__',
          relativeTimeRange,
          model: {
            refId: 'B',
            type: 'threshold',
            datasource: { type: '__expr__', uid: '__expr__' },
            expression: 'A',
            conditions: [{ evaluator: condition._toWire() }],
          },
        },
      ],
      labels: { severity, ...labels },
      annotations: {
        summary,
        ...(description !== undefined && { description }),
        // Not Grafana's own annotation, which wants a panel of the dashboard, too.
        ...(dashboard && { dashboard: `/d/${dashboard.uid}` }),
      },
    };
  }

  private fail(message: string): never {
    throw new MeshwrightError(`alert rule ${this.props.uid}`, message);
  }
}
