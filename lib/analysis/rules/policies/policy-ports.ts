import type { Mesh } from '../../../mesh/mesh';
import { describeId, type Entity } from '../../../world/entity';
import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { documents, istio, shop } from '../../examples';
import { portsOf } from '../../ports';
import type { Rule } from '../../rule';
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
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy with a port of the Service, where that of the pods counts',
    why: 'The policy is enforced at the pods: `ports` are those on which they listen, `targetPort` of the Service. A rule with another one is for no request: what was to be allowed gets 403, and what was to be denied gets in.',
    fix: 'Write the port of the pods.',
    symptoms: ['403 RBAC: access denied', '200 instead of 403'],
    see: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation',
    wrong: example(80),
    right: example(8080),
  },

  check(mesh, report) {
    for (const { entity, rule, path, action } of policyRulesIn(mesh.given)) {
      const { sidecars, gateways, ambient } = enforcersOf(mesh, entity);
      const workloads = [...sidecars, ...gateways, ...ambient];
      if (workloads.length === 0) continue;
      for (const [index, { operation }] of (rule.to ?? []).entries()) {
        for (const field of ['ports', 'notPorts'] as const) {
          for (const [at, text] of (operation?.[field] ?? []).entries()) {
            const mistaken = servicePort(mesh, workloads, Number(text));
            if (mistaken === undefined) continue;
            const { target, service, servicePath } = mistaken;
            report(entity, [...path, 'to', index, 'operation', field, at], {
              message: `no pod that the policy selects listens on port ${text}, which is that of ${describeId(service.id)} and leads to ${target}: ${consequence(action, field)}`,
              fix: `write ${target}`,
              related: [{ entity: service, path: servicePath, message: `leads to ${target}` }],
            });
          }
        }
      }
    }
  },
};

function consequence(action: string, field: 'ports' | 'notPorts'): string {
  if (field === 'notPorts') return 'nothing is left out';
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
