import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Canary,
  type CanaryAlert,
  CanaryMetric,
  CanaryStrategy,
  CanaryWebhook,
  LoadCommand,
  type LoadTester,
  MetricProvider,
  MetricTemplate,
} from '../flagger';
import { prometheusUrl } from './flagger';
import type { LabSettings } from './settings';
import type { WeatherChart } from './weather';

export interface WeatherCanaryChartProps {
  readonly settings: LabSettings;
  readonly weather: WeatherChart;
  readonly loadTester: LoadTester;
}

/** What differs between the ways of rolling out. */
export interface AdRollout {
  readonly strategy: CanaryStrategy;
  /** The command that sends requests during the checks. */
  readonly load: string;
  /** Who is told. @default - nobody */
  readonly alerts?: readonly CanaryAlert[];
}

/**
 * The share of answers other than 200, in percent: the notebook's query, which counts redirects and 404 as errors too.
 *
 * As the notebook writes it, it has no value for a service that nobody asks, nor for one of which no answer is 200, and
 * Flagger takes no value for a failed check. So here no request at all is 0, no error; and no answer of 200 is 100. The
 * canary then advances unseen while nobody asks it: which is why there is a load test.
 */
const ERROR_RATE = `(
  100 - 100 * (
    sum(rate(istio_requests_total{
      reporter="destination",
      destination_service_namespace="{{ namespace }}",
      destination_workload="{{ target }}",
      response_code="200"
    }[{{ interval }}])) or vector(0)
  ) / (
    sum(rate(istio_requests_total{
      reporter="destination",
      destination_service_namespace="{{ namespace }}",
      destination_workload="{{ target }}"
    }[{{ interval }}])) > 0
  )
) or vector(0)
`;

const INTERVAL = Duration.seconds(40);

/**
 * The canary `ad`: new versions get 20 % more of the requests every 40 seconds, as long as no more than 5 % of the
 * answers are errors; after three failed checks it is rolled back.
 */
export class WeatherCanaryChart extends Chart {
  readonly ad: WeatherChart['ad'];
  private readonly errorRate: MetricTemplate<typeof ERROR_RATE>;
  private readonly loadTester: LoadTester;

  constructor(scope: Construct, id: string, { settings, weather, loadTester }: WeatherCanaryChartProps) {
    super(scope, id, { namespace: weather.namespace });
    this.addDependency(weather);
    this.addDependency(loadTester);
    this.ad = weather.ad;
    this.loadTester = loadTester;
    this.errorRate = new MetricTemplate(this, 'ad-error-rate', {
      provider: MetricProvider.prometheus({ address: prometheusUrl(settings) }),
      query: ERROR_RATE,
    });
    this.rollOut(this, {
      strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 100 }),
      // By the Service that callers use, so that the canary gets its share and no more. It lasts until the promotion.
      load: LoadCommand.hey({ host: this.ad, path: '/ad', duration: Duration.minutes(5) }),
    });
  }

  /** The canary `ad`: the one, or what replaces it. */
  rollOut(scope: Construct, { strategy, load, alerts }: AdRollout): void {
    new Canary(scope, 'ad', {
      target: this.ad,
      strategy,
      interval: INTERVAL,
      threshold: 3,
      // The notebook's minute is over before a node has pulled the image: Flagger would roll back what never started.
      progressDeadline: Duration.minutes(10),
      service: { hosts: [this.ad] },
      metrics: [
        CanaryMetric.fromTemplate(this.errorRate, {
          name: 'request error rate',
          // What happened since the last check. The notebook's 30 s hold two scrapes of 15 s only with luck.
          interval: INTERVAL,
          range: { max: 5 },
        }),
      ],
      webhooks: [
        CanaryWebhook.acceptance(this.loadTester, { cmd: LoadCommand.curl({ host: this.ad.canaryHost, path: '/ad' }) }),
        // Begun before the first share, so that the first check has something to look at; and again if it has ended.
        CanaryWebhook.loadTest(this.loadTester, { cmd: load, name: 'load-test-start', phase: 'pre-rollout' }),
        CanaryWebhook.loadTest(this.loadTester, { cmd: load }),
      ],
      alerts,
    });
  }
}
