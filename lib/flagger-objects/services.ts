import type { CustomMetadata } from '../../imports/flagger.app';
import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, type CanarySurroundings, serviceNames } from './canary';
import { handsOff, ownerReferences, type StringMap } from './flagger-metadata';
import { Blocked, type WorkloadTarget } from './target';

/** The three Services of a Canary. */
export interface CanaryServices {
  /** Where callers go: to the primary's pods, if nothing routes. */
  readonly apex: ManifestObject;
  readonly primary: ManifestObject;
  readonly canary: ManifestObject;
}

/** The Services that Flagger makes for a workload, or takes over if they are there. */
export function canaryServices(
  canary: CanaryObject,
  target: WorkloadTarget,
  { find }: CanarySurroundings,
): CanaryServices {
  const { apex, primary, canary: canaryName } = serviceNames(canary.spec);
  const { service } = canary.spec;
  const make = (name: string, value: string, metadata: CustomMetadata | undefined) => {
    const existing = find('Service', name);
    const made = serviceOf(canary, target, name, value, metadata);
    return existing === undefined ? made : takenOver(existing, made);
  };
  return {
    apex: make(apex, target.primaryValue, service?.apex),
    primary: make(primary, target.primaryValue, service?.primary),
    canary: make(canaryName, target.value, service?.canary),
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
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      labels: { ...metadata?.labels, [target.label]: name },
      annotations: handsOff(metadata?.annotations),
      ...ownerReferences(canary),
    },
    spec: {
      type: 'ClusterIP',
      ...(service?.headless === true ? { clusterIP: 'None' } : {}),
      selector: { [target.label]: value },
      ...(service?.trafficDistribution === undefined ? {} : { trafficDistribution: service.trafficDistribution }),
      ports: portsOf(canary, target),
    },
  };
}

interface ServicePort extends ManifestObject {
  readonly name: string;
}

function portsOf({ spec: { service } }: CanaryObject, { ports }: WorkloadTarget): readonly ServicePort[] {
  const port = service?.port ?? 0;
  return [
    {
      name: service?.portName || 'http',
      protocol: 'TCP',
      port,
      targetPort: service?.targetPort || port,
      ...(service?.appProtocol ? { appProtocol: service.appProtocol } : {}),
    },
    ...Object.entries(ports)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, number]) => ({ name, protocol: 'TCP', port: number, targetPort: number })),
  ];
}

/** Of a Service that somebody else has made, only ports and selector change. */
function takenOver(existing: ManifestObject, made: ManifestObject): ManifestObject {
  const metadata = isMap(existing.metadata) ? existing.metadata : {};
  const spec = isMap(existing.spec) ? existing.spec : {};
  const { ports, selector } = made.spec as { ports: readonly ServicePort[]; selector: StringMap };
  const nodePorts = (Array.isArray(spec.ports) ? spec.ports.filter(isMap) : []).flatMap(({ name, nodePort }) =>
    typeof nodePort === 'number' ? [[name, nodePort] as const] : [],
  );
  return {
    ...existing,
    metadata: { ...metadata, annotations: handsOff(metadata.annotations as StringMap | undefined) },
    spec: {
      ...spec,
      selector,
      ports: ports.map((port) => {
        const nodePort = nodePorts.find(([name]) => name === port.name)?.[1];
        return nodePort === undefined ? port : { ...port, nodePort };
      }),
    },
  };
}

/** @throws Blocked for a Canary that says nothing of its Services: without a port the API server refuses them */
export function checkPort({ metadata, spec }: CanaryObject): void {
  if ((spec.service?.port ?? 0) !== 0) return;
  const name = serviceNames(spec).canary;
  const range = 'Invalid value: 0: must be between 1 and 65535, inclusive';
  throw new Blocked(
    `reconcileService failed: service ${name}.${metadata.namespace ?? 'default'} create error: Service "${name}" is invalid: [spec.ports[0].port: ${range}, spec.ports[0].targetPort: ${range}]`,
  );
}
