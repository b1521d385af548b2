import type { Mesh } from '../../../mesh/mesh';
import type { Entity } from '../../../world/entity';
import {
  AUTHORIZATION_POLICY,
  CONFIG_MAP,
  DESTINATION_RULE,
  NAMESPACE,
  PEER_AUTHENTICATION,
  SIDECAR,
  VIRTUAL_SERVICE,
} from '../../../world/kinds';
import { at } from '../../../world/workload';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import type { Rule } from '../../rule';

const LABELS = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'] as const;
const routed = (labels: string) =>
  documents(
    meshNamespace('shop', labels),
    service('reviews'),
    deployment('reviews'),
    istio(
      'VirtualService',
      'reviews',
      'hosts: [reviews]\nhttp: [{timeout: 3s, route: [{destination: {host: reviews}}]}]',
    ),
  );

export const severalInjectionLabels: Rule = {
  id: 'IST0123',
  severity: 'warning',
  kinds: [NAMESPACE],
  docs: {
    says: 'a namespace that asks for several ways into the mesh',
    why: '`istio-injection` counts before `istio.io/rev`, and a sidecar before ambient mode: what the other label asks for does not happen.',
    fix: 'Keep one of the labels.',
    symptoms: ['sidecar of the wrong revision', 'no sidecar'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0123/',
    wrong: documents(meshNamespace('shop', '{istio-injection: enabled, istio.io/rev: stable}')),
    right: documents(meshNamespace('shop', '{istio.io/rev: stable}')),
  },

  check({ given }, report) {
    for (const entity of given.all(NAMESPACE)) {
      const { labels, id } = entity;
      const injection = labels['istio-injection'];
      // Who is not to have a sidecar may well be in ambient mode.
      if (id.name === 'istio-system' || (injection !== undefined && injection !== 'enabled')) continue;
      const asked = LABELS.filter((label) => labels[label] !== undefined && labels[label] !== 'none');
      const [first, second] = asked;
      if (first === undefined || second === undefined) continue;
      report(entity, ['metadata', 'labels', second], {
        message: `${asked.map((label) => `${label}=${labels[label]}`).join(' and ')} ask for different things: ${first} counts`,
        fix: 'keep one of them',
      });
    }
  },
};

/** Kinds that somebody writes who takes a namespace to be in the mesh. */
const CONFIGURATION = [VIRTUAL_SERVICE, DESTINATION_RULE, AUTHORIZATION_POLICY, PEER_AUTHENTICATION, SIDECAR];

/** Namespaces with configuration for the mesh whose pods are outside of it. */
function* outside(mesh: Mesh): Generator<Entity> {
  const { given } = mesh;
  for (const entity of given.all(NAMESPACE)) {
    const { name } = entity.id;
    if (name === mesh.config.rootNamespace || LABELS.some((label) => says(entity, label))) continue;
    if (entity.labels[INJECTION] === undefined && !CONFIGURATION.some((kind) => given.hasIn(name, kind))) continue;
    const workloads = given.workloadsIn(name);
    if (workloads.length > 0 && workloads.every((workload) => mesh.proxyOf(workload).kind === 'none')) yield entity;
  }
}

/** Whether a label says something of sidecars: of this one other words than its two say nothing. */
function says({ labels }: Entity, label: string): boolean {
  const value = labels[label];
  return value !== undefined && (label !== INJECTION || value === 'enabled' || value === 'disabled');
}

const INJECTION = 'istio-injection';

/** Whether pods of namespaces without labels get sidecars, as an installation may say. */
function injectorOf({ given }: Mesh): Entity | undefined {
  return given.entitiesOf(CONFIG_MAP).find(({ id, object }) => {
    const values = at(object, ['data', 'values']);
    return (
      /^istio-sidecar-injector(-|$)/.test(id.name) &&
      typeof values === 'string' &&
      /"?enableNamespacesByDefault"?\s*:\s*true/.test(values)
    );
  });
}

export const namespaceNotInjected: Rule = {
  id: 'IST0102',
  severity: 'note',
  kinds: [NAMESPACE],
  docs: {
    says: 'a namespace with objects of Istio whose pods get no sidecar',
    why: 'Nothing labels it for injection or ambient mode. Its pods are outside of the mesh: its clients follow no routes, and nobody enforces its policies.',
    fix: 'Label it with `istio-injection: enabled`, with `istio.io/rev` or with `istio.io/dataplane-mode: ambient`; with `istio-injection: disabled` if it is meant.',
    symptoms: ['rules are ignored', 'a policy has no effect', 'READY 1/1'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0102/',
    wrong: routed('{team: shop}'),
    right: routed('{team: shop, istio-injection: enabled}'),
  },

  check(mesh, report) {
    if (injectorOf(mesh) !== undefined) return;
    for (const entity of outside(mesh)) {
      const value = entity.labels[INJECTION];
      if (value !== undefined) {
        report(entity, ['metadata', 'labels', INJECTION], {
          severity: 'warning',
          message: `${INJECTION}: ${value} is neither enabled nor disabled: the pods of namespace ${entity.id.name} get no sidecar, and its clients follow no routes`,
          fix: 'write enabled',
        });
        continue;
      }
      report(entity, ['metadata', 'labels'], {
        message: `namespace ${entity.id.name} has objects of Istio, and nothing asks for sidecars of its pods: its clients follow no routes`,
        fix: `kubectl label namespace ${entity.id.name} istio-injection=enabled`,
      });
    }
  },
};

const INJECTOR = `apiVersion: v1
kind: ConfigMap
metadata: {name: istio-sidecar-injector, namespace: istio-system}
data:
  values: '{"sidecarInjectorWebhook": {"enableNamespacesByDefault": true}}'
`;

export const namespaceInjectedByDefault: Rule = {
  id: 'IST0148',
  severity: 'note',
  kinds: [NAMESPACE],
  docs: {
    says: 'a namespace with objects of Istio whose pods get a sidecar only because all do',
    why: 'The injector is installed with `enableNamespacesByDefault`. In a cluster where it is not, the pods would be outside of the mesh.',
    fix: 'Label the namespace with `istio-injection: enabled`, so that it says so itself.',
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0148/',
    wrong: documents(INJECTOR, meshNamespace('istio-system', '{topology.istio.io/network: a}'), routed('{team: shop}')),
    right: documents(INJECTOR, meshNamespace('istio-system', '{topology.istio.io/network: a}'), shop('reviews')),
  },

  check(mesh, report) {
    const injector = injectorOf(mesh);
    if (injector === undefined) return;
    for (const entity of outside(mesh)) {
      report(entity, ['metadata', 'labels'], {
        message: `nothing labels namespace ${entity.id.name}: its pods get a sidecar as the injector gives one to all`,
        fix: `kubectl label namespace ${entity.id.name} istio-injection=enabled`,
        related: [{ entity: injector, path: ['data', 'values'], message: 'enableNamespacesByDefault is true' }],
      });
    }
  },
};
