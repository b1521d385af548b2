import type { Mesh } from '../mesh/mesh';
import { SERVICE } from '../world/kinds';
import { type CallerView, wayView } from './caller-view';
import { type Effect, includesPort } from './effect';
import type { Hits } from './hits';
import type { KnownCall } from './known-calls';

/** What clients outside see who come to a gateway through a port of a node that is hit. */
export function viewsThroughNodes(
  mesh: Mesh,
  calls: readonly KnownCall[],
  effect: Effect,
  { nodes }: Hits,
): readonly CallerView[] {
  if (nodes.length === 0 || !('traffic' in effect)) return [];
  const { answers, except } = effect.traffic;
  const ports = mesh.world
    .current(SERVICE)
    .flatMap(({ id, spec }) =>
      (spec.ports ?? []).flatMap(({ nodePort }) =>
        nodePort !== undefined && includesPort(answers, except, nodePort) ? [{ id, nodePort }] : [],
      ),
    );
  return calls.flatMap((call) => {
    if (call.from.workload !== undefined) return [];
    const gateways = call.outcome.ends.flatMap(({ via }) => via);
    const way = ports.find(({ id }) =>
      gateways.some((gateway) =>
        mesh
          .servicesSelecting(gateway)
          .some(({ entity }) => entity.id.namespace === id.namespace && entity.id.name === id.name),
      ),
    );
    if (way === undefined) return [];
    const { id, nodePort } = way;
    return [
      wayView(call, effect, `port ${nodePort} of node ${nodes.join(', ')}, which leads to ${id.namespace}/${id.name}`),
    ];
  });
}
