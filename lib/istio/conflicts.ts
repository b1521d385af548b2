import type { IConstruct } from 'constructs';
import type { AppliedTogether, Mistake } from '../core/app-check';

/** What a VirtualService, a DestinationRule or a policy says of what it is for, so that a second one is found. */
export interface Claim {
  /** What it is, for messages: `VirtualService`. */
  readonly kind: string;
  /** What only one may be for: each is a text that is the same for the same thing. */
  readonly keys: readonly { readonly key: string; readonly what: string }[];
  /** The namespaces that see it; undefined for all. */
  readonly visibleIn?: readonly string[];
  /** What Istio does with a second one, and what to do. */
  readonly consequence: string;
}

/** That of a policy of which there may be one for the pods of a namespace, and one for those with some labels. */
export function claimOfPods(
  kind: string,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>> | undefined,
  happens: string,
): Claim {
  const pods = Object.entries(labels ?? {}).sort();
  const place = `namespace ${namespace ?? '(none)'}`;
  const what =
    labels === undefined
      ? `all pods of ${place}`
      : `pods with ${pods.map((pair) => pair.join('=')).join(', ')} of ${place}`;
  return {
    kind,
    keys: [{ key: `${namespace} ${JSON.stringify(pods)}`, what }],
    consequence: `${happens}; join them, or give one a selector of its own`,
  };
}

/** That of a policy of which there may be one for what it is attached to. */
export function claimOfTargets(
  kind: string,
  namespace: string | undefined,
  targets: readonly { readonly kind: string; readonly name: string }[],
  happens: string,
): Claim {
  return {
    kind,
    keys: targets.map((target) => ({
      key: `${namespace} ${target.kind} ${target.name}`,
      what: `${target.kind} ${target.name}`,
    })),
    consequence: `${happens}; join them`,
  };
}

/** A construct that claims something for itself. */
export interface Claimant extends IConstruct {
  /** @internal */
  readonly _claim: Claim;
}

function isClaimant(construct: IConstruct): construct is Claimant {
  return '_claim' in construct;
}

/** Two objects of one kind for the same thing, of which Istio takes one alone or makes a mixture. */
export function* checkClaims({ own }: AppliedTogether): Iterable<Mistake> {
  const claimants = new Map<string, Claimant[]>();
  for (const where of own.filter(isClaimant)) {
    const { kind, keys, consequence, visibleIn } = where._claim;
    for (const { key, what } of keys) {
      const id = `${kind}\n${key}`;
      const others = claimants.get(id) ?? [];
      const other = others.find(({ _claim }) => meet(_claim.visibleIn, visibleIn));
      if (other !== undefined) {
        yield { where, message: `is a second ${kind} for ${what}, beside '${other.node.path}': ${consequence}` };
        break;
      }
      claimants.set(id, [...others, where]);
    }
  }
}

/** Whether there is a namespace that sees both. */
function meet(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === undefined || b === undefined || a.some((namespace) => b.includes(namespace));
}
