import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AppliedTogether, Mistake } from '../core/app-check';
import { DestinationRule } from '../istio/destination-rule';
import type { Host } from '../istio/host';
import { hasLabels, othersHave, versionsByNamespace } from './pods';

/** Something with a Service of its own, whose pods are all described here. */
interface ServiceOwner extends IConstruct {
  readonly host: Host;
  /** @internal */
  readonly _serviceSelector: Readonly<Record<string, string>>;
}

function ownsService(construct: IConstruct): construct is ServiceOwner {
  return '_serviceSelector' in construct && construct._serviceSelector !== undefined;
}

/** Subsets whose labels no pod of the host has: what is routed there gets 503. */
export function* checkSubsets(together: AppliedTogether): Iterable<Mistake> {
  const rules = together.own.filter((each) => each instanceof DestinationRule);
  if (rules.length === 0) return;
  const { present } = together;
  const owners = new Map(present.filter(ownsService).map((owner) => [owner.host.fullName, owner]));
  const apps = versionsByNamespace(present);
  for (const rule of rules) {
    const owner = owners.get(rule.host.fullName);
    if (owner === undefined || !owner.host.equals(rule.host)) continue;
    const { namespace } = Chart.of(owner);
    const pods = (apps.get(namespace) ?? []).filter(({ podLabels }) => hasLabels(podLabels, owner._serviceSelector));
    for (const [name, labels] of rule._subsetLabels) {
      const wanted = { ...withoutPlaces(labels), ...owner._serviceSelector };
      if (pods.some(({ podLabels }) => hasLabels(podLabels, wanted)) || othersHave(present, namespace, wanted))
        continue;
      const text = Object.entries(labels)
        .map((pair) => pair.join('='))
        .join(', ');
      const known = pods.map(({ app, version }) => `${app}/${version}`).join(', ') || 'none';
      yield {
        where: rule,
        message:
          `subset "${name}" is for pods of ${owner.host.fullName} with ${text}, and none has that: requests to it would get 503; ` +
          `its versions are ${known}`,
      };
    }
  }
}

/** Istio adds labels of the node and its place to those of a pod. */
function withoutPlaces(labels: Readonly<Record<string, string>>): Record<string, string> {
  const isOfNode = (key: string) => /^(topology\.(kubernetes|istio)\.io|kubernetes\.io)\//.test(key);
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !isOfNode(key)));
}
