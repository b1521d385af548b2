import type { Source } from '../../../../imports/security.istio.io';
import { closest, isSlip } from '../../../kube/suggestion';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { FieldPath } from '../../../model/finding';
import type { Entity, ObjectId } from '../../../world/entity';
import { AUTHORIZATION_POLICY, SERVICE_ACCOUNT } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import { absenceOf, isSure } from '../../missing';
import type { Observation, Report, Rule } from '../../rule';
import { apiGateways } from '../../traffic/api-gateways';
import { isAssumed } from '../../traffic/gateways';
import { policyRulesIn } from './subjects';

const example = (principal: string) =>
  documents(
    shop('reviews'),
    istio(
      'AuthorizationPolicy',
      'reviews',
      `selector: {matchLabels: {app: reviews}}\nrules: [{from: [{source: {principals: [${principal}]}}]}]`,
    ),
  );

export const identities: Rule = {
  id: 'MESH_POLICY_IDENTITY',
  severity: 'error',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy with an identity that nobody has',
    why: 'The identity of a client is `TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`, compared as text: the ServiceAccount that the pods run as, and no `spiffe://`. An identity that nobody has matches no request.',
    fix: 'Write the ServiceAccount that the pods of the client have (`serviceAccountName`, or `default`).',
    symptoms: ['403 RBAC: access denied'],
    see: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source-principals',
    wrong: example('cluster.local/ns/shop/sa/frontend'),
    right: example('cluster.local/ns/shop/sa/default'),
  },

  check(mesh, report) {
    for (const { entity, rule, path } of policyRulesIn(mesh.given)) {
      for (const [index, { source = {} }] of (rule.from ?? []).entries())
        checkSource(mesh, entity, source, [...path, 'from', index, 'source'], report);
    }
  },
};

function checkSource(mesh: Mesh, entity: Entity, source: Source, path: FieldPath, report: Report): void {
  for (const [at, text] of (source.principals ?? []).entries()) {
    const observation = ofPrincipal(mesh, text);
    if (observation !== undefined) report(entity, [...path, 'principals', at], observation);
  }
  for (const [at, text] of (source.serviceAccounts ?? []).entries()) {
    const slash = text.indexOf('/');
    const namespace = slash === -1 ? entity.id.namespace : text.slice(0, slash);
    const observation = ofAccount(mesh, namespace, text.slice(slash + 1));
    if (observation !== undefined) report(entity, [...path, 'serviceAccounts', at], observation);
  }
}

function ofPrincipal(mesh: Mesh, text: string): Observation | undefined {
  if (text.startsWith('spiffe://')) {
    return {
      message: `an identity is compared without spiffe://, so that nobody has ${text}`,
      fix: `write ${text.slice('spiffe://'.length)}`,
    };
  }
  if (text.includes('*')) return undefined;
  const [, domain = '', namespace = '', account = ''] = /^([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(text) ?? [];
  if (domain === '') {
    return {
      message: `${text} is no identity, as those are TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT: nobody has it`,
      fix: `write ${mesh.config.trustDomain}/ns/NAMESPACE/sa/${text.split('/').at(-1)}`,
    };
  }
  const { trustDomain, trustDomainAliases } = mesh.config;
  // `cluster.local` stands for the one of the mesh.
  const isOwn = domain === 'cluster.local' || domain === trustDomain || trustDomainAliases.includes(domain);
  return isOwn ? ofAccount(mesh, namespace, account) : undefined;
}

function ofAccount(mesh: Mesh, namespace: string, account: string): Observation | undefined {
  const { world } = mesh;
  const id: ObjectId = { ...SERVICE_ACCOUNT, namespace, name: account };
  if (account === 'default' || world.exists(id) === 'yes' || accountsOf(mesh).has(`${namespace}/${account}`))
    return undefined;
  const names = [
    ...new Set([
      ...world.namesIn(namespace, SERVICE_ACCOUNT),
      ...world.workloadsIn(namespace).map(({ serviceAccount }) => serviceAccount),
    ]),
  ].sort();
  const meant = closest(account, names);
  const absence = absenceOf(world, id);
  // As which account a gateway runs that is only taken to be there, its installation decides.
  if (absence === 'open' || gatewaysTakenToBeIn(mesh).has(namespace)) return undefined;
  const isSlipped = meant !== undefined && isSlip(account, meant);
  return {
    ...(isSure(absence, isSlipped) ? {} : { severity: 'warning' }),
    message: `no pod of namespace ${namespace}${absence === 'certain' ? '' : ' that is among the files'} runs as ServiceAccount ${account}: no client has the identity`,
    fix: meant !== undefined ? `did you mean ${meant}?` : `the pods there run as ${names.slice(0, 5).join(', ')}`,
  };
}

/** Namespaces with gateways of which no manifest is given. */
const gatewaysTakenToBeIn = perMesh(
  ({ proxies }): ReadonlySet<string> =>
    new Set(proxies.filter((each) => each.kind === 'gateway' && isAssumed(each)).map(({ namespace }) => namespace)),
);

/** The accounts that pods run as. */
const accountsOf = perMesh(
  (mesh): ReadonlySet<string> =>
    new Set([
      ...mesh.world.everyWorkload.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
      // Those that istiod makes for gateways and waypoints.
      ...apiGateways(mesh).flatMap(({ entity: { id } }) => [
        `${id.namespace}/${id.name}`,
        `${id.namespace}/${id.name}-istio`,
      ]),
    ]),
);
