import type * as wire from '../../imports/flagger.app';
import type { NamedObject } from '../kubernetes/mount';
import { checkUrl } from './checks';

/** How Flagger connects to a provider. */
export interface ConnectionOptions {
  /** Headers of its requests: nothing that is secret. @default - none */
  readonly headers?: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** Accepts any certificate of the provider. @default false */
  readonly insecureSkipVerify?: boolean;
}

/** A provider at an address, which may ask who is there. */
export interface AddressOptions extends ConnectionOptions {
  /** The URL of the API: `http://prometheus.istio-system:9090`. */
  readonly address: string;
  /** A Secret in the template's namespace. @default - nobody is asked who they are */
  readonly secret?: NamedObject;
}

/** A provider at an address that always asks who is there. */
export interface AuthenticatedOptions extends ConnectionOptions {
  /** The URL of the API. */
  readonly address: string;
  /** A Secret in the template's namespace. */
  readonly secret: NamedObject;
}

/** A provider with a well-known address. */
export interface HostedOptions extends ConnectionOptions {
  /** The URL of the API. @default - the provider's own */
  readonly address?: string;
  /** A Secret in the template's namespace. */
  readonly secret: NamedObject;
}

/**
 * Who answers the queries of a metric template. Credentials are in Secrets, never in the manifest; the
 * factories name the keys that Flagger's guide asks for.
 *
 * @see https://docs.flagger.app/usage/metrics#custom-metrics
 */
export class MetricProvider {
  /** PromQL. Keys: `username` and `password`, or `token`. */
  static prometheus(options: AddressOptions): MetricProvider {
    return MetricProvider.of('prometheus', options);
  }

  /** Graphite's render API. Keys: `username` and `password`. */
  static graphite(options: AddressOptions): MetricProvider {
    return MetricProvider.of('graphite', options);
  }

  /** Metrics that Kubernetes knows from outside, for example of Datadog's cluster agent. */
  static externalMetrics(options: ConnectionOptions & Partial<AddressOptions> = {}): MetricProvider {
    return MetricProvider.of('externalmetrics', options);
  }

  /** InfluxDB 2, in Flux. Key: `token`. */
  static influxdb(options: AuthenticatedOptions): MetricProvider {
    return MetricProvider.of('influxdb', options);
  }

  /** Dynatrace. Key: `dynatrace_token`. */
  static dynatrace(options: AuthenticatedOptions): MetricProvider {
    return MetricProvider.of('dynatrace', options);
  }

  /** Splunk Observability. */
  static splunk(options: AuthenticatedOptions): MetricProvider {
    return MetricProvider.of('splunk', options);
  }

  /** Datadog. Keys: `datadog_api_key` and `datadog_application_key`. */
  static datadog(options: HostedOptions): MetricProvider {
    return MetricProvider.of('datadog', options);
  }

  /** New Relic, in NRQL. Keys: `newrelic_account_id` and `newrelic_query_key`. */
  static newRelic(options: HostedOptions): MetricProvider {
    return MetricProvider.of('newrelic', options);
  }

  /** Google Cloud Monitoring, in MQL. Keys: `project`, and `serviceAccountKey` without Workload Identity. */
  static stackdriver(options: { readonly secret: NamedObject }): MetricProvider {
    return MetricProvider.of('stackdriver', options);
  }

  /** Amazon CloudWatch, by `GetMetricData`; Flagger's pod needs the right to ask for it. */
  static cloudWatch({ region }: { readonly region: string }): MetricProvider {
    return new MetricProvider({ type: 'cloudwatch', region });
  }

  /** Metrics and analyses of Keptn in the cluster; Flagger's ServiceAccount needs the right to read them. */
  static keptn(): MetricProvider {
    return new MetricProvider({ type: 'keptn' });
  }

  private static of(
    type: wire.MetricTemplateProvider['type'],
    { secret, ...options }: ConnectionOptions & { readonly address?: string; readonly secret?: NamedObject },
  ): MetricProvider {
    if (options.address !== undefined) checkUrl(`MetricProvider ${type}`, 'address', options.address);
    return new MetricProvider({ type, ...options, secretRef: secret && { name: secret.name } });
  }

  private constructor(private readonly provider: wire.MetricTemplateProvider) {}

  /** As the API server reads it. @internal */
  _toWire(): wire.MetricTemplateProvider {
    return this.provider;
  }
}
