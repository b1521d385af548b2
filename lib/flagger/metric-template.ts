import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { type ObjectProps, objectMetadata } from '../istio/object-props';
import type { MetricProvider } from './metric-provider';
import { placeholdersOf } from './query-placeholders';

/** A template that metrics of canaries can name: a {@link MetricTemplate}, or one that somebody else has made. */
export interface MetricTemplateReference<Query extends string = string> {
  /** Its `metadata.name`. */
  readonly templateName: string;
  /** Its namespace; undefined in charts without one. */
  readonly templateNamespace: string | undefined;
  /** The query, where it is known. */
  readonly query?: Query;
}

/** @see https://docs.flagger.app/usage/metrics#custom-metrics */
export interface MetricTemplateProps<Query extends string = string> extends ObjectProps {
  /** Who answers the query. */
  readonly provider: MetricProvider;
  /**
   * The query, in the provider's language, with one number for an answer. No answer counts as a failed check.
   *
   * Flagger puts in `{{ name }}`, `{{ namespace }}`, `{{ target }}`, `{{ service }}` and `{{ interval }}` of the canary
   * that is checked, and `{{ variables.<name> }}` of the metric. Written as one literal, it tells the compiler what the
   * metric must give.
   */
  readonly query: Query;
}

/**
 * A query that checks of canaries share.
 *
 * @throws MeshwrightError when the query asks for something that Flagger does not know
 * @see https://docs.flagger.app/usage/metrics#custom-metrics
 */
export class MetricTemplate<const Query extends string = string>
  extends Construct
  implements MetricTemplateReference<Query>
{
  readonly templateName: string;
  readonly templateNamespace: string | undefined;
  readonly query: Query;

  constructor(scope: Construct, id: string, props: MetricTemplateProps<Query>) {
    super(scope, id);
    if (props.query.trim() === '') throw new MeshwrightError(this, 'the query is empty: write one');
    placeholdersOf(this.node.path, props.query);
    const metadata = objectMetadata(this, props);
    this.templateName = metadata.name;
    this.templateNamespace = Chart.of(this).namespace;
    this.query = props.query;
    new wire.MetricTemplate(this, 'Resource', {
      metadata,
      spec: { provider: props.provider._toWire(), query: props.query },
    });
  }
}
