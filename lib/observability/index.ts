export { AlertCondition, AlertRule, type AlertRuleGroup, type AlertRuleProps, type Severity } from './alert-rule';
export {
  type AlertingProps,
  ContactPoint,
  type NotificationPolicy,
  type NotificationRoute,
  type NotificationTiming,
  type WebhookOptions,
} from './alerting';
export { Dashboard, type DashboardProps, type DashboardRow, type DashboardVariable } from './dashboard';
export { Datasource, type DatasourceOptions, type PrometheusDatasourceOptions } from './datasource';
export { Elasticsearch, type ElasticsearchProps } from './elasticsearch';
export { Grafana, type GrafanaProps } from './grafana';
export { Jaeger, type JaegerProps } from './jaeger';
export { type BadgerOptions, JaegerStorage } from './jaeger-storage';
export { Kiali, type KialiProps } from './kiali';
export { Panel, type PanelProps, type PanelQuery, type PanelUnit, type StatProps, type TimeseriesProps } from './panel';
export { PromQuery, promql } from './prom-query';
export { Prometheus, type PrometheusProps } from './prometheus';
export type { RecordingRule, RecordingRuleGroup } from './recording-rule';
export { type RelabelRule, ScrapeJob, type ScrapeJobOptions } from './scrape-job';
export type { SecretKey } from './secret-key';
