import type { CanaryMetric, MetricTemplateSpec } from '../../../imports/flagger.app';
import { BUILT_IN_METRICS } from '../../flagger-catalogue/metric-providers';
import {
  fillTemplate,
  type Placeholder,
  type QueryTemplate,
  readTemplate,
} from '../../flagger-catalogue/query-template';
import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import type { FieldPath } from '../../model/finding';
import { isSound, type NamespacedName, type Sound } from '../../world/entity';
import { METRIC_TEMPLATE } from '../../world/kinds';
import { type Release, releasesOf } from './releases';

/** A metric of a Canary. */
export interface ReleaseMetric {
  readonly release: Release;
  readonly metric: CanaryMetric;
  readonly path: FieldPath;
  /** Whether Flagger knows it by name. */
  readonly builtIn: boolean;
  /** The template that it names, if it is given and can be read. */
  readonly template: Sound<MetricTemplateSpec> | undefined;
}

/** Every metric of every Canary. */
export const metricsOf = perMesh((mesh): readonly ReleaseMetric[] =>
  releasesOf(mesh).flatMap((release) =>
    (release.spec.analysis.metrics ?? []).map((metric, index) => ({
      release,
      metric,
      path: ['spec', 'analysis', 'metrics', index],
      builtIn: BUILT_IN_METRICS.includes(metric.name),
      template: templateOf(mesh, release, metric),
    })),
  ),
);

/** The namespace and name of the template of a metric. */
function templateName({ namespace: own }: Release, { templateRef }: CanaryMetric): NamespacedName | undefined {
  return templateRef && { namespace: templateRef.namespace || own, name: templateRef.name };
}

function templateOf({ given }: Mesh, release: Release, metric: CanaryMetric): ReleaseMetric['template'] {
  const name = templateName(release, metric);
  const found = name && given.get(METRIC_TEMPLATE, name);
  return found !== undefined && isSound(found) ? found : undefined;
}

/** A query, read, with what fills it for one metric. */
export interface FilledQuery {
  readonly template: QueryTemplate;
  /** Undefined when it is not worked out. */
  readonly text: string | undefined;
}

/** The query of a metric as it is asked; a metric that does not say its interval is taken to look back a minute. */
export function fillQuery(query: string, { release, metric }: ReleaseMetric): FilledQuery {
  const { entity, names, namespace, spec } = release;
  const values: Readonly<Record<Placeholder, string>> = {
    name: entity.id.name,
    namespace,
    target: spec.targetRef.name,
    service: names.apex,
    ingress: spec.ingressRef?.name ?? '',
    route: spec.routeRef?.name ?? '',
    interval: metric.interval || '1m',
  };
  const template = readTemplate(query);
  const { templateVariables = {} } = metric;
  const variable = (name: string) =>
    (Object.hasOwn(templateVariables, name) ? templateVariables[name] : undefined) ?? name;
  return { template, text: fillTemplate(template, (name) => values[name], variable) };
}

/** A query of a template that no Canary names, with words that say what stands where. */
export function fillUnused(query: string): FilledQuery {
  const template = readTemplate(query);
  const fill = (name: string) => (name === 'interval' ? '1m' : name);
  return { template, text: fillTemplate(template, fill, fill) };
}
