import { ApiObject, Chart } from 'cdk8s';
import type { AppliedTogether, Mistake } from '../core/app-check';
import { versionsByNamespace } from './pods';

const AUTOSCALERS: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'ScaledObject']);

/** Autoscalers of a Deployment that says itself how many pods there are: each time it is applied, they are undone. */
export function* checkAutoscalers(together: AppliedTogether): Iterable<Mistake> {
  const autoscalers = together.own.filter(ApiObject.isApiObject).filter(({ kind }) => AUTOSCALERS.has(kind));
  if (autoscalers.length === 0) return;
  const apps = versionsByNamespace(together.present);
  for (const object of autoscalers) {
    const target = targetOf(object);
    if (target === undefined || (target.kind !== undefined && target.kind !== 'Deployment')) continue;
    const namespace = object.metadata.namespace ?? Chart.of(object).namespace;
    const version = apps.get(namespace)?.find(({ deployment }) => deployment.name === target.name);
    if (version === undefined || version.replicas === 'autoscaled') continue;
    yield {
      where: object,
      message:
        `scales Deployment ${target.name}, which '${version.node.path}' gives ${version.replicas} ` +
        `${version.replicas === 1 ? 'pod' : 'pods'} each time it is applied: give it \`replicas: 'autoscaled'\``,
    };
  }
}

function targetOf(object: ApiObject): { readonly kind?: string; readonly name?: string } | undefined {
  try {
    return object.toJson().spec?.scaleTargetRef;
  } catch {
    // What is wrong with it is said when it is written.
    return undefined;
  }
}
