import { remembered } from '../../../kube/remembered';
import { describeId, type Entity, type Labels, type Sound } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { CRON_JOB, JOB, SERVICE } from '../../../world/kinds';
import type { ContainerPort, ServicePort, ServiceSpec } from '../../../world/native-specs';
import type { Workload } from '../../../world/workload';
import type { World } from '../../../world/world';
import { arePortsKnown, portsOf, withoutPort } from '../../ports';
import type { Report, Rule } from '../../rule';

const example = (targetPort: string) => `
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: ${targetPort}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: reviews, namespace: shop, labels: {app: reviews}}
spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{name: web, containerPort: 9080}]}]}
`;

const ENDING: ReadonlySet<string> = new Set([JOB, CRON_JOB].map(kindKey));

export const targetPort: Rule = {
  id: 'K8S_TARGET_PORT',
  severity: 'error',
  kinds: [SERVICE],
  docs: {
    says: 'a Service whose `targetPort` no container of its pods has',
    why: 'Pods without a port of that name are no endpoints: if none has it, a client gets "connection refused", or 503 with the flag UH through a sidecar. A number goes to the pods as it is, so it is a warning where they declare another port that no Service reaches.',
    fix: 'Write the name or the number of a port of the containers.',
    symptoms: ['503 UH', '503 UF', 'no healthy upstream', 'connection refused', 'endpoints <none>'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
    wrong: example('http'),
    right: example('web'),
  },

  check({ given, world }, report) {
    const reached = reachedPorts(world);
    for (const service of given.all(SERVICE)) {
      const { selector, ports = [], type } = service.spec;
      if (type === 'ExternalName' || selector === undefined || Object.keys(selector).length === 0) continue;
      const workloads = steadyOf(world.selectedByAny(service.id.namespace, { matchLabels: selector }));
      // What nobody can read may have any port.
      if (!arePortsKnown(workloads)) continue;
      for (const [index, port] of ports.entries()) checkPort(service, index, port, workloads, reached, report);
    }
  },
};

function checkPort(
  service: Sound<ServiceSpec>,
  index: number,
  port: ServicePort,
  workloads: readonly Workload[],
  reached: ReadonlyMap<Entity, ReadonlySet<string>>,
  report: Report,
): void {
  const { targetPort: asked, protocol = 'TCP' } = port;
  // Zero and the empty text are the default.
  const target = asked || port.port;
  if (isOfSidecar(target)) return;
  const isHeadless = service.spec.clusterIP === 'None';
  const missing = withoutPort(workloads, target, protocol);
  if (missing.length === 0) return;
  // A number goes to all pods, declared or not: it is a slip only where they declare one that nobody reaches.
  const without =
    typeof target === 'string'
      ? missing
      : missing.filter((workload) => !isHeadless && isIdle(workload, reached.get(workload.entity)));
  if (without.length === 0) return;
  const isAll = without.length === workloads.length;
  const shown = typeof target === 'string' ? `named ${target}` : protocol === 'TCP' ? target : `${target}/${protocol}`;
  const names = without.slice(0, 3).map(({ entity }) => describeId(entity.id));
  report(service, ['spec', 'ports', index, asked ? 'targetPort' : 'port'], {
    severity: typeof target === 'string' && isAll && !isHeadless ? 'error' : 'warning',
    message:
      `no container of ${names.join(', ')}${without.length > 3 ? ' and others' : ''} has a port ${shown}: ` +
      (typeof target === 'number'
        ? 'connections are refused, unless something listens there that is not declared'
        : isAll
          ? `port ${port.port} of the Service has no endpoints`
          : `its pods get no connections for port ${port.port}`),
    fix: fixFor(without, protocol),
    related: without.slice(0, 5).map(({ entity, template }) => ({
      entity,
      path: [...template, 'spec', 'containers'],
      message: 'its containers',
    })),
  });
}

const steady = new WeakMap<readonly Workload[], readonly Workload[]>();

/** Without what ends by itself, such as a job that has the labels of a server. */
function steadyOf(workloads: readonly Workload[]): readonly Workload[] {
  let found = steady.get(workloads);
  if (found === undefined) {
    found = workloads.filter(({ entity }) => !ENDING.has(entity.kindKey));
    steady.set(workloads, found);
  }
  return found;
}

const NO_LABELS: Labels = {};
const newTargets = () => new Set<string>();

/** The ports of pods that Services send connections to, by the workload. */
function reachedPorts(world: World): ReadonlyMap<Entity, ReadonlySet<string>> {
  // Many Services may select the same pods.
  const targets = new Map<readonly Workload[], Set<string>>();
  for (const { id, spec } of world.all(SERVICE)) {
    const { selector = NO_LABELS, ports = [] } = spec;
    if (Object.keys(selector).length === 0) continue;
    const own = remembered(targets, world.selectedByAny(id.namespace, { matchLabels: selector }), newTargets);
    for (const { port, targetPort, protocol = 'TCP' } of ports) own.add(`${targetPort || port}/${protocol}`);
  }
  const reached = new Map<Entity, Set<string>>();
  for (const [workloads, own] of targets) {
    for (const { entity } of workloads) {
      const known = reached.get(entity);
      if (known === undefined) reached.set(entity, new Set(own));
      else for (const target of own) known.add(target);
    }
  }
  return reached;
}

/** Whether pods declare a port that no Service sends connections to. A proxy listens where its configuration says. */
function isIdle(workload: Workload, reached: ReadonlySet<string> | undefined): boolean {
  return (
    workload.pod?.containers?.every(({ name }) => name !== 'istio-proxy' && name !== 'envoy') === true &&
    portsOf(workload).some((port) => !textsOf(port).some((text) => reached?.has(text)))
  );
}

/** What a Service may call a port of a container. */
function textsOf({ name, containerPort, protocol = 'TCP' }: ContainerPort): readonly string[] {
  return [name ?? '', `${containerPort}`].map((each) => `${each}/${protocol}`);
}

/** Istio's sidecar has ports of its own, which no manifest declares. */
function isOfSidecar(target: string | number): boolean {
  return typeof target === 'string' ? target === 'http-envoy-prom' : target >= 15000 && target < 15100;
}

function fixFor(workloads: readonly Workload[], protocol: string): string {
  const ports = new Set(
    workloads
      .slice(0, 20)
      .flatMap(portsOf)
      .map(({ name, containerPort, protocol: own = 'TCP' }) => {
        const shown = own === protocol ? `${containerPort}` : `${containerPort}/${own}`;
        return name === undefined ? shown : `${name} (${shown})`;
      }),
  );
  return ports.size === 0
    ? 'give a container a port of this name, or write the number'
    : `the containers have ${[...ports].slice(0, 10).join(', ')}`;
}
