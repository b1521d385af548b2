/** What Flagger needs to ask a provider of metrics. */
export interface MetricProviderNeeds {
  /** Sets of keys of a Secret, of which one must be there whole. None when it needs no Secret. */
  readonly keys: readonly (readonly string[])[];
  /** Whether it can be asked without a Secret, too. */
  readonly anonymous: boolean;
  /** Whether `address` must be given. */
  readonly address: boolean;
  /** Whether each metric must say its `interval`, whether the query asks for it or not. */
  readonly interval: boolean;
}

const needs = (given: Partial<MetricProviderNeeds>): MetricProviderNeeds => ({
  keys: [],
  anonymous: given.keys === undefined,
  address: false,
  interval: false,
  ...given,
});

/**
 * The providers of metrics of Flagger 1.44, by `spec.provider.type` of a MetricTemplate.
 *
 * @see https://docs.flagger.app/usage/metrics
 */
export const METRIC_PROVIDERS: Readonly<Record<string, MetricProviderNeeds>> = {
  prometheus: needs({ keys: [['token'], ['username', 'password']], anonymous: true, address: true }),
  graphite: needs({ keys: [['username', 'password']], anonymous: true, address: true }),
  externalmetrics: needs({}),
  influxdb: needs({ keys: [['token', 'org']], address: true }),
  dynatrace: needs({ keys: [['dynatrace_token']], address: true, interval: true }),
  splunk: needs({ keys: [['sf_token_key']], address: true, interval: true }),
  datadog: needs({ keys: [['datadog_api_key', 'datadog_application_key']], interval: true }),
  newrelic: needs({ keys: [['newrelic_account_id', 'newrelic_query_key']], interval: true }),
  stackdriver: needs({ keys: [['project']] }),
  cloudwatch: needs({ interval: true }),
  keptn: needs({}),
};

/** Metrics that Flagger knows by name. */
export const BUILT_IN_METRICS: readonly string[] = ['request-success-rate', 'request-duration'];
