import type { IConstruct } from 'constructs';
import type { AppliedTogether, Mistake } from '../core/app-check';
import type { Host } from './host';
import type { VirtualService } from './virtual-service';

/** A Sidecar, as far as it matters what its pods know. */
interface KnownSidecar extends IConstruct {
  readonly _egressHosts: readonly string[] | undefined;
  readonly _namespace: string | undefined;
}

/**
 * Routes whose pods do not know where they lead: a Sidecar leaves the destination out, and only the route itself names it.
 * What is asked for directly, and the DestinationRules that a client of that namespace would bring, are not there then.
 */
export function* checkSidecars(together: AppliedTogether): Iterable<Mistake> {
  const mine = new Set(together.own.filter((each) => isSidecar(each) || isRoute(each)));
  if (mine.size === 0) return;
  const { present } = together;
  const routes = present.filter(isRoute);
  for (const sidecar of present.filter(isSidecar)) {
    const { _egressHosts: patterns, _namespace: namespace } = sidecar;
    if (patterns === undefined) continue;
    for (const route of routes) {
      // Of two constructs of the steady state, the steady state is told of.
      if (!mine.has(sidecar) && !mine.has(route)) continue;
      const { visibleIn } = route._claim;
      const isThere =
        !route._binding.isOfGatewaysOnly &&
        (visibleIn === undefined || visibleIn.includes(namespace ?? '')) &&
        route._binding.owners.some((host) => knows(patterns, host, route._namespace, namespace));
      if (!isThere) continue;
      const hidden = route._destinations.find((host) => !knows(patterns, host, host.namespace, namespace));
      if (hidden === undefined) continue;
      yield {
        where: sidecar,
        message:
          `hides ${hidden.fullName}, to which '${route.node.path}' sends requests of these pods (it lists ${patterns.join(', ')}): ` +
          'add EgressHosts.of(…) with that host to `egress`',
      };
    }
  }
}

/** Whether patterns such as `./*` have a host of a namespace; of a DNS name it does not matter which. */
function knows(
  patterns: readonly string[],
  host: Host,
  namespace: string | undefined,
  own: string | undefined,
): boolean {
  return patterns.some((pattern) => {
    const [from = '', name = ''] = pattern.split('/');
    const isFrom = from === '*' || !host.isService || (from === '.' ? namespace === own : namespace === from);
    const isNamed =
      name === '*' || name === host.fullName || (name.startsWith('*.') && host.fullName.endsWith(name.slice(1)));
    return from !== '~' && isFrom && isNamed;
  });
}

// By what they have: their files import this one.
function isSidecar(construct: IConstruct): construct is KnownSidecar {
  return '_egressHosts' in construct;
}

function isRoute(construct: IConstruct): construct is VirtualService {
  return '_destinations' in construct;
}
