import type { DestinationRuleSpec } from '../../../../../imports/networking.istio.io';
import { groupBy } from '../../../../kube/group-by';
import { isSlip } from '../../../../kube/suggestion';
import { fullName, isWildcard, isWithin } from '../../../../mesh/host-names';
import type { Mesh } from '../../../../mesh/mesh';
import { perMesh } from '../../../../mesh/per-mesh';
import { describeId, isSameObject, type Sound } from '../../../../world/entity';
import { DESTINATION_RULE } from '../../../../world/kinds';
import { isLive } from '../../../../world/live';
import { isGuess } from '../../../missing';
import type { RelatedObservation, Report } from '../../../rule';
import type { Use } from '../../../traffic/destinations';
import { type Follower, followersOf } from '../../../traffic/followers';
import { hostText, serviceOrName, standingOf } from '../../../traffic/hosts';

/** Destinations with a subset that no DestinationRule defines which the client follows. */
export function reportSubsets(mesh: Mesh, uses: readonly Use[], report: Report): void {
  const missing: Use[] = [];
  for (const use of uses) {
    const { subset } = use.destination;
    if (subset === undefined || subset === '') continue;
    const rules = rulesOver(mesh, use.host);
    const defining = rules.filter(({ spec }) => spec.subsets?.some(({ name }) => name === subset));
    if (defining.length === 0) missing.push(use);
    else reportUnseen(mesh, use, subset, defining, report);
  }
  for (const [, [first, ...others]] of groupBy(missing, ({ host, destination }) => `${host} ${destination.subset}`)) {
    if (first !== undefined) reportMissingSubset(mesh, first, others, report);
  }
}

function reportMissingSubset(mesh: Mesh, use: Use, others: readonly Use[], report: Report): void {
  const { destination, from, path, host } = use;
  const { subset = '' } = destination;
  const rules = rulesOver(mesh, host);
  const names = [...new Set(rules.flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name)))].sort();
  const near = names.find((name) => isSlip(subset, name));
  const called = hostText(mesh, host, from.id.namespace);
  const owner = serviceOrName(mesh, host, from.id.namespace).namespace;
  // Where nothing is given of the service, its rules may be elsewhere, too.
  const guess = guessedRule(mesh, use);
  const isKnownHost = standingOf(mesh, host).kind === 'known';
  const isOpen =
    guess !== undefined || (rules.length === 0 && (!isKnownHost || !mesh.given.isGiven(owner) || isLive(from)));
  const isElsewhere = rules.length === 0 && !mesh.given.describes(owner);
  const [follower] = followersOf(mesh, from);
  const seen =
    follower === undefined
      ? 'sees'
      : `that ${follower.name} ${follower.assumed && follower.kind === 'sidecar' ? 'see' : 'sees'}`;
  report(from, [...path, 'subset'], {
    ...(isOpen ? { severity: 'note' } : isElsewhere ? { severity: 'warning' } : {}),
    message: isOpen
      ? guess !== undefined
        ? `${describeId(guess.id)} defines subset ${subset}, in another namespace: unless both are put into one, ${consequence(use)}`
        : `no DestinationRule among the files defines subset ${subset} of ${called}: unless one exists, ${consequence(use)}`
      : `${consequence(use, subset, called)}: no DestinationRule ${follower === undefined ? '' : `${seen} `}defines it`,
    fix:
      near !== undefined
        ? `did you mean ${near}?`
        : guess !== undefined
          ? 'write the namespace into both'
          : rules.length === 0
            ? `add a DestinationRule for ${called} with subset ${subset}`
            : names.length === 0
              ? `add subset ${subset} to the DestinationRule`
              : `it has ${names.join(', ')}`,
    related: [
      ...(guess === undefined ? [] : [{ entity: guess, path: ['spec', 'subsets'], message: 'defines it' }]),
      ...rules.slice(0, 3).map(
        (rule): RelatedObservation => ({
          entity: rule,
          path: ['spec', 'subsets'],
          message: `the subsets of ${rule.spec.host}`,
        }),
      ),
      ...others
        .filter((other) => other.from !== from)
        .map(
          (other): RelatedObservation => ({
            entity: other.from,
            path: [...other.path, 'subset'],
            message: 'names it, too',
          }),
        ),
    ],
  });
}

