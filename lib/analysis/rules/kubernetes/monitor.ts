import { isMap } from '../../../kube/json';
import { formatSelector, matchesSelector } from '../../../kube/label-selector';
import { describeId, type Entity, type Labels } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { POD_MONITOR, SERVICE, SERVICE_MONITOR } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import { selectorOf } from '../../../world/label-selectors';
import { isLive } from '../../../world/live';
import type { ServiceSpec } from '../../../world/native-specs';
import { at } from '../../../world/workload';
import type { World } from '../../../world/world';
import { portsOf } from '../../ports';
import type { Rule } from '../../rule';
import { selectsAll } from '../../selection';

const example = (port: string) => `
apiVersion: v1
kind: Pod
metadata: {name: reviews, namespace: shop, labels: {app: reviews}}
spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{containerPort: 9080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop, labels: {app: reviews}}
spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: reviews, namespace: shop}
spec: {selector: {matchLabels: {app: reviews}}, endpoints: [{port: ${port}}]}
`;

export const monitor: Rule = {
  id: 'K8S_MONITOR',
  severity: 'warning',
  kinds: [SERVICE_MONITOR, POD_MONITOR],
  docs: {
    says: 'a ServiceMonitor or PodMonitor that selects nothing, or asks for a port by a name that nothing selected has',
    why: 'Prometheus scrapes nothing for it: its metrics are missing without any message. A ServiceMonitor selects by the labels of Services, not of pods, and names ports; a number is none.',
    fix: 'Write labels of the Service, and the name of one of its ports.',
    symptoms: ['no data', '0/0 targets', 'no targets'],
    see: 'https://prometheus-operator.dev/docs/developer/getting-started/',
    wrong: example('metrics'),
    right: example('http'),
  },

  check({ given, world }, report) {
    for (const kind of [SERVICE_MONITOR, POD_MONITOR]) {
      for (const entity of given.entitiesOf(kind)) {
        const namespaces = namespacesOf(world, entity);
        if (entity.refused === true || isLive(entity) || namespaces === undefined) continue;
        const selector = selectorOf(at(entity.object, ['spec', 'selector']));
        const selected = namespaces
          .flatMap((each) => candidates(world, kindKey(kind) === kindKey(SERVICE_MONITOR), each))
          .filter(({ labels }) => matchesSelector(labels, selector));
        if (selected.length === 0) {
          const isKnown = namespaces.length > 0 && namespaces.every((each) => knowsPodsOf(world, each));
          if (selectsAll(selector) || !isKnown) continue;
          report(entity, ['spec', 'selector'], {
            message: `no ${kind === SERVICE_MONITOR ? 'Service' : 'pod'} of namespace ${namespaces.join(', ')} has the labels ${formatSelector(selector)}: nothing is scraped`,
          });
          continue;
        }
        for (const [list, index, port] of portsAsked(entity)) {
          if (selected.some(({ ports }) => ports === undefined || ports.includes(port))) continue;
          const names = [...new Set(selected.flatMap(({ ports = [] }) => ports))];
          report(entity, ['spec', list, index, 'port'], {
            message: `${selected
              .slice(0, 3)
              .map((each) => describeId(each.entity.id))
              .join(', ')} ${selected.length === 1 ? 'has' : 'have'} no port named ${port}: nothing is scraped`,
            fix: names.length === 0 ? 'give the port a name' : `named ports are ${names.slice(0, 10).join(', ')}`,
            related: selected
              .slice(0, 5)
              .map((each) => ({ entity: each.entity, path: ['spec', 'ports'], message: 'is selected' })),
          });
        }
      }
    }
  },
};

/** What can be scraped, with the names of its ports; undefined where they are not known. */
interface Candidate {
  readonly entity: Entity;
  readonly labels: Labels;
  readonly ports: readonly string[] | undefined;
}

function candidates(world: World, isServices: boolean, namespace: string): readonly Candidate[] {
  if (!isServices) {
    return world.workloadsIn(namespace).map((workload) => ({
      entity: workload.entity,
      labels: workload.labels,
      ports: workload.pod === undefined ? undefined : portsOf(workload).flatMap(({ name = [] }) => name),
    }));
  }
  return world
    .entitiesOf(SERVICE)
    .filter(({ id }) => id.namespace === namespace)
    .map((entity) => ({
      entity,
      labels: entity.labels,
      ports: (entity.spec as ServiceSpec | undefined)?.ports?.flatMap(({ name = [] }) => name),
    }));
}

/** The namespaces that are looked through; undefined when not all of them are known. */
function namespacesOf(world: World, { id, object }: Entity): readonly string[] | undefined {
  const selector = at(object, ['spec', 'namespaceSelector']);
  if (!isMap(selector)) return [id.namespace];
  if (selector.any === true) return world.settings.complete === true ? world.namespaceNames : undefined;
  const names = Array.isArray(selector.matchNames) ? selector.matchNames : [];
  return names.length === 0 ? [id.namespace] : names.map(String);
}

function* portsAsked({ object }: Entity): Generator<readonly [list: string, index: number, port: string]> {
  for (const list of ['endpoints', 'podMetricsEndpoints']) {
    const endpoints = at(object, ['spec', list]);
    if (!Array.isArray(endpoints)) continue;
    for (const [index, endpoint] of endpoints.entries()) {
      if (isMap(endpoint) && typeof endpoint.port === 'string') yield [list, index, endpoint.port];
    }
  }
}
