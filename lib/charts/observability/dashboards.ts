import { Duration } from 'cdk8s';
import { nonEmpty } from '../../istio';
import { Dashboard, type Datasource, Panel, PromQuery, promql } from '../../observability';
import { type NotebookQuestions, SERVICES } from './recordings';

type Prometheus = Datasource<'prometheus'>;

const ERROR_COLORS = [
  { from: 0.01, color: 'yellow' },
  { from: 0.05, color: 'red' },
] as const;

/** The questions of chapter 9.1 as panels. */
export function notebookDashboard(datasource: Prometheus, questions: NotebookQuestions): Dashboard {
  const { productpage, reviewsV3, productpageRate } = questions;
  return new Dashboard({
    uid: 'notebook-questions',
    title: 'Questions of the notebook',
    datasource,
    rows: [
      {
        title: 'How many requests were there?',
        panels: [
          Panel.stat({
            title: 'Requests for productpage',
            description: productpage.rule.query.text,
            queries: [{ query: productpage.query }],
          }),
          Panel.stat({
            title: 'Requests for reviews v3',
            description: reviewsV3.rule.query.text,
            queries: [{ query: reviewsV3.query }],
          }),
        ],
        height: 6,
      },
      {
        title: 'How many requests are there each second, over five minutes?',
        panels: [
          Panel.timeseries({
            title: 'Successful requests for productpage',
            description: productpageRate.rule.query.text,
            queries: [{ query: productpageRate.query, legend: 'all pods' }],
            unit: 'reqps',
          }),
          Panel.timeseries({
            title: 'Requests for reviews, by version',
            description: 'Weights of routes, seen from the other end.',
            queries: [
              {
                query: PromQuery.parse(
                  'sum by (destination_version) (rate(istio_requests_total{reporter="destination", destination_service_name="reviews"}[5m]))',
                ),
                legend: '{{destination_version}}',
              },
            ],
            unit: 'reqps',
            stacked: true,
          }),
        ],
      },
    ],
  });
}

/** Traffic, errors and latency of the mesh, by service and by workload. */
export function meshDashboard(datasource: Prometheus): Dashboard {
  const received = 'reporter="destination", destination_workload_namespace=~"$namespace"';
  const workload = 'destination_workload, destination_workload_namespace';
  const requests = PromQuery.parse(`sum by (${workload}) (rate(istio_requests_total{${received}}[$__rate_interval]))`);
  const errors = PromQuery.parse(
    `sum by (${workload}) (rate(istio_requests_total{${received}, response_code=~"5.."}[$__rate_interval]))`,
  );
  const quantile = (share: number) =>
    promql`histogram_quantile(${share}, ${PromQuery.parse(
      `sum by (le, ${workload}) (rate(istio_request_duration_milliseconds_bucket{${received}}[$__rate_interval]))`,
    )})`;
  const inNamespaces = (recorded: PromQuery) =>
    PromQuery.parse(`${recorded.text}{destination_service_namespace=~"$namespace"}`);
  const byWorkload = '{{destination_workload}}';
  const byService = '{{destination_service_name}}';
  return new Dashboard({
    uid: 'mesh',
    title: 'Mesh',
    description: 'What clients see of services, and what workloads answer.',
    datasource,
    variables: [
      {
        name: 'namespace',
        title: 'Namespace',
        label: 'destination_workload_namespace',
        of: 'istio_requests_total',
        multiple: true,
      },
    ],
    rows: [
      {
        title: 'As clients see services (five minutes)',
        panels: [
          Panel.timeseries({
            title: 'Requests',
            queries: [{ query: inNamespaces(SERVICES.requests.query), legend: byService }],
            unit: 'reqps',
          }),
          Panel.timeseries({
            title: 'Share of errors',
            description: 'Answers of 500 and above, those of injected faults and open circuits among them.',
            queries: [{ query: inNamespaces(SERVICES.errorRatio.query), legend: byService }],
            unit: 'percentunit',
            max: 1,
            thresholds: ERROR_COLORS,
          }),
          Panel.timeseries({
            title: 'Latency, 99 % are faster',
            queries: [{ query: inNamespaces(SERVICES.p99Milliseconds.query), legend: byService }],
            unit: 'ms',
          }),
        ],
      },
      {
        title: 'Traffic by workload',
        panels: [
          Panel.timeseries({
            title: 'Requests',
            queries: [{ query: requests, legend: byWorkload }],
            unit: 'reqps',
            stacked: true,
          }),
          Panel.table({
            title: 'Who calls whom',
            queries: [
              {
                query: PromQuery.parse(
                  `sum by (source_workload, destination_workload, destination_version) (rate(istio_requests_total{${received}}[$__rate_interval])) > 0`,
                ),
              },
            ],
            unit: 'reqps',
          }),
        ],
      },
      {
        title: 'Errors by workload',
        panels: [
          Panel.timeseries({
            title: 'Share of errors',
            queries: [{ query: promql`${errors} / (${requests} > 0)`, legend: byWorkload }],
            unit: 'percentunit',
            max: 1,
            thresholds: ERROR_COLORS,
          }),
          Panel.timeseries({
            title: 'Answers that are no success, by why',
            description: 'FI and DI: injected faults; UO: open circuit; UF, URX: the pod could not be reached.',
            queries: [
              {
                query: PromQuery.parse(
                  'sum by (destination_service_name, response_code, response_flags) (rate(istio_requests_total{reporter="source", destination_service_namespace=~"$namespace", response_code!~"[23].."}[$__rate_interval]))',
                ),
                legend: `${byService} {{response_code}} {{response_flags}}`,
              },
            ],
            unit: 'reqps',
          }),
        ],
      },
      {
        title: 'Latency by workload',
        panels: nonEmpty(
          [0.5, 0.95, 0.99].map((share) =>
            Panel.timeseries({
              title: `${share * 100} % are faster`,
              queries: [{ query: quantile(share), legend: byWorkload }],
              unit: 'ms',
            }),
          ),
        ),
      },
      {
        title: 'Resources by pod',
        panels: [
          Panel.timeseries({
            title: 'CPU',
            queries: [
              {
                query: PromQuery.parse(
                  'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace=~"$namespace", container!=""}[$__rate_interval]))',
                ),
                legend: '{{pod}}',
              },
            ],
            unit: 'cores',
          }),
          Panel.timeseries({
            title: 'Memory',
            queries: [
              {
                query: PromQuery.parse(
                  'sum by (pod) (container_memory_working_set_bytes{namespace=~"$namespace", container!=""})',
                ),
                legend: '{{pod}}',
              },
            ],
            unit: 'bytes',
          }),
        ],
      },
    ],
  });
}

