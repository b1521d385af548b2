import type { Rule as PolicyRule } from '../../../../imports/security.istio.io';
import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import { istio } from '../../examples';
import type { Rule } from '../../rule';
import { enforcersOf, policyRulesIn } from '../policies/subjects';
import { ambient, WITH_WAYPOINT, waypoint } from './example';
import { waypointOfPods } from './waypoints';

const policy = (spec: string) =>
  istio('AuthorizationPolicy', 'reviews', `selector: {matchLabels: {app: reviews}}\n${spec}`);

export const ztunnelPolicies: Rule = {
  id: 'AMBIENT_POLICY_OF_HTTP',
  severity: 'error',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy that asks for something of HTTP, for pods in ambient mode',
    why: 'A policy with a selector is enforced by ztunnels, which see connections alone. A rule that allows and asks for methods, paths, hosts or tokens is left out, and with no rule left the policy denies everything. A rule that denies keeps the rest: with nothing left, it denies every connection. CUSTOM and AUDIT are not enforced.',
    fix: 'Attach the policy to the waypoint, with `targetRefs` to the Service or the Gateway; keep identities, namespaces and ports for ztunnels.',
    symptoms: ['connection reset', 'all connections to a port are denied'],
    see: 'https://istio.io/latest/docs/ambient/usage/l4-policy/',
    wrong: ambient('', policy('rules: [{to: [{operation: {methods: [GET]}}]}]')),
    right: ambient('', policy('rules: [{to: [{operation: {ports: ["8080"]}}]}]')),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(AUTHORIZATION_POLICY)) {
      const { sidecars, gateways, ambient: pods } = enforcersOf(mesh, entity);
      const { action = 'ALLOW', rules = [] } = entity.spec;
      const [workload] = pods;
      if (workload === undefined || sidecars.length + gateways.length > 0) continue;
      const related = [{ entity: workload.entity, path: [], message: 'is in ambient mode' }];
      const fix = 'write targetRefs to the Service, or its waypoint, instead of the selector';
      if (action === 'CUSTOM' || action === 'AUDIT') {
        report(entity, ['spec', 'action'], {
          severity: 'warning',
          message: `ztunnels do not enforce policies with action ${action}: it has no effect`,
          fix,
          related,
        });
        continue;
      }
      const asking = rules.flatMap((rule, index) => {
        const name = httpFieldIn(rule);
        return name === undefined ? [] : [{ rule, index, name }];
      });
      for (const { rule, index, name } of asking) {
        const isAll = action === 'ALLOW' ? asking.length === rules.length : isEmptyWithout(rule);
        report(entity, ['spec', 'rules', index], {
          severity: isAll ? 'error' : 'warning',
          message:
            action === 'ALLOW'
              ? `ztunnels leave out a rule with ${name}${isAll ? ', and no other is left: everything is denied' : ': what it allows is denied'}`
              : `ztunnels leave out ${name}${isAll ? ', and nothing is left that the rule asks for: every connection is denied' : ': the rule denies more than it says'}`,
          fix,
          related,
        });
        // Told once for all rules.
        if (action === 'ALLOW' && isAll) break;
      }
    }
  },
};

const OF_CONNECTIONS = new Set([
  ...['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts'],
  ...['ipBlocks', 'notIpBlocks', 'trustDomains', 'notTrustDomains', 'ports', 'notPorts'],
]);
const KEYS = /^(?:source\.(?:ip|namespace|principal|serviceAccount|trustDomain)|destination\.(?:ip|port))$/;

function fieldsIn({ from = [], to = [] }: PolicyRule): readonly string[] {
  const parts: readonly object[] = [
    ...from.map(({ source = {} }) => source),
    ...to.map(({ operation = {} }) => operation),
  ];
  return parts.flatMap((part) =>
    Object.entries(part).flatMap(([name, values]) => (Array.isArray(values) && values.length > 0 ? [name] : [])),
  );
}

function httpFieldIn(rule: PolicyRule): string | undefined {
  return fieldsIn(rule).find((name) => !OF_CONNECTIONS.has(name)) ?? rule.when?.find(({ key }) => !KEYS.test(key))?.key;
}

/** Whether a rule that denies asks for nothing but HTTP. */
function isEmptyWithout(rule: PolicyRule): boolean {
  return (
    !fieldsIn(rule).some((name) => OF_CONNECTIONS.has(name)) && !(rule.when ?? []).some(({ key }) => KEYS.test(key))
  );
}

export const waypointIdentity: Rule = {
  id: 'AMBIENT_POLICY_BEHIND_WAYPOINT',
  severity: 'warning',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy of pods behind a waypoint that allows clients, and not the waypoint',
    why: 'The ztunnel of the pods sees the waypoint as the client of all requests that come through it. A policy with a selector that allows the identities of clients alone keeps the waypoint out.',
    fix: 'Attach the policy to the waypoint with `targetRefs`, and let the selector policy allow the identity of the waypoint.',
    symptoms: ['connection reset', '503 UF'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/#authorization-policies',
    wrong: ambient(
      WITH_WAYPOINT,
      waypoint(),
      policy('rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/default]}}]}]'),
    ),
    right: ambient(
      WITH_WAYPOINT,
      waypoint(),
      policy(
        'rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/default, cluster.local/ns/shop/sa/waypoint]}}]}]',
      ),
    ),
  },

  check(mesh, report) {
    const told = new Set<string>();
    for (const { entity, action } of policyRulesIn(mesh.given)) {
      const key = `${entity.manifest.file} ${entity.id.namespace}/${entity.id.name}`;
      if (action !== 'ALLOW' || told.has(key)) continue;
      told.add(key);
      const { ambient: pods } = enforcersOf(mesh, entity);
      const workload = pods.find((each) => waypointOfPods(mesh, each) !== undefined);
      const through = workload && waypointOfPods(mesh, workload);
      if (workload === undefined || through === undefined) continue;
      const principal = `/ns/${through.namespace}/sa/${through.name}`;
      if ((entity.spec.rules ?? []).some((rule) => mayBeFrom(rule, through.namespace, principal))) continue;
      const gateway = mesh.given.get(through, through);
      report(entity, ['spec', 'rules'], {
        message: `requests through waypoint ${through.namespace}/${through.name} have its identity, which no rule allows: they are refused`,
        fix: `allow ${mesh.config.trustDomain}${principal}, and write the rules for clients with targetRefs`,
        related:
          gateway === undefined ? [] : [{ entity: gateway, path: ['metadata', 'name'], message: 'the waypoint' }],
      });
    }
  },
};

function mayBeFrom({ from = [] }: PolicyRule, namespace: string, principal: string): boolean {
  if (from.length === 0) return true;
  return from.some(({ source = {} }) => {
    const { principals, namespaces, serviceAccounts } = source;
    if (principals !== undefined)
      return principals.some(
        (each) =>
          each === '*' ||
          each.endsWith(principal) ||
          (each.includes('*') && principal.includes(each.replaceAll('*', '').replace(/^[^/]*(?=\/ns\/)/, ''))),
      );
    if (namespaces !== undefined) return namespaces.some((each) => each === namespace || each.includes('*'));
    if (serviceAccounts !== undefined)
      return serviceAccounts.some((each) => principal.endsWith(`/${each.split('/').at(-1)}`));
    return true;
  });
}