/** Where some rule defines the subset, and clients follow another one. */
function reportUnseen(
  mesh: Mesh,
  use: Use,
  subset: string,
  defining: readonly Sound<DestinationRuleSpec>[],
  report: Report,
): void {
  const { from, path, host, destination } = use;
  const { given } = mesh;
  // Another alternative of a rule may be there when this one is.
  if (defining.some((rule) => !given.isCurrent(rule)) || !given.isCurrent(from)) return;
  const service = serviceOrName(mesh, host, from.id.namespace);
  const without: { readonly follower: Follower; readonly instead: Sound<DestinationRuleSpec> | undefined }[] = [];
  for (const follower of followersOf(mesh, from)) {
    const followed = mesh.destinationRule(follower, service);
    if (followed?.subsets.has(subset)) continue;
    const [instead] = followed?.rules ?? [];
    if (instead !== undefined && defining.some((rule) => isSameObject(rule, instead))) continue;
    if (instead !== undefined && !given.together(instead, from)) continue;
    without.push({ follower, instead });
  }
  const [first] = without;
  const [definer] = defining;
  if (first === undefined || definer === undefined || !defining.some((rule) => given.together(rule, from))) return;
  const { follower, instead } = first;
  const called = hostText(mesh, host, from.id.namespace);
  const names = without.slice(0, 3).map((each) => each.follower.name);
  report(from, [...path, 'subset'], {
    ...(follower.assumed ? { severity: 'warning' } : {}),
    message:
      instead === undefined
        ? `${consequence(use, subset, called)} from ${names.join(', ')}: no DestinationRule that is exported to namespace ${follower.namespace} defines it`
        : `${consequence(use, subset, called)} from ${names.join(', ')}: they follow ${describeId(instead.id)}, which does not define it, and no other`,
    fix:
      instead === undefined
        ? `export ${describeId(definer.id)} to ${follower.namespace}`
        : `define ${destination.subset} in ${describeId(instead.id)}, or remove that one`,
    related: [
      ...defining
        .slice(0, 3)
        .map((rule): RelatedObservation => ({ entity: rule, path: ['spec', 'subsets'], message: 'defines it' })),
      ...(instead === undefined ? [] : [{ entity: instead, path: ['spec', 'host'], message: 'is followed instead' }]),
    ],
  });
}

function consequence({ role, protocol }: Use, subset = '', host = ''): string {
  const to = subset === '' ? '' : ` to subset ${subset} of ${host}`;
  if (role === 'mirror') return subset === '' ? 'nothing is mirrored' : `nothing is mirrored${to}`;
  return protocol === 'http' ? `requests${to} get 503` : `connections${to} are closed`;
}

/** The rules whose host covers a host, each alternative of them. */
function rulesOver(mesh: Mesh, host: string): readonly Sound<DestinationRuleSpec>[] {
  const { byHost, wildcards } = rulesByHost(mesh);
  return [
    ...(byHost.get(host) ?? []),
    ...wildcards.filter(([own]) => own !== host && isWithin(host, own)).flatMap(([, rules]) => rules),
  ];
}

/** A rule with the subset, for a host of the same short name, where one of the two says no namespace. */
function guessedRule(mesh: Mesh, { destination, from }: Use): Sound<DestinationRuleSpec> | undefined {
  const { host, subset } = destination;
  if (host.includes('.')) return undefined;
  return (rulesByShortHost(mesh).get(host) ?? []).find(
    (rule) => (isGuess(rule) || isGuess(from)) && rule.spec.subsets?.some(({ name }) => name === subset),
  );
}

const rulesByShortHost = perMesh(({ given }) => groupBy(given.all(DESTINATION_RULE), ({ spec }) => spec.host));

const rulesByHost = perMesh(({ given, config }) => {
  const byHost = groupBy(given.all(DESTINATION_RULE), ({ spec, id }) =>
    fullName(spec.host, id.namespace, config.clusterDomain),
  );
  return { byHost, wildcards: [...byHost].filter(([host]) => isWildcard(host)) };
});
