import type { CustomMetadata } from '../../imports/flagger.app';
import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, serviceNames } from './canary';
import { ownerReferences, withoutFlux } from './flagger-metadata';
import type { WorkloadTarget } from './target';

/** The three Services of a Canary. */
export interface CanaryServices {
  /** Where callers go: to the primary's pods, if nothing routes. */
  readonly apex: ManifestObject;
  readonly primary: ManifestObject;
  readonly canary: ManifestObject;
}

/** The Services that Flagger makes for a workload. */
export function canaryServices(canary: CanaryObject, target: WorkloadTarget): CanaryServices {
  const { apex, primary, canary: canaryName } = serviceNames(canary.spec);
  const { service } = canary.spec;
  return {
    apex: serviceOf(canary, target, apex, target.primaryValue, service?.apex),
    primary: serviceOf(canary, target, primary, target.primaryValue, service?.primary),
    canary: serviceOf(canary, target, canaryName, target.value, service?.canary),
  };
}

function serviceOf(
  canary: CanaryObject,
  target: WorkloadTarget,
  name: string,
  value: string,
  metadata: CustomMetadata | undefined,
): ManifestObject {
  const { service } = canary.spec;
  const port = service?.port ?? 0;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      labels: { ...metadata?.labels, [target.label]: name },
      annotations: withoutFlux(metadata?.annotations),
      ...ownerReferences(canary),
    },
    spec: {
      type: 'ClusterIP',
      ...(service?.headless === true ? { clusterIP: 'None' } : {}),
      selector: { [target.label]: value },
      ...(service?.trafficDistribution === undefined ? {} : { trafficDistribution: service.trafficDistribution }),
      ports: [
        {
          name: service?.portName || 'http',
          protocol: 'TCP',
          port,
          targetPort: service?.targetPort || port,
          ...(service?.appProtocol ? { appProtocol: service.appProtocol } : {}),
        },
        ...Object.entries(target.ports)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([each, number]) => ({ name: each, protocol: 'TCP', port: number, targetPort: number })),
      ],
    },
  };
}
