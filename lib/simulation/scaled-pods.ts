import { describeId } from '../world/entity';
import type { EndpointShare } from './balancing';
import type { Walk } from './walk';

/** Notes what autoscalers may make of it: that nobody answers, or other shares. */
export function assumeScaling(walk: Walk, shares: readonly EndpointShare[]): void {
  for (const { endpoint } of shares) {
    const { workload, replicas } = endpoint;
    const [first] = workload?.scaling?.by ?? [];
    if (workload?.scaling === undefined || first === undefined) continue;
    const { by, least, most } = workload.scaling;
    const places = by.map((entity) => ({ entity, path: ['spec'] }));
    const [name, scaler] = [`${workload.namespace}/${workload.name}`, describeId(first.id)];
    if (least === 0) {
      walk.assume(`${scaler} has started pods of ${name}: while it sees no reason to, there are none`, ...places);
    } else if (least < most && shares.length > 1) {
      const pods = replicas === 1 ? '1 pod' : `${replicas} pods`;
      walk.assume(`${name} has ${pods}: ${scaler} makes it ${least} to ${most}, and each pod gets as much`, ...places);
    }
  }
}
