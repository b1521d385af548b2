import { Chart, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/telemetry.istio.io';
import { checkApp } from '../core/app-check';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import { type Claim, type Claimant, checkClaims, claimOfPods, claimOfTargets } from './conflicts';
import type { AtLeastOne, NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { type PolicyScope, scopeToWire, selectedLabels } from './workload-selector';

/** A backend for traces, logs or metrics that the installation knows, by its name. */
export interface TelemetryProvider {
  readonly name: string;
}

/** The providers that Istio brings along; all others are `extensionProviders` of the installation. */
export const TELEMETRY_PROVIDERS = {
  /** Metrics, for Prometheus to scrape. */
  prometheus: { name: 'prometheus' },
  /** A line for each request on the standard output of the proxies. */
  envoy: { name: 'envoy' },
} as const satisfies Record<string, TelemetryProvider>;

/** Which side of a request reports. */
export type TelemetryMode = 'CLIENT' | 'SERVER' | 'CLIENT_AND_SERVER';

/**
 * The value of a tag on each span.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/#Tracing-CustomTag
 */
export class SpanTag {
  /** The same on all spans. */
  static literal(value: string): SpanTag {
    return new SpanTag({ literal: { value } }, value);
  }

  /** That of a header of the request; without the header, the default or no tag. */
  static header(name: string, defaultValue?: string): SpanTag {
    return new SpanTag({ header: { name, defaultValue } }, name);
  }

  /** That of an environment variable of the proxy. */
  static environment(name: string, defaultValue?: string): SpanTag {
    return new SpanTag({ environment: { name, defaultValue } }, name);
  }

  private constructor(
    private readonly wire: wire.CustomTag,
    private readonly needed: string,
  ) {}

  /** @internal */
  _toWire(where: Construct, tag: string): wire.CustomTag {
    if (this.needed === '') throw new MeshwrightError(where, `tag "${tag}" has an empty value or name: give one`);
    return this.wire;
  }
}

/** @see https://istio.io/latest/docs/reference/config/telemetry/#Tracing */
export interface TelemetryTracing {
  /**
   * Where spans are sent.
   * @default - as the mesh is configured; without a default provider, nowhere
   */
  readonly provider?: TelemetryProvider;
  /**
   * The share of the requests without a decision of their own that is traced, in percent, 0 to 100. A request whose
   * headers say whether it is traced keeps that decision.
   * @default - that of the mesh, which is 1
   */
  readonly randomSamplingPercentage?: number;
  /**
   * `false` sends no spans, but still passes on the headers.
   * @default true
   */
  readonly reportSpans?: boolean;
  /** @default CLIENT_AND_SERVER */
  readonly mode?: TelemetryMode;
  /**
   * Tags by name, beside Istio's own.
   * @default - none
   */
  readonly customTags?: Readonly<Record<string, SpanTag>>;
}

/** @see https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging */
export interface TelemetryAccessLogging {
  /** @default - as the mesh is configured */
  readonly provider?: TelemetryProvider;
  /** @default true */
  readonly enabled?: boolean;
  /** @default CLIENT_AND_SERVER */
  readonly mode?: TelemetryMode;
  /**
   * An expression of CEL for the requests to log, such as `response.code >= 400`.
   * @default - all
   */
  readonly filter?: string;
}

/** @see https://istio.io/latest/docs/reference/config/telemetry/#Metrics */
export interface TelemetryMetrics {
  /** @default - as the mesh is configured, which is Prometheus */
  readonly provider?: TelemetryProvider;
  /**
   * How often metrics of TCP connections are brought up to date; at least a millisecond.
   * @default Duration.seconds(5)
   */
  readonly reportingInterval?: Duration;
  /**
   * Changes to single metrics, later ones over earlier ones.
   * @default - none
   */
  readonly overrides?: NonEmpty<wire.MetricsOverrides>;
}

/** What proxies report, and for which workloads. */
export type TelemetryProps = ObjectProps &
  AtLeastOne<{
    readonly tracing?: TelemetryTracing;
    readonly accessLogging?: TelemetryAccessLogging;
    readonly metrics?: TelemetryMetrics;
  }> &
  PolicyScope;

/**
 * What proxies report: traces, access logs and metrics. One without a selector in Istio's own namespace is for the whole
 * mesh; in a namespace there may be one without a selector.
 *
 * @throws MeshwrightError when the sampling is no percentage, or the chart has no namespace
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 */
export class Telemetry extends Construct implements Claimant {
  /** @internal */
  readonly _claim: Claim;
  /** @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;

  constructor(scope: Construct, id: string, props: TelemetryProps) {
    super(scope, id);
    const { tracing, accessLogging, metrics } = props;
    const selector = props.selector && selectedLabels(this, props.selector);
    if (Chart.of(this).namespace === undefined) {
      throw new MeshwrightError(this, 'which workloads it is for depends on the namespace: give the chart one');
    }
    this._selectedLabels = selector;
    const target = scopeToWire(this, props);
    const { namespace } = Chart.of(this);
    const happens = 'Istio takes the older one alone';
    this._claim =
      target.targetRefs === undefined
        ? claimOfPods('Telemetry', namespace, selector, happens)
        : claimOfTargets('Telemetry', namespace, target.targetRefs, happens);
    checkApp(this, checkClaims);
    const reports = {
      tracing: tracing && [this.tracing(tracing)],
      accessLogging: accessLogging && [accessLoggingToWire(accessLogging)],
      metrics: metrics && [
        {
          ...providers(metrics.provider),
          reportingInterval: metrics.reportingInterval && goDuration(metrics.reportingInterval),
          overrides: metrics.overrides,
        },
      ],
    };
    new wire.Telemetry(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: { ...reports, ...target },
    });
  }

  private tracing(tracing: TelemetryTracing): wire.Tracing {
    const { randomSamplingPercentage: share, customTags = {} } = tracing;
    if (share !== undefined && !(share >= 0 && share <= 100)) {
      throw new MeshwrightError(this, `randomSamplingPercentage must be from 0 to 100, not ${share}`);
    }
    const tags = Object.entries(customTags).map(([name, tag]) => [name, tag._toWire(this, name)] as const);
    return {
      ...providers(tracing.provider),
      randomSamplingPercentage: share,
      disableSpanReporting: tracing.reportSpans === undefined ? undefined : !tracing.reportSpans,
      match: tracing.mode && { mode: tracing.mode },
      customTags: tags.length === 0 ? undefined : Object.fromEntries(tags),
    };
  }
}

function accessLoggingToWire({ provider, enabled, mode, filter }: TelemetryAccessLogging): wire.AccessLogging {
  return {
    ...providers(provider),
    disabled: enabled === undefined ? undefined : !enabled,
    match: mode && { mode },
    filter: filter === undefined ? undefined : { expression: filter },
  };
}

function providers(provider: TelemetryProvider | undefined): Pick<wire.Tracing, 'providers'> {
  return provider === undefined ? {} : { providers: [{ name: provider.name }] };
}