/** A canary beside its primary, and Flagger's verdict. */
export function canaryDashboard(datasource: Prometheus): Dashboard {
  const both =
    'reporter="destination", destination_workload_namespace="$namespace", destination_workload=~"$canary(-primary)?"';
  const requests = PromQuery.parse(
    `sum by (destination_workload) (rate(istio_requests_total{${both}}[$__rate_interval]))`,
  );
  const successes = PromQuery.parse(
    `sum by (destination_workload) (rate(istio_requests_total{${both}, response_code!~"5.."}[$__rate_interval]))`,
  );
  const byWorkload = '{{destination_workload}}';
  return new Dashboard({
    uid: 'canary',
    title: 'Canary',
    description: 'The new version of a workload and the one that it is to replace, <name>-primary.',
    datasource,
    period: Duration.minutes(15),
    refresh: Duration.seconds(10),
    variables: [
      { name: 'namespace', title: 'Namespace', label: 'namespace', of: 'flagger_canary_status' },
      { name: 'canary', title: 'Canary', label: 'name', of: 'flagger_canary_status{namespace="$namespace"}' },
    ],
    rows: [
      {
        title: 'Flagger',
        panels: [
          Panel.stat({
            title: 'Last analysis',
            queries: [{ query: PromQuery.parse('flagger_canary_status{namespace="$namespace", name="$canary"}') }],
            width: 6,
            texts: {
              0: { text: 'running', color: 'blue' },
              1: { text: 'succeeded', color: 'green' },
              2: { text: 'failed', color: 'red' },
            },
          }),
          Panel.timeseries({
            title: 'Weight',
            queries: [
              {
                query: PromQuery.parse('flagger_canary_weight{namespace="$namespace", workload=~"$canary(-primary)?"}'),
                legend: '{{workload}}',
              },
            ],
            unit: 'percent',
            max: 100,
            width: 18,
          }),
        ],
      },
      {
        title: 'Canary and primary',
        panels: [
          Panel.timeseries({
            title: 'Requests',
            queries: [{ query: requests, legend: byWorkload }],
            unit: 'reqps',
          }),
          Panel.timeseries({
            title: 'Share of successes',
            queries: [{ query: promql`${successes} / (${requests} > 0)`, legend: byWorkload }],
            unit: 'percentunit',
            max: 1,
          }),
          Panel.timeseries({
            title: 'Latency, 99 % are faster',
            queries: [
              {
                query: PromQuery.parse(
                  `histogram_quantile(0.99, sum by (le, destination_workload) (rate(istio_request_duration_milliseconds_bucket{${both}}[$__rate_interval])))`,
                ),
                legend: byWorkload,
              },
            ],
            unit: 'ms',
          }),
        ],
      },
    ],
  });
}
