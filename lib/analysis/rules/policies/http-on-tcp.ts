import type { Rule as PolicyRule } from '../../../../imports/security.istio.io';
import type { Mesh } from '../../../mesh/mesh';
import type { FieldPath } from '../../../model/finding';
import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { deployment, documents, istio, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';
import { enforcersOf, inboundOf, policyRulesIn } from './subjects';

const example = (port: string) =>
  documents(
    meshNamespace(),
    deployment('reviews'),
    service('reviews', port),
    istio(
      'AuthorizationPolicy',
      'reviews',
      'selector: {matchLabels: {app: reviews}}\naction: ALLOW\nrules: [{to: [{operation: {methods: [GET]}}]}]',
    ),
  );

export const httpOnTcp: Rule = {
  id: 'MESH_POLICY_HTTP_ON_TCP',
  severity: 'error',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy that asks for something of HTTP, at a port of which a sidecar sees bytes alone',
    why: 'At a port that is TCP by its name, or TLS of the application, there are no methods, paths, hosts, headers and tokens. A rule that allows and asks for one never matches. A rule that denies loses what it asks of HTTP and keeps the rest: with nothing left, it denies every connection.',
    fix: 'Name the port of the Service for HTTP (`http-…`), write `ports` of HTTP into the rule, or ask for identities, namespaces and ports only.',
    symptoms: ['connection reset', '403 RBAC: access denied', 'all connections to a port are denied'],
    see: 'https://istio.io/latest/docs/tasks/security/authorization/authz-tcp/',
    wrong: example('{name: tcp, port: 80, targetPort: 8080}'),
    right: example('{name: http, port: 80, targetPort: 8080}'),
  },

  check(mesh, report) {
    for (const { entity, rule, path, action } of policyRulesIn(mesh.given)) {
      if (action !== 'ALLOW' && action !== 'DENY') continue;
      const [asked] = httpIn(rule);
      if (asked === undefined) continue;
      const found =
        action === 'ALLOW'
          ? neverAllows(mesh, rule, enforcersOf(mesh, entity).sidecars)
          : deniesAll(mesh, rule, enforcersOf(mesh, entity).sidecars);
      if (found === undefined) continue;
      const { port, workload, name } = found;
      const { kind } = workload.entity.id;
      report(entity, [...path, ...asked.path], {
        message:
          action === 'ALLOW'
            ? `port ${port} of ${kind} ${workload.name} is ${name}: there is nothing of HTTP, so that a rule with ${asked.name} allows nothing`
            : `port ${port} of ${kind} ${workload.name} is ${name}: there is nothing of HTTP, so that the rule is without ${asked.name} and denies every connection`,
        fix: 'write ports of HTTP into the rule, or name the port of the Service http-…',
        related: [{ entity: workload.entity, path: [], message: 'enforces it' }],
      });
    }
  },
};

interface Found {
  readonly port: number;
  readonly name: string;
  readonly workload: Workload;
}

/** A port of bytes of pods that have no other that the rule is for. */
function neverAllows(mesh: Mesh, rule: PolicyRule, workloads: readonly Workload[]): Found | undefined {
  let found: Found | undefined;
  for (const workload of workloads) {
    for (const { port, of } of inboundOf(mesh, workload)) {
      if (!isFor(rule, port)) continue;
      if (of.class !== 'tcp') return undefined;
      found ??= { port, name: of.protocol, workload };
    }
    // Pods without a Service may take HTTP all the same.
    if (inboundOf(mesh, workload).length === 0) return undefined;
  }
  return found;
}

/** A port of bytes at which nothing is left of what the rule asks for. */
function deniesAll(mesh: Mesh, rule: PolicyRule, workloads: readonly Workload[]): Found | undefined {
  if (!isAllHttp(rule)) return undefined;
  for (const workload of workloads) {
    for (const { port, of } of inboundOf(mesh, workload)) {
      if (of.class === 'tcp' && isFor(rule, port)) return { port, name: of.protocol, workload };
    }
  }
  return undefined;
}

/** Whether a rule is for a port, or for all. */
function isFor({ to = [], when = [] }: PolicyRule, port: number): boolean {
  const asked = when.filter(({ key }) => key === 'destination.port');
  if (
    asked.some(
      ({ values = [], notValues = [] }) =>
        (values.length > 0 && !values.includes(`${port}`)) || notValues.includes(`${port}`),
    )
  )
    return false;
  if (to.length === 0) return true;
  return to.some(
    ({ operation: { ports = [], notPorts = [] } = {} }) =>
      (ports.length === 0 || ports.includes(`${port}`)) && !notPorts.includes(`${port}`),
  );
}

const OF_SOURCES = new Set(['requestPrincipals', 'notRequestPrincipals', 'remoteIpBlocks', 'notRemoteIpBlocks']);
const OF_OPERATIONS = new Set(['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths']);
/** Of `ports`, a rule asks at every port. */
const PORTS = new Set(['ports', 'notPorts']);

interface Asked {
  readonly name: string;
  readonly path: FieldPath;
}

/** What a rule asks of HTTP, where every source or operation does. */
function httpIn({ from = [], to = [], when = [] }: PolicyRule): readonly Asked[] {
  const sources = from.map(({ source = {} }, index) => asked(source, OF_SOURCES, ['from', index, 'source']));
  const operations = to.map(({ operation = {} }, index) => asked(operation, OF_OPERATIONS, ['to', index, 'operation']));
  const conditions = when.flatMap(({ key }, index): readonly Asked[] =>
    key.startsWith('request.') ? [{ name: key, path: ['when', index] }] : [],
  );
  // A rule that allows is dropped whole for a single field.
  return [...conditions, ...sources.flat(), ...operations.flat()];
}

function asked(fields: object, names: ReadonlySet<string>, path: FieldPath): readonly Asked[] {
  return Object.entries(fields).flatMap(([name, values]) =>
    names.has(name) && Array.isArray(values) && values.length > 0 ? [{ name, path: [...path, name] }] : [],
  );
}

/** Whether nothing but ports is left of a rule without what it asks of HTTP. */
function isAllHttp({ from = [], to = [], when = [] }: PolicyRule): boolean {
  const isLeft = (fields: object, names: ReadonlySet<string>) =>
    Object.entries(fields).some(
      ([name, values]) => !names.has(name) && !PORTS.has(name) && Array.isArray(values) && values.length > 0,
    );
  const fromAll = from.length === 0 || from.some(({ source = {} }) => !isLeft(source, OF_SOURCES));
  const toAll = to.length === 0 || to.some(({ operation = {} }) => !isLeft(operation, OF_OPERATIONS));
  return fromAll && toAll && when.every(({ key }) => key.startsWith('request.') || key === 'destination.port');
}
