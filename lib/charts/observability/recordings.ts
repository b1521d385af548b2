import { Duration } from 'cdk8s';
import { PromQuery, promql, type RecordingRule, type RecordingRuleGroup } from '../../observability';

/** A recorded metric: the rule that makes it, and the query that asks for it. */
interface Recording {
  readonly rule: RecordingRule;
  readonly query: PromQuery;
}

const WINDOW = Duration.minutes(5);
const SERVICE = 'destination_service_name, destination_service_namespace';

/**
 * What clients see of services. Where a proxy answers for a service, because of an injected fault, an open circuit or a
 * pod that is gone, only the client's side knows of the request: hence the reporter.
 */
const seen = PromQuery.parse(`sum by (${SERVICE}) (rate(istio_requests_total{reporter="source"}[5m]))`);
const failed = PromQuery.parse(
  `sum by (${SERVICE}) (rate(istio_requests_total{reporter="source", response_code=~"5.."}[5m]))`,
);
const serviceRequests = recording('service:istio_requests:rate5m', seen);

/** The metrics that dashboards and alerts share, by service. */
export const SERVICES = {
  requests: serviceRequests,
  /** Services without traffic have none, and those without errors have 0. */
  errorRatio: recording(
    'service:istio_request_errors:ratio_rate5m',
    promql`(${failed} or 0 * ${serviceRequests.query}) / (${serviceRequests.query} > 0)`,
  ),
  p99Milliseconds: recording(
    'service:istio_request_duration_milliseconds:p99_rate5m',
    PromQuery.parse(
      `histogram_quantile(0.99, sum by (le, ${SERVICE}) (rate(istio_request_duration_milliseconds_bucket{reporter="source"}[5m])))`,
    ),
  ),
} as const;

/** The notebook's questions to Prometheus, in chapter 9.1. Each request is reported twice, so one side is chosen. */
export function notebookQuestions(namespace: string) {
  return {
    /** How many requests there were for productpage. */
    productpage: recording(
      'productpage:istio_requests:total',
      promql`sum(istio_requests_total{reporter="destination", destination_service="productpage.${namespace}.svc.cluster.local"})`,
    ),
    /** How many requests there were for version 3 of reviews. */
    reviewsV3: recording(
      'reviews_v3:istio_requests:total',
      promql`sum(istio_requests_total{reporter="destination", destination_service="reviews.${namespace}.svc.cluster.local", destination_version="v3"})`,
    ),
    /** How many requests for productpage succeeded each second of the last five minutes, over all its pods. */
    productpageRate: recording(
      'productpage:istio_requests:rate5m',
      promql`sum(rate(istio_requests_total{reporter="destination", destination_service=~"productpage.*", response_code="200"}[${WINDOW}]))`,
    ),
  } as const;
}

export type NotebookQuestions = ReturnType<typeof notebookQuestions>;

/** All of them, for Prometheus. */
export function recordingRules(questions: NotebookQuestions): readonly RecordingRuleGroup[] {
  return [
    {
      name: 'services',
      rules: [SERVICES.requests.rule, SERVICES.errorRatio.rule, SERVICES.p99Milliseconds.rule],
    },
    {
      name: 'notebook',
      rules: [questions.productpage.rule, questions.reviewsV3.rule, questions.productpageRate.rule],
    },
  ];
}

function recording(record: RecordingRule['record'], query: PromQuery): Recording {
  return { rule: { record, query }, query: PromQuery.parse(record) };
}
