import type { IConstruct } from 'constructs';
import type { AppliedTogether, Mistake } from '../core/app-check';
import { externalThings } from '../core/external';

/** That something of another namespace is used, which it has to allow. */
export interface NeededGrant {
  /** What uses it, for messages. */
  readonly what: string;
  readonly from: { readonly kind: string; readonly namespace: string | undefined };
  readonly to: { readonly kind: 'Service' | 'Secret'; readonly name: string; readonly namespace: string };
  /** What happens without. */
  readonly otherwise: string;
}

/** What a `ReferenceGrant` allows. */
export interface Grants {
  readonly namespace: string | undefined;
  readonly from: readonly { readonly kind: string; readonly namespace: string }[];
  /** Without a name all of a kind. */
  readonly to: readonly { readonly kind: string; readonly name?: string }[];
}

interface Needing extends IConstruct {
  /** @internal */
  readonly _grantsNeeded: readonly NeededGrant[];
}

interface Granting extends IConstruct {
  /** @internal */
  readonly _grants: Grants;
}

const isNeeding = (construct: IConstruct): construct is Needing => '_grantsNeeded' in construct;
const isGranting = (construct: IConstruct): construct is Granting => '_grants' in construct;

/**
 * What is used of other namespaces without a ReferenceGrant there. It is not written by itself: it is the consent of who
 * has the other namespace.
 */
export function* checkGrants({ own, present }: AppliedTogether): Iterable<Mistake> {
  const needing = own.filter(isNeeding).filter(({ _grantsNeeded }) => _grantsNeeded.length > 0);
  if (needing.length === 0) return;
  const grants = present.filter(isGranting).map(({ _grants }) => _grants);
  for (const where of needing) {
    for (const { what, from, to, otherwise } of where._grantsNeeded) {
      if (grants.some((each) => allows(each, from, to)) || isGrantedElsewhere(where, to.namespace)) continue;
      const target = to.kind === 'Service' ? 'its microservice' : `{ secret: '${to.name}' }`;
      yield {
        where,
        message:
          `${what} is in namespace ${to.namespace}, and no ReferenceGrant there lets a ${from.kind} of ${from.namespace ?? '(none)'} use it: ` +
          `${otherwise}; add, in a chart of ${to.namespace}, new ReferenceGrant(chart, '${from.namespace}', ` +
          `{ from: [{ kind: '${from.kind}', namespace: '${from.namespace}' }], to: [${target}] }); ` +
          `for one that is made elsewhere say external(app, { others: { ReferenceGrant: ['${to.namespace}/*'] } })`,
      };
    }
  }
}

function allows(grants: Grants, from: NeededGrant['from'], to: NeededGrant['to']): boolean {
  return (
    grants.namespace === to.namespace &&
    grants.from.some(({ kind, namespace }) => kind === from.kind && namespace === from.namespace) &&
    grants.to.some(({ kind, name }) => kind === to.kind && (name === undefined || name === to.name))
  );
}

function isGrantedElsewhere(where: IConstruct, namespace: string): boolean {
  return externalThings(where.node.root).some(
    ({ kind, name }) => kind === 'ReferenceGrant' && (!name.includes('/') || name.startsWith(`${namespace}/`)),
  );
}
