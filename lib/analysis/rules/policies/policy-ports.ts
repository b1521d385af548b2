import type { Mesh } from '../../../mesh/mesh';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Entity } from '../../../world/entity';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { documents, istio, shop } from '../../examples';
import { portsOf } from '../../ports';
import type { Rule } from '../../rule';
import { selectedPods } from '../../traffic/membership';
import { enforcersOf, inboundOf, policyRulesIn } from './subjects';

const example = (port: number) =>
  documents(
    shop('reviews'),
    istio(
      'AuthorizationPolicy',
      'reviews',
      `selector: {matchLabels: {app: reviews}}\nrules: [{to: [{operation: {ports: ["${port}"]}}]}]`,
    ),
  );

export const policyPorts: Rule = {
  id: 'MESH_POLICY_PORT',
  severity: 'error',
  kinds: [AUTHORIZATION_POLICY, PEER_AUTHENTICATION],
  docs: {
    says: 'a policy with a port of the Service, where that of the pods counts',
    why: 'The policy is enforced at the pods: `ports` are those on which they listen, `targetPort` of the Service. A rule with another one is for no request: what was to be allowed gets 403, and what was to be denied gets in.',
    fix: 'Write the port of the pods.',
    symptoms: ['403 RBAC: access denied', '200 instead of 403'],
    see: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation',
    wrong: example(80),
    right: example(8080),
  },

  check(mesh, report) {
    for (const { entity, path, text, workloads, consequence } of [...portsOfPolicies(mesh), ...portsOfPeers(mesh)]) {
      if (workloads.length === 0) continue;
      const mistaken = servicePort(mesh, workloads, Number(text));
      if (mistaken === undefined) continue;
      const { target, service, servicePath } = mistaken;
      report(entity, path, {
        message: `no pod that the policy selects listens on port ${text}, which is that of ${describeId(service.id)} and leads to ${target}: ${consequence}`,
        fix: `write ${target}`,
        related: [{ entity: service, path: servicePath, message: `leads to ${target}` }],
      });
    }
  },
};

/** A port that a policy names. */
interface NamedPort {
  readonly entity: Entity;
  readonly path: FieldPath;
  readonly text: string;
  /** Those who compare it. */
  readonly workloads: readonly Workload[];
  readonly consequence: string;
}

function* portsOfPolicies(mesh: Mesh): Generator<NamedPort> {
  for (const { entity, rule, path, action } of policyRulesIn(mesh.given)) {
    const { sidecars, gateways, ambient } = enforcersOf(mesh, entity);
    const workloads = [...sidecars, ...gateways, ...ambient];
    for (const [index, { operation }] of (rule.to ?? []).entries()) {
      for (const field of ['ports', 'notPorts'] as const) {
        for (const [at, text] of (operation?.[field] ?? []).entries()) {
          const consequence = consequenceOf(action, field === 'notPorts');
          yield { entity, path: [...path, 'to', index, 'operation', field, at], text, workloads, consequence };
        }
      }
    }
    for (const [index, condition] of (rule.when ?? []).entries()) {
      if (condition.key !== 'destination.port') continue;
      for (const field of ['values', 'notValues'] as const) {
        for (const [at, text] of (condition[field] ?? []).entries()) {
          const consequence = consequenceOf(action, field === 'notValues');
          yield { entity, path: [...path, 'when', index, field, at], text, workloads, consequence };
        }
      }
    }
  }
}

function* portsOfPeers(mesh: Mesh): Generator<NamedPort> {
  for (const entity of mesh.given.all(PEER_AUTHENTICATION)) {
    const { selector, portLevelMtls = {} } = entity.spec;
    const selected = selectedPods(mesh, entity, selector?.matchLabels ?? {}, { everywhere: false });
    if (selected.kind !== 'pods') continue;
    for (const text of Object.keys(portLevelMtls)) {
      const consequence = 'the mode is that of all ports';
      yield { entity, path: ['spec', 'portLevelMtls', text], text, workloads: selected.workloads, consequence };
    }
  }
}

function consequenceOf(action: string, isExcepted: boolean): string {
  if (isExcepted) return 'nothing is left out';
  return action === 'ALLOW' ? 'nothing is allowed by it' : 'no request is meant by it';
}

/** The port of a Service that was written instead of that of the pods behind it. */
function servicePort(
  mesh: Mesh,
  workloads: readonly Workload[],
  written: number,
):
  | { readonly target: number; readonly service: Entity; readonly servicePath: readonly (string | number)[] }
  | undefined {
  const inbound = workloads.flatMap((workload) => inboundOf(mesh, workload).map((each) => ({ ...each, workload })));
  if (inbound.some(({ port }) => port === written)) return undefined;
  // Declared, without a Service; or read by nobody here.
  if (workloads.some((workload) => workload.pod === undefined)) return undefined;
  if (workloads.some((workload) => portsOf(workload).some(({ containerPort }) => containerPort === written)))
    return undefined;
  const mistaken = inbound.find(({ of }) => of.number === written);
  if (mistaken === undefined) return undefined;
  const service = mesh
    .servicesSelecting(mesh.proxyOf(mistaken.workload))
    .find(({ ports }) => ports.includes(mistaken.of));
  if (service === undefined || service.entity.derived !== undefined) return undefined;
  return { target: mistaken.port, service: service.entity, servicePath: mistaken.of.path };
}
