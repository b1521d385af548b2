import type { DestinationRuleSpec, TrafficPolicy } from '../../../../imports/networking.istio.io';
import { groupBy } from '../../../kube/group-by';
import { fullName, isWildcard } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import { Visibility } from '../../../mesh/visibility';
import { describeId, type Sound } from '../../../world/entity';
import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, meshNamespace, shop } from '../../examples';
import type { Rule } from '../../rule';

const OWNERS = istio(
  'DestinationRule',
  'reviews',
  'host: reviews\ntrafficPolicy: {connectionPool: {tcp: {maxConnections: 9}}}',
);
const client = (more: string) =>
  documents(
    shop('reviews'),
    meshNamespace('web'),
    OWNERS,
    istio(
      'DestinationRule',
      'reviews',
      `host: reviews.shop.svc.cluster.local\ntrafficPolicy: {loadBalancer: {simple: RANDOM}${more}}`,
      'web',
    ),
  );

export const overriddenRules: Rule = {
  id: 'MESH_DESTINATION_RULE_OVERRIDDEN',
  severity: 'note',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'a DestinationRule that takes the place of another one for its clients, without what that one says',
    why: 'A client follows one rule for a host: that of its own namespace before that of the service, and an exact host before a wildcard. They are not joined: limits, outlier detection, TLS and subsets of the other are not there.',
    fix: 'Repeat what is to hold for these clients, too, or leave one of the two out.',
    symptoms: ['a policy has no effect', '503 NC'],
    see: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration',
    wrong: client(''),
    right: client(', connectionPool: {tcp: {maxConnections: 9}}'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(DESTINATION_RULE)) {
      if (entity.spec.workloadSelector !== undefined || entity.derived !== undefined) continue;
      const other = nextOf(mesh, entity);
      if (other === undefined) continue;
      const lost = lostBy(mesh, entity.spec, other.spec);
      if (lost.length === 0) continue;
      const { namespace } = entity.id;
      report(entity, ['spec', 'host'], {
        message: `clients of namespace ${namespace} follow this rule for ${entity.spec.host}, and not ${describeId(other.id)} (${other.spec.host}): what that one says of ${lost.join(', ')} does not hold for them`,
        fix: 'repeat here what is to hold, or leave one of the two out',
        related: [{ entity: other, path: ['spec', 'host'], message: 'does not count for them' }],
      });
    }
  },
};

/** The rules by host in full. */
const rulesByHost = perMesh(({ given, config }) =>
  groupBy(
    given.all(DESTINATION_RULE).filter(({ spec }) => spec.workloadSelector === undefined),
    ({ spec, id }) => fullName(spec.host, id.namespace, config.clusterDomain),
  ),
);

const hasWildcards = perMesh((mesh) => [...rulesByHost(mesh).keys()].some(isWildcard));

/** The rule that clients beside this one would follow without it. */
function nextOf(mesh: Mesh, entity: Sound<DestinationRuleSpec>): Sound<DestinationRuleSpec> | undefined {
  const { config, given } = mesh;
  const { namespace } = entity.id;
  const host = fullName(entity.spec.host, namespace, config.clusterDomain);
  const owner = mesh.servicesWithHost(host)[0]?.namespace;
  const rules = rulesByHost(mesh);
  // Nearly all hosts have one rule, and no other is wider.
  if (!hasWildcards(mesh) && rules.get(host)?.length === 1) return undefined;
  const candidates = widening(host).flatMap((each) => rules.get(each) ?? []);
  const isSeen = ({ id, spec }: Sound<DestinationRuleSpec>) =>
    Visibility.of(id.namespace, spec.exportTo, config.defaultDestinationRuleExportTo).includes(namespace);
  const fits = (each: Sound<DestinationRuleSpec>, of: string | undefined) =>
    each.id.namespace === of && isSeen(each) && given.together(each, entity);
  return (
    candidates.find(
      (each) => fits(each, namespace) && fullName(each.spec.host, namespace, config.clusterDomain) !== host,
    ) ??
    (owner === namespace ? undefined : candidates.find((each) => fits(each, owner))) ??
    (namespace === config.rootNamespace ? undefined : candidates.find((each) => fits(each, config.rootNamespace)))
  );
}

/** A host, and the wildcards around it, the narrowest first. */
function widening(host: string): readonly string[] {
  const name = isWildcard(host) ? host.slice(1) : host;
  const dots = [...name].flatMap((letter, index) => (letter === '.' && index > 0 ? [index] : []));
  return [host, ...dots.map((index) => `*${name.slice(index)}`), '*'].filter(
    (each, index, all) => all.indexOf(each) === index,
  );
}

function lostBy({ config }: Mesh, own: DestinationRuleSpec, other: DestinationRuleSpec): readonly string[] {
  const subsets = new Set((own.subsets ?? []).map(({ name }) => name));
  const fields = Object.entries(other.trafficPolicy ?? {}).filter(([name, value]) => {
    if (own.trafficPolicy?.[name as keyof TrafficPolicy] !== undefined) return false;
    // What there is without a rule is not lost.
    return !(name === 'tls' && config.enableAutoMtls && (value as { mode?: string }).mode === 'ISTIO_MUTUAL');
  });
  const missing = (other.subsets ?? []).filter(({ name }) => !subsets.has(name));
  return [...fields.map(([name]) => name), ...missing.map(({ name }) => `subset ${name}`)];
}
