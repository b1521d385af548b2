import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, type CanarySurroundings, serviceNames } from './canary';
import { ownerReferences } from './flagger-metadata';

/** The two DestinationRules, with the policy of the Canary; of one that is there already, the whole spec is replaced. */
export function canaryDestinationRules(canary: CanaryObject, { find }: CanarySurroundings): readonly ManifestObject[] {
  const { primary, canary: canaryName } = serviceNames(canary.spec);
  const trafficPolicy = canary.spec.service?.trafficPolicy;
  return [canaryName, primary].map((host) => ({
    ...(find('DestinationRule', host) ?? {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'DestinationRule',
      metadata: {
        name: host,
        ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
        ...ownerReferences(canary),
      },
    }),
    spec: { host, ...(trafficPolicy === undefined ? {} : { trafficPolicy }) },
  }));
}
