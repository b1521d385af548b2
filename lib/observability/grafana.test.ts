import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { AlertCondition, AlertRule, type AlertRuleProps } from './alert-rule';
import { type AlertingProps, ContactPoint, provisionAlerting } from './alerting';
import { Dashboard } from './dashboard';
import { Datasource } from './datasource';
import { Grafana, type GrafanaProps } from './grafana';
import { Panel } from './panel';
import { PromQuery } from './prom-query';

const prometheus = Datasource.prometheus({ uid: 'prometheus', url: 'http://prometheus:9090' });
const contactPoint = ContactPoint.webhook('on-call', { url: { secretName: 'grafana', key: 'url' } });
const dashboard = new Dashboard({
  uid: 'up',
  title: 'Up',
  datasource: prometheus,
  rows: [{ title: 'Up', panels: [Panel.stat({ title: 'Up', queries: [{ query: PromQuery.parse('up') }] })] }],
});

function rule(props: Partial<AlertRuleProps> = {}): AlertRule {
  return new AlertRule({
    uid: 'down',
    title: 'A target is down',
    query: PromQuery.parse('up'),
    condition: AlertCondition.below(1),
    severity: 'critical',
    summary: '{{ .Labels.job }} is down',
    ...props,
  });
}

function alerting(props: Partial<AlertingProps> = {}): AlertingProps {
  return {
    datasource: prometheus,
    groups: [{ name: 'targets', folder: 'Mesh', rules: [rule()] }],
    policy: { contactPoint },
    ...props,
  };
}

function synth(props: Partial<GrafanaProps> = {}) {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'istio-system' });
  new Grafana(chart, 'grafana', {
    image: 'docker.io/grafana/grafana:12.0.1',
    adminPassword: { secretName: 'grafana', key: 'admin-password' },
    datasources: [prometheus],
    storage: '5Gi',
    ...props,
  });
  return Testing.synth(chart);
}

describe('Grafana', () => {
  test('GIVEN secrets THEN the pods refer to them, and the manifests have none', () => {
    const manifests = synth({ alerting: alerting() });
    const deployment = manifests.find(({ kind }) => kind === 'Deployment');
    expect(deployment.spec.template.spec.containers[0].env).toEqual([
      {
        name: 'GF_SECURITY_ADMIN_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'grafana', key: 'admin-password' } },
      },
      { name: 'CONTACT_POINT_ON_CALL_URL', valueFrom: { secretKeyRef: { name: 'grafana', key: 'url' } } },
    ]);
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
  });

  test('GIVEN datasources and dashboards THEN they are provisioned', () => {
    const [config, dashboards] = synth({
      datasources: [prometheus, Datasource.jaeger({ uid: 'jaeger', url: 'http://tracing/jaeger' })],
      dashboards: [dashboard],
    });
    expect(parse(config.data['datasources.yaml']).datasources).toEqual([
      expect.objectContaining({ uid: 'prometheus', type: 'prometheus', isDefault: true, editable: false }),
      expect.objectContaining({ uid: 'jaeger', type: 'jaeger', isDefault: false, editable: false }),
    ]);
    expect(config.data['grafana.ini']).toContain('[auth.anonymous]\nenabled = false\n');
    expect(config.data).not.toHaveProperty('alerting.yaml');
    expect(dashboards.data).toEqual({ 'up.json': dashboard.toJson() });
  });

  test('GIVEN two dashboards of one uid THEN it is an error', () => {
    expect(() => synth({ dashboards: [dashboard, dashboard] })).toThrow('two dashboards have the uid "up": change one');
  });
});

describe('alerting', () => {
  test('GIVEN a rule and a policy THEN Grafana’s file has them', () => {
    const routes = [{ severity: 'critical', groupWait: Duration.seconds(10) }] as const;
    const groups = [
      { name: 'targets', folder: 'Mesh', rules: [rule({ for: Duration.minutes(2), dashboard })] },
    ] as const;
    expect(provisionAlerting({ datasource: prometheus, groups, policy: { contactPoint, routes } })).toEqual({
      apiVersion: 1,
      groups: [
        {
          orgId: 1,
          name: 'targets',
          folder: 'Mesh',
          interval: '1m',
          rules: [
            {
              uid: 'down',
              title: 'A target is down',
              condition: 'B',
              for: '2m',
              noDataState: 'OK',
              execErrState: 'Error',
              data: [
                {
                  refId: 'A',
                  datasourceUid: 'prometheus',
                  relativeTimeRange: { from: 600, to: 0 },
                  model: {
                    refId: 'A',
                    datasource: { type: 'prometheus', uid: 'prometheus' },
                    editorMode: 'code',
                    expr: 'up',
                    instant: true,
                    range: false,
                  },
                },
                {
                  refId: 'B',
                  datasourceUid: '__expr__',
                  relativeTimeRange: { from: 600, to: 0 },
                  model: {
                    refId: 'B',
                    type: 'threshold',
                    datasource: { type: '__expr__', uid: '__expr__' },
                    expression: 'A',
                    conditions: [{ evaluator: { type: 'lt', params: [1] } }],
                  },
                },
              ],
              labels: { severity: 'critical' },
              annotations: { summary: '{{ .Labels.job }} is down', dashboard: '/d/up' },
            },
          ],
        },
      ],
      contactPoints: [
        {
          orgId: 1,
          name: 'on-call',
          receivers: [
            {
              uid: 'on-call',
              type: 'webhook',
              disableResolveMessage: false,
              settings: { url: '$CONTACT_POINT_ON_CALL_URL', httpMethod: 'POST' },
            },
          ],
        },
      ],
      policies: [
        {
          orgId: 1,
          receiver: 'on-call',
          group_by: ['grafana_folder', 'alertname'],
          group_wait: '30s',
          group_interval: '5m',
          repeat_interval: '4h',
          routes: [{ receiver: 'on-call', object_matchers: [['severity', '=', 'critical']], group_wait: '10s' }],
        },
      ],
    });
  });

  test.each<[string, () => unknown, string]>([
    ['a "$" in a text', () => rule({ summary: '{{ $labels.job }}' }), '[alert rule down] summary has a "$"'],
    ['a variable in the query', () => rule({ query: PromQuery.parse('up{a="$b"}') }), 'query has a "$"'],
    ['a placeholder', () => rule({ query: PromQuery.parse('up{a="{{ b }}"}') }), 'the query has a {{ }}'],
    ['a bad uid', () => rule({ uid: 'a b' }), 'the uid must be 1 to 40 letters'],
    [
      'two rules of one uid',
      () => provisionAlerting(alerting({ groups: [{ name: 'a', folder: 'b', rules: [rule(), rule()] }] })),
      'there are two rules with this uid',
    ],
    [
      'an odd interval',
      () =>
        provisionAlerting(
          alerting({ groups: [{ name: 'a', folder: 'b', interval: Duration.seconds(15), rules: [rule()] }] }),
        ),
      'the interval must be a multiple of ten seconds',
    ],
    [
      'two contact points of one name',
      () => {
        const other = ContactPoint.webhook('on-call', { url: { secretName: 'b', key: 'c' } });
        return provisionAlerting(
          alerting({ policy: { contactPoint, routes: [{ severity: 'info', contactPoint: other }] } }),
        );
      },
      'two contact points are named "on-call"',
    ],
  ])('GIVEN %s THEN it is an error', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
