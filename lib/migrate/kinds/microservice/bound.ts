import { equalJson, type JsonMap } from '../../../kube/json';
import { type Entry, type Expression, list, literal, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import { specOf } from '../metadata';
import { ofClasses } from '../native-values';
import { field, fields, json, mapOf, mapsOf, maybe, microservice, only, textOf } from '../values';

/** `Autoscaling.horizontal({ max: 5 })` */
export function autoscaling(scaler: JsonMap, workload: string): Expression {
  const { name, namespace: _, labels, ...others } = mapOf(scaler.metadata) ?? {};
  bare(others, 'an autoscaler');
  const named = [
    name === workload ? undefined : field('name', maybe(textOf(name))),
    field('labels', maybe(mapOf(labels))),
  ];
  return scaler.kind === 'ScaledObject' ? keda(scaler, named) : horizontal(scaler, named);
}

function horizontal(scaler: JsonMap, named: readonly (Entry | undefined)[]): Expression {
  const { scaleTargetRef: _, minReplicas, maxReplicas, metrics, behavior, ...others } = specOf(scaler);
  bare(others, 'an autoscaler');
  const listed = mapsOf(metrics) ?? [];
  const shares = (['cpu', 'memory'] as const).map((resource) => listed.find((each) => shareOf(each, resource)));
  const [cpu, memory] = shares;
  const rest = listed.filter((each) => !shares.includes(each));
  return method(
    microservice('Autoscaling'),
    'horizontal',
    fields([
      ...named,
      minReplicas === undefined || minReplicas === 1 ? undefined : field('min', json(minReplicas)),
      field('max', maybe(maxReplicas)),
      field('cpu', cpu && maybe(shareOf(cpu, 'cpu'))),
      field('memory', memory && maybe(shareOf(memory, 'memory'))),
      rest.length === 0 ? undefined : field('metrics', ofClasses(rest, ['spec', 'metrics'])),
      field('behavior', behavior === undefined ? undefined : ofClasses(behavior, ['spec', 'behavior'])),
    ]),
  );
}

/** The share of a resource that a metric asks for. */
function shareOf({ type, resource }: JsonMap, name: string): number | undefined {
  const { name: of, target } = mapOf(resource) ?? {};
  const { type: how, averageUtilization } = mapOf(target) ?? {};
  const isShare = type === 'Resource' && of === name && how === 'Utilization';
  return isShare && typeof averageUtilization === 'number' ? averageUtilization : undefined;
}

function keda(scaler: JsonMap, named: readonly (Entry | undefined)[]): Expression {
  const spec = specOf(scaler);
  const {
    scaleTargetRef: _,
    minReplicaCount,
    maxReplicaCount,
    pollingInterval,
    cooldownPeriod,
    triggers,
    ...others
  } = spec;
  bare(others, 'a ScaledObject');
  const written = (mapsOf(triggers) ?? []).map((trigger) =>
    json(only(trigger, ['type', 'name', 'metadata', 'authenticationRef', 'metricType'], 'a trigger')),
  );
  return method(
    microservice('Autoscaling'),
    'keda',
    fields([
      ...named,
      // KEDA's own is 0.
      field('min', minReplicaCount === 1 ? undefined : maybe(minReplicaCount ?? 0)),
      field('max', maybe(maxReplicaCount ?? cannot('a ScaledObject says not how many pods there may be'))),
      field('pollingInterval', maybe(pollingInterval)),
      field('cooldownPeriod', maybe(cooldownPeriod)),
      field('triggers', list(written)),
    ]),
  );
}

/** `DisruptionBudget.minAvailable(1)` @param usual the labels that it gets unless it says others */
export function disruptionBudget(budget: JsonMap, workload: string, usual: JsonMap): Expression {
  const { name, namespace: _, labels, ...others } = mapOf(budget.metadata) ?? {};
  bare(others, 'a disruption budget');
  const { minAvailable, maxUnavailable, selector: __, unhealthyPodEvictionPolicy } = specOf(budget);
  const [how, pods] =
    minAvailable === undefined
      ? (['maxUnavailable', maxUnavailable] as const)
      : (['minAvailable', minAvailable] as const);
  const options = fields([
    name === workload ? undefined : field('name', maybe(textOf(name))),
    equalJson(mapOf(labels) ?? {}, usual) ? undefined : field('labels', json(mapOf(labels) ?? {})),
    unhealthyPodEvictionPolicy === 'AlwaysAllow' ? undefined : field('unhealthyPods', literal('within-budget')),
  ]);
  const parts = options.entries.length === 0 ? [] : [options];
  return method(
    microservice('DisruptionBudget'),
    how,
    json(pods ?? cannot('a disruption budget says no number')),
    ...parts,
  );
}

function bare(others: JsonMap, what: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`${what} of the construct has no ${other}`);
}
