import type { Mesh } from '../../../../mesh/mesh';
import { isOfKind } from '../../../../world/kind';
import { GATEWAY } from '../../../../world/kinds';
import { reportMissing } from '../../../missing';
import type { Report } from '../../../rule';
import { isInternalGateway } from '../internal-gateway';

/** Gateways that VirtualServices name and that do not exist. */
export function reportGateways(mesh: Mesh, report: Report): void {
  reportMissing(mesh, report, {
    // A match can only choose from those that the VirtualService is for.
    concerns: ({ role, to, path }) =>
      role === 'parent' && isOfKind(to, GATEWAY) && path[1] === 'gateways' && !isInternalGateway(to.name),
    consequence: () => 'no request that arrives at it takes the routes',
    unknown: 'note',
  });
}
