import { equalJson, isMap, type JsonMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import { specOf } from './kinds/metadata';
import { type MicroserviceParts, podSpecOf } from './kinds/microservice';
import type { SourceObject } from './read/read-sources';
import type { Unit } from './unit';

/** Objects of an app with its versions, and the chart that it belongs to. */
export interface App {
  readonly unit: Unit;
  readonly parts: MicroserviceParts;
  readonly sources: readonly SourceObject[];
  readonly serviceName: string | undefined;
}

interface Placed {
  readonly unit: Unit;
  readonly source: SourceObject;
}

/**
 * Deployments that select by the labels `app` and `version`, each app's with its Service, ServiceAccount and
 * DestinationRule. In the steady state they may stand in several files; in an alternative they stand together.
 */
export function* findApps(units: readonly Unit[]): Generator<App> {
  const steady = units.filter(({ scenario }) => scenario === undefined);
  const groups = [steady, ...units.filter(({ scenario }) => scenario !== undefined).map((unit) => [unit])];
  for (const group of groups) {
    for (const namespace of new Set(group.map((unit) => unit.namespace))) {
      const placed = group
        .filter((unit) => unit.namespace === namespace)
        .flatMap((unit) => unit.objects.map((source): Placed => ({ unit, source })));
      yield* appsOf(placed);
    }
  }
}

function* appsOf(placed: readonly Placed[]): Generator<App> {
  const byApp = new Map<string, Placed[]>();
  for (const each of placed) {
    const labels = each.source.reference.kind === 'Deployment' ? selectorOf(each.source.object) : undefined;
    if (labels === undefined) continue;
    byApp.set(labels.app, [...(byApp.get(labels.app) ?? []), each]);
  }
  for (const [app, deployments] of byApp) {
    const service = placed.find(({ source }) => isKind(source, '', 'Service') && selects(source.object, app));
    const accounts = new Set(deployments.map(({ source }) => podSpecOf(source.object).serviceAccountName));
    const [account] = accounts;
    const serviceAccount =
      accounts.size === 1 && account !== undefined
        ? placed.find(({ source }) => isKind(source, '', 'ServiceAccount') && source.reference.name === account)
        : undefined;
    const versions = new Map(
      deployments.map(({ source }) => [selectorOf(source.object)?.version ?? '', source.object] as const),
    );
    if (versions.size < deployments.length) continue;
    const serviceName = service?.source.reference.name;
    const rule =
      serviceName === undefined
        ? undefined
        : placed.find(
            ({ source }) =>
              isKind(source, 'networking.istio.io', 'DestinationRule') &&
              isRuleOf(source.object, serviceName, [...versions.keys()]),
          );
    const all = [service, serviceAccount, ...deployments, rule].filter((each) => each !== undefined);
    yield {
      unit: (service ?? (deployments[0] as Placed)).unit,
      parts: {
        app,
        service: service?.source.object,
        serviceAccount: serviceAccount?.source.object,
        deployments: rule === undefined ? versions : inOrderOf(rule.source.object, versions),
        destinationRule: rule?.source.object,
      },
      sources: all.map(({ source }) => source),
      serviceName,
    };
  }
}

function isKind({ reference: { apiVersion, kind } }: SourceObject, group: string, name: string): boolean {
  return kind === name && groupOf(apiVersion) === group;
}

function selectorOf(deployment: JsonMap): { readonly app: string; readonly version: string } | undefined {
  const { selector } = specOf(deployment);
  const { app, version, ...others } = isMap(selector) && isMap(selector.matchLabels) ? selector.matchLabels : {};
  if (typeof app !== 'string' || typeof version !== 'string' || Object.keys(others).length > 0) return undefined;
  return { app, version };
}

function selects(service: JsonMap, app: string): boolean {
  return equalJson(specOf(service).selector, { app });
}

/** Whether a rule has the versions as subsets, no more and no less. */
function isRuleOf(rule: JsonMap, service: string, versions: readonly string[]): boolean {
  const { host, subsets } = specOf(rule);
  if (host !== service || !Array.isArray(subsets) || subsets.length !== versions.length) return false;
  return versions.every((version) =>
    subsets.some((subset) => isMap(subset) && subset.name === version && equalJson(subset.labels, { version })),
  );
}

/** Versions in the order of the subsets. */
function inOrderOf(rule: JsonMap, versions: ReadonlyMap<string, JsonMap>): ReadonlyMap<string, JsonMap> {
  const { subsets } = specOf(rule);
  const names = (Array.isArray(subsets) ? subsets : []).map((subset: unknown) =>
    isMap(subset) ? String(subset.name) : '',
  );
  return new Map([...versions].sort(([a], [b]) => names.indexOf(a) - names.indexOf(b)));
}
