import type { FieldPath } from '../../../model/finding';
import type { Container, ContainerPort, Handler } from '../../../world/native-specs';
import type { Rule } from '../../rule';

const example = (port: string) => `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: example.com/web:1.0.0
    ports: [{name: http, containerPort: 8080}]
    readinessProbe: {httpGet: {path: /ready, port: ${port}}}
`;

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HOOKS = ['postStart', 'preStop'] as const;

export const probePort: Rule = {
  id: 'K8S_PROBE_PORT',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a probe or hook of a port that its container does not have',
    why: 'A name is looked up among the ports of the same container: when it is not there, the probe fails every time. The pod never becomes ready, or is restarted again and again.',
    fix: 'Write the name of a port of the container, or the number.',
    symptoms: ['Unhealthy', 'CrashLoopBackOff', 'Readiness probe failed', 'unable to find named port'],
    see: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
    wrong: example('https'),
    right: example('http'),
  },

  check({ given: world }, report) {
    for (const { entity, pod, template } of world.everyWorkload) {
      for (const list of ['containers', 'initContainers'] as const) {
        for (const [index, container] of (pod?.[list] ?? []).entries()) {
          for (const [path, port] of missingPorts(container)) {
            const { name, ports = [] } = container;
            report(entity, [...template, 'spec', list, index, ...path], {
              severity: typeof port === 'number' ? 'note' : 'error',
              message:
                typeof port === 'number'
                  ? `container ${name} declares no port ${port}, but others: if nothing listens there, the probe fails`
                  : `container ${name} has no port named ${port}: the probe fails each time`,
              fix: ports.length === 0 ? 'write the number of the port' : `it has ${ports.map(describePort).join(', ')}`,
            });
          }
        }
      }
    }
  },
};

/**
 * The ports that probes and hooks of a container ask for, and that it does not have. Numbers need not be declared: one
 * looks like a slip only if another probe asks for a port that is, or if it is like one that is, but for a digit.
 */
function missingPorts(container: Container): readonly (readonly [FieldPath, string | number])[] {
  const { name: called, ports = [] } = container;
  const asked = portsAsked(container);
  if (asked.length === 0) return asked;
  const isThere = ([, port]: (typeof asked)[number]) =>
    ports.some(({ name, containerPort }) => name === port || containerPort === port);
  const isOneOfMany = asked.some(isThere);
  const mayBeSlip = (port: number) =>
    called !== 'istio-proxy' &&
    (isOneOfMany || (asked.length === 1 && ports.some(({ containerPort }) => areAlike(containerPort, port))));
  return asked.filter((each) => !isThere(each) && (typeof each[1] === 'string' || mayBeSlip(each[1])));
}

/** Whether two numbers differ by one digit. */
function areAlike(a: number, b: number): boolean {
  const [x, y] = [String(a), String(b)];
  return x.length === y.length && [...x].filter((digit, index) => digit !== y[index]).length === 1;
}

function describePort({ name, containerPort }: ContainerPort): string {
  return name === undefined ? `${containerPort}` : `${name} (${containerPort})`;
}

/** The ports that probes and hooks of a container connect to, in the container. */
function portsAsked(container: Container): readonly (readonly [FieldPath, string | number])[] {
  const found: (readonly [FieldPath, string | number])[] = [];
  for (const probe of PROBES) addPorts(found, container[probe], probe);
  const { lifecycle } = container;
  if (lifecycle !== undefined) for (const hook of HOOKS) addPorts(found, lifecycle[hook], 'lifecycle', hook);
  return found;
}

function addPorts(
  found: (readonly [FieldPath, string | number])[],
  handler: Handler | undefined,
  ...at: readonly string[]
): void {
  if (handler === undefined) return;
  for (const action of ['httpGet', 'tcpSocket'] as const) {
    const { port, host } = handler[action] ?? {};
    // A name is always one of the container.
    if (port !== undefined && (typeof port === 'string' || !host)) found.push([[...at, action, 'port'], port]);
  }
}
