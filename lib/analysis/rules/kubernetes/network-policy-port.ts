import { groupBy } from '../../../kube/group-by';
import { hasLabels } from '../../../kube/label-selector';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Entity, type Labels } from '../../../world/entity';
import { NETWORK_POLICY, SERVICE } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import type { World } from '../../../world/world';
import { arePortsKnown, portsOf, withoutPort } from '../../ports';
import type { Rule } from '../../rule';

const example = (port: number) => `
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: 9080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: reviews, namespace: shop, labels: {app: reviews}}
spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{containerPort: 9080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: reviews, namespace: shop}
spec: {podSelector: {matchLabels: {app: reviews}}, ingress: [{ports: [{port: ${port}}]}]}
`;

export const networkPolicyPort: Rule = {
  id: 'K8S_NETWORK_POLICY_PORT',
  severity: 'warning',
  kinds: [NETWORK_POLICY],
  docs: {
    says: 'a NetworkPolicy that opens a port which its pods do not have: a name of no container, or the port of the Service',
    why: 'A policy is about ports of pods, after the Service has translated its own: clients are timed out, as the port that they reach is not open.',
    fix: 'Write the port of the container, by number or name.',
    symptoms: ['connection timed out', '503 UF'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    wrong: example(80),
    right: example(9080),
  },

  check({ given, world }, report) {
    const translated = groupBy(translationsIn(world), ({ key }) => key);
    for (const policy of given.all(NETWORK_POLICY)) {
      const { podSelector = {}, ingress = [] } = policy.spec;
      const workloads = world.selectedBy(policy.id.namespace, podSelector);
      if (workloads.length === 0 || !arePortsKnown(workloads)) continue;
      for (const [index, rule] of ingress.entries()) {
        for (const [each, opened] of (rule.ports ?? []).entries()) {
          const path: FieldPath = ['spec', 'ingress', index, 'ports', each, 'port'];
          const { port, protocol = 'TCP' } = opened;
          if (port === undefined || withoutPort(workloads, port, protocol).length < workloads.length) continue;
          const key = keyOf(policy.id.namespace, port, protocol);
          const services = (translated.get(key) ?? [])
            .filter(({ selector }) => workloads.some(({ labels }) => hasLabels(labels, selector)))
            .slice(0, 5);
          const [service] = services;
          if (typeof port === 'number' && service === undefined) continue;
          report(policy, path, {
            message:
              service === undefined
                ? `no container of its pods has a port named ${port}: nothing is opened`
                : `${port} is the port of ${describeId(service.entity.id)}, not of its pods: what clients reach is not opened`,
            fix:
              service === undefined
                ? `the containers have ${describePorts(workloads)}`
                : `write ${service.targetPort}, the port of the containers`,
            related: services.map(({ entity, path: where }) => ({ entity, path: where, message: 'translates it' })),
          });
        }
      }
    }
  },
};

/** A port of a Service that it sends to another one of its pods. */
interface Translation {
  readonly key: string;
  readonly entity: Entity;
  readonly path: FieldPath;
  readonly selector: Labels;
  readonly targetPort: number | string;
}

function translationsIn(world: World): readonly Translation[] {
  return world.current(SERVICE).flatMap((entity) => {
    const { selector, ports = [] } = entity.spec;
    return ports.flatMap(({ port, targetPort, protocol = 'TCP' }, index) =>
      selector !== undefined && targetPort && targetPort !== port
        ? [
            {
              key: keyOf(entity.id.namespace, port, protocol),
              entity,
              path: ['spec', 'ports', index],
              selector,
              targetPort,
            },
          ]
        : [],
    );
  });
}

function keyOf(namespace: string, port: number | string, protocol: string): string {
  return `${namespace} ${port}/${protocol}`;
}

function describePorts(workloads: readonly Workload[]): string {
  const names = new Set(
    workloads
      .slice(0, 20)
      .flatMap(portsOf)
      .map(({ name, containerPort }) => name ?? `${containerPort}`),
  );
  return names.size === 0 ? 'no ports' : [...names].slice(0, 10).join(', ');
}
