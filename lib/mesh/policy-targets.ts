import type { Labels } from '../world/entity';

/** The label by which pods are those of a Gateway of the Gateway API. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** An object in the namespace of the policy. */
interface Target {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
}

/** What may be for objects that it names, in the place of pods that it selects. */
export interface Targeting {
  readonly targetRef?: Target;
  readonly targetRefs?: readonly Target[];
}

/** What a policy names; nothing for one that selects pods. */
export function targetsOf({ targetRef, targetRefs = [] }: Targeting): readonly Target[] {
  return targetRef === undefined ? targetRefs : [targetRef];
}

/** Whether a policy names what it is for, and so selects no pods. */
export function isTargeting(policy: Targeting): boolean {
  return targetsOf(policy).length > 0;
}

/** Whether it is a Gateway of the Gateway API; others are for waypoints. */
export function isApiGateway({ group, kind }: Target): boolean {
  return group === 'gateway.networking.k8s.io' && kind === 'Gateway';
}

/** Whether a policy names the Gateway of the Gateway API that pods with some labels, in its own namespace, are of. */
export function targetsGatewayOf(policy: Targeting, labels: Labels): boolean {
  const gateway = labels[GATEWAY_NAME];
  return gateway !== undefined && targetsOf(policy).some((target) => isApiGateway(target) && target.name === gateway);
}
