import { isMap } from '../../lib/kube/json';
import { added, at, changed, items, metadataOf, misspelt, ofKind, put, removed } from './edit';
import type { FaultKind, LabObject } from './fault';

const STUCK = ['FLAGGER_STUCK'];
const canary = (
  way: readonly (string | number)[],
  value: unknown,
  rules: readonly string[],
  name: string,
): FaultKind => ({
  name,
  rules,
  *changes(lab) {
    for (const each of ofKind(lab, 'Canary')) {
      if (at(each.object, way) !== undefined) yield changed(each, way, value);
    }
  },
});

/** The Deployments that Canaries release. */
function targetsOf(lab: readonly LabObject[]): readonly LabObject[] {
  const released = new Set(
    ofKind(lab, 'Canary').map(
      ({ object }) => `${metadataOf(object).namespace}/${String(at(object, ['spec', 'targetRef', 'name']))}`,
    ),
  );
  return ofKind(lab, 'Deployment').filter(
    ({ object, scenario }) =>
      scenario === undefined && released.has(`${metadataOf(object).namespace}/${metadataOf(object).name}`),
  );
}

/** Releases by Flagger. */
export const RELEASE_FAULTS: readonly FaultKind[] = [
  canary(['spec', 'targetRef', 'name'], 'adz', ['FLAGGER_TARGET_MISSING'], 'the target of a Canary is misspelt'),
  canary(['spec', 'service', 'port'], undefined, ['SCHEMA_REQUIRED', 'FLAGGER_NO_SERVICE'], 'a Canary has no port'),
  canary(['spec', 'analysis', 'stepWeight'], 0, STUCK, 'the share of a Canary does not grow'),
  canary(['spec', 'analysis', 'maxWeight'], 150, STUCK, 'the maximum of a Canary is out of reach'),
  canary(['spec', 'analysis', 'interval'], '5s', ['FLAGGER_INTERVAL'], 'a Canary looks more often than Flagger does'),
  canary(
    ['spec', 'progressDeadlineSeconds'],
    10,
    ['FLAGGER_DEADLINE'],
    'the deadline of a Canary ends before pods are ready',
  ),
  canary(
    ['spec', 'service', 'port'],
    3999,
    ['FLAGGER_TARGET_PORT'],
    'a Canary has a port that the target does not have',
  ),
  {
    name: 'a Canary waits for a Gateway that does not exist',
    rules: ['FLAGGER_GATEWAY', 'FLAGGER_MESH_CALLERS'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary'))
        yield changed(each, ['spec', 'service', 'gateways'], ['istio-system/no-such']);
    },
  },
  {
    name: 'a metric of a Canary is misspelt',
    rules: ['FLAGGER_METRIC_TEMPLATE_MISSING', 'FLAGGER_METRIC_WITHOUT_SOURCE'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'metrics'])) {
          const template = at(item, ['templateRef', 'name']);
          if (typeof template === 'string') yield changed(each, [...way, 'templateRef', 'name'], misspelt(template));
          else yield changed(each, [...way, 'name'], misspelt(String(item.name)));
        }
      }
    },
  },
  {
    name: 'a metric of a Canary looks for its template in another namespace',
    rules: ['FLAGGER_METRIC_TEMPLATE_MISSING'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'metrics'])) {
          if (isMap(item.templateRef)) yield changed(each, [...way, 'templateRef', 'namespace'], 'default');
        }
      }
    },
  },
  {
    name: 'a metric of a Canary has no interval',
    rules: ['FLAGGER_METRIC_INTERVAL'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'metrics'])) {
          if (item.templateRef !== undefined) yield changed(each, [...way, 'interval'], undefined);
        }
      }
    },
  },
  {
    name: 'the limits of a metric are the wrong way round',
    rules: ['FLAGGER_THRESHOLD'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { way } of items(each.object, ['spec', 'analysis', 'metrics']))
          yield changed(each, [...way, 'thresholdRange'], { min: 99, max: 5 });
      }
    },
  },
  {
    name: 'a hook of a Canary is called in another namespace',
    rules: ['FLAGGER_URL'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'webhooks']))
          yield changed(each, [...way, 'url'], String(item.url).replace('.test', '.weather'));
      }
    },
  },
  {
    name: 'a hook of a Canary is called at another port',
    rules: ['FLAGGER_URL'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'webhooks']))
          yield changed(each, [...way, 'url'], String(item.url).replace('.test/', '.test:8181/'));
      }
    },
  },
  {
    name: 'an alert of a Canary is for a provider that does not exist',
    rules: ['FLAGGER_ALERT'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'alerts']))
          yield changed(each, [...way, 'providerRef', 'name'], misspelt(String(at(item, ['providerRef', 'name']))));
      }
      yield* ofKind(lab, 'AlertProvider').map(removed);
    },
  },
  {
    name: 'a template of metrics is gone',
    rules: ['FLAGGER_METRIC_TEMPLATE_MISSING'],
    changes: (lab) => ofKind(lab, 'MetricTemplate').map(removed),
  },
  {
    name: 'the query of a template cannot be read',
    rules: ['FLAGGER_QUERY'],
    *changes(lab) {
      for (const each of ofKind(lab, 'MetricTemplate')) {
        const query = String(at(each.object, ['spec', 'query']));
        const way = ['spec', 'query'];
        yield changed(each, way, query.replace('{{ interval }}', '{{ window }}'));
        yield changed(each, way, query.replace('sum(', 'summ('));
        yield changed(each, way, query.replace(/\)\s*$/, '').replace(/\)([^)]*)$/, '$1'));
      }
    },
  },
  {
    name: 'the address of a template leads nowhere',
    rules: ['FLAGGER_URL'],
    *changes(lab) {
      for (const each of ofKind(lab, 'MetricTemplate')) {
        const way = ['spec', 'provider', 'address'];
        const address = String(at(each.object, way));
        yield changed(each, way, address.replace('prometheus', 'promethus'));
        yield changed(each, way, address.replace(/:9090/, ':9099'));
      }
    },
  },
  {
    name: 'a manifest of what Flagger makes itself',
    rules: ['FLAGGER_OWNED_OBJECT'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        const { namespace } = metadataOf(each.object);
        const name = String(at(each.object, ['spec', 'targetRef', 'name']));
        yield added(each, {
          ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
          spec: { selector: { app: name }, ports: [{ name: 'http', port: 3003 }] },
        });
      }
    },
  },
  {
    name: 'a VirtualService beside a Canary',
    rules: ['FLAGGER_HOST_TAKEN', 'FLAGGER_OWNED_OBJECT'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        const { namespace } = metadataOf(each.object);
        const host = String(at(each.object, ['spec', 'targetRef', 'name']));
        yield added(each, {
          ...{
            apiVersion: 'networking.istio.io/v1',
            kind: 'VirtualService',
            metadata: { name: `${host}-route`, namespace },
          },
          spec: { hosts: [host], http: [{ route: [{ destination: { host } }] }] },
        });
      }
    },
  },
  {
    name: 'the selector of the target has no label that Flagger knows',
    rules: ['FLAGGER_TARGET_LABEL'],
    *changes(lab) {
      const names = new Set(ofKind(lab, 'Canary').map(({ object }) => at(object, ['spec', 'targetRef', 'name'])));
      for (const each of ofKind(lab, 'Deployment')) {
        const { name, namespace } = metadataOf(each.object);
        if (namespace !== 'weather' || !names.has(name)) continue;
        const labels = { component: name };
        const relabelled = put(each.object, ['spec', 'selector', 'matchLabels'], labels);
        const template = at(each.object, ['spec', 'template', 'metadata', 'labels']);
        yield {
          of: each,
          to: [
            put(relabelled, ['spec', 'template', 'metadata', 'labels'], {
              ...(isMap(template) ? template : {}),
              ...labels,
            }),
          ],
          says: `Deployment ${namespace}/${name} selects its pods by component`,
        };
      }
    },
  },
  {
    name: 'a load test asks a Service that does not exist',
    rules: ['FLAGGER_URL'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'webhooks'])) {
          const command = String(at(item, ['metadata', 'cmd']));
          if (/ad(-canary)?\.weather/.test(command))
            yield changed(each, [...way, 'metadata', 'cmd'], command.replace(/ad((?:-canary)?\.weather)/, 'adv$1'));
        }
      }
    },
  },
  {
    name: 'a load test asks a port that the Service does not have',
    rules: ['FLAGGER_URL'],
    *changes(lab) {
      for (const each of ofKind(lab, 'Canary')) {
        for (const { item, way } of items(each.object, ['spec', 'analysis', 'webhooks'])) {
          const command = String(at(item, ['metadata', 'cmd']));
          if (command.includes(':3003'))
            yield changed(each, [...way, 'metadata', 'cmd'], command.replace(':3003', ':3030'));
        }
      }
    },
  },
  {
    name: 'the pods of a target carry the time of their deployment',
    rules: ['FLAGGER_NEW_EACH_TIME'],
    *changes(lab) {
      for (const target of targetsOf(lab)) {
        const way = ['spec', 'template', 'metadata'];
        const metadata = at(target.object, way);
        if (!isMap(metadata)) continue;
        const annotations = {
          ...(isMap(metadata.annotations) ? metadata.annotations : {}),
          'deployed-at': '2026-05-04',
        };
        yield changed(target, way, { ...metadata, annotations });
      }
    },
  },
  {
    name: 'a policy of the network lets in the target of a Canary, and not its primary',
    rules: ['FLAGGER_PRIMARY_NOT_SELECTED'],
    *changes(lab) {
      for (const target of targetsOf(lab)) {
        const { name, namespace } = metadataOf(target.object);
        const app = at(target.object, ['spec', 'selector', 'matchLabels', 'app']);
        if (typeof app !== 'string') continue;
        yield added(target, {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: `${name}-callers`, namespace },
          spec: {
            podSelector: { matchLabels: { app: `${app}-primary` } },
            ingress: [{ from: [{ podSelector: { matchLabels: { app } } }] }],
          },
        });
      }
    },
  },
];
