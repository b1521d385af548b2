import { Duration } from 'cdk8s';
import { AlertCondition, AlertRule, type AlertRuleGroup, type Dashboard, PromQuery, promql } from '../../observability';
import { SERVICES } from './recordings';

/** Where the alerts send people to look. */
export interface AlertDashboards {
  readonly mesh: Dashboard;
  readonly canary: Dashboard;
}

const FOLDER = 'Mesh';
/** More than that of a service's answers are errors: the service fails. */
const MAX_ERROR_RATIO = 0.05;

/** Dynamic alerts, which chapter 9.3 of the notebook leaves empty. */
export function alertRules({ mesh, canary }: AlertDashboards): readonly [AlertRuleGroup, ...AlertRuleGroup[]] {
  const service = '{{ .Labels.destination_service_name }}.{{ .Labels.destination_service_namespace }}';
  return [
    {
      name: 'services',
      folder: FOLDER,
      rules: [
        new AlertRule({
          uid: 'service-error-rate',
          title: 'A service fails',
          query: SERVICES.errorRatio.query,
          condition: AlertCondition.above(MAX_ERROR_RATIO),
          for: Duration.minutes(1),
          severity: 'warning',
          summary: `More than 5 % of the requests to ${service} fail`,
          description:
            'Clients get answers of 500 and above. The dashboard says which, and whether a fault was injected.',
          dashboard: mesh,
        }),
        new AlertRule({
          uid: 'service-latency-p99',
          title: 'A service is slow',
          query: SERVICES.p99Milliseconds.query,
          condition: AlertCondition.above(1000),
          for: Duration.minutes(1),
          severity: 'warning',
          summary: `One in a hundred requests to ${service} takes more than a second`,
          description: 'A delay that was injected counts: clients wait for it.',
          dashboard: mesh,
        }),
        new AlertRule({
          uid: 'experiment-blast',
          title: 'Several services fail at once',
          query: promql`count by (destination_service_namespace) (${SERVICES.errorRatio.query} > ${MAX_ERROR_RATIO})`,
          condition: AlertCondition.above(1),
          severity: 'critical',
          summary: 'More than one service of {{ .Labels.destination_service_namespace }} fails',
          description:
            'An experiment reaches further than its target, or something else is wrong: take the experiment back first.',
          dashboard: mesh,
        }),
      ],
    },
    {
      name: 'canaries',
      folder: FOLDER,
      interval: Duration.seconds(30),
      rules: [
        new AlertRule({
          uid: 'canary-failed',
          title: 'A canary failed',
          query: PromQuery.parse('flagger_canary_status'),
          condition: AlertCondition.above(1),
          severity: 'critical',
          summary: 'Flagger took back canary {{ .Labels.name }} of {{ .Labels.namespace }}',
          description: 'The version before it gets all requests. The alert lasts until the next analysis.',
          dashboard: canary,
        }),
      ],
    },
  ];
}
