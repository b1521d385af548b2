import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AppliedTogether, Mistake } from '../core/app-check';

/** Something that is for sidecars: it says why it does nothing, or harm, where pods have none. */
interface ForSidecars extends IConstruct {
  /** @internal */
  readonly _whyNotInAmbient: string | undefined;
}

interface Ambient extends IConstruct {
  readonly name: string;
  readonly isAmbient: boolean;
}

const isForSidecars = (construct: IConstruct): construct is ForSidecars => '_whyNotInAmbient' in construct;
const isAmbient = (construct: IConstruct): construct is Ambient =>
  'isAmbient' in construct && construct.isAmbient === true;

/** What is for sidecars alone, in a namespace that is in ambient mode. */
export function* checkAmbient({ own, present }: AppliedTogether): Iterable<Mistake> {
  const namespaces = new Set(present.filter(isAmbient).map(({ name }) => name));
  if (namespaces.size === 0) return;
  // Pods can have a sidecar all the same.
  for (const construct of present) {
    if (hasSidecar(construct)) namespaces.delete(Chart.of(construct).namespace ?? '');
  }
  for (const where of own.filter(isForSidecars)) {
    const { namespace = '' } = Chart.of(where);
    const why = namespaces.has(namespace) ? where._whyNotInAmbient : undefined;
    if (why !== undefined) yield { where, message: `namespace ${namespace} is in ambient mode, and ${why}` };
  }
}

function hasSidecar(construct: IConstruct): boolean {
  if (!('podLabels' in construct) || typeof construct.podLabels !== 'object' || construct.podLabels === null)
    return false;
  return (construct.podLabels as Readonly<Record<string, unknown>>)['sidecar.istio.io/inject'] === 'true';
}
