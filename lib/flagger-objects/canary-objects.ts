import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, type CanarySurroundings, type FlaggerSettings, serviceNames } from './canary';
import { type PrimaryConfigs, primaryConfigs } from './config-references';
import { canaryDestinationRules } from './destination-rules';
import { ownerReferences, type StringMap } from './flagger-metadata';
import { primaryScaler } from './primary-scaler';
import { primaryWorkload } from './primary-workload';
import { AT_REST, type RouteState } from './route-state';
import { canaryServices } from './services';
import { Blocked, hasRouter, mapOf, readTarget, type ServiceTarget, type Target, type WorkloadTarget } from './target';
import { pausedScaler, scaledTarget } from './target-scale';
import { canaryVirtualService } from './virtual-service';

/** Where a release is, as far as objects show it. */
export interface CanaryState extends RouteState {
  /** Whether the target has pods. @default false, as between releases */
  readonly running?: boolean;
}

/** What Flagger has written for a Canary. */
export interface CanaryObjects {
  /** All of it, the target as it is scaled included; what is not there could not be made. */
  readonly objects: readonly ManifestObject[];
  /** Why Flagger cannot go on, in its words; it tries again at each tick. */
  readonly blocked?: string;
}

/**
 * The objects that Flagger 1.44 makes and owns for a Canary with Istio, and the target with the replicas that it gives
 * it: between releases, or at any weight. Identities and times, which only a cluster gives, are left out.
 *
 * @see https://docs.flagger.app/usage/how-it-works#canary-service
 */
export function canaryObjects(
  canary: CanaryObject,
  surroundings: CanarySurroundings,
  state: CanaryState = AT_REST,
  settings: FlaggerSettings = {},
): CanaryObjects {
  const objects: ManifestObject[] = [];
  try {
    const target = readTarget(canary, surroundings, settings);
    if (target.kind === 'Service') addServices(canary, target, surroundings, objects);
    else addWorkload(canary, target, surroundings, state, settings, objects);
    addRoutes(canary, target, state, objects);
    return { objects };
  } catch (error) {
    if (error instanceof Blocked) return { objects, blocked: error.message };
    throw error;
  }
}

/** In the order in which Flagger writes, so that what precedes a failure is there. */
function addWorkload(
  canary: CanaryObject,
  target: WorkloadTarget,
  surroundings: CanarySurroundings,
  { running = false }: CanaryState,
  settings: FlaggerSettings,
  objects: ManifestObject[],
): void {
  const services = canaryServices(canary, target);
  objects.push(services.canary, services.primary);
  const configs: PrimaryConfigs = primaryConfigs(
    canary,
    target.workload.spec.template.spec ?? {},
    surroundings,
    settings,
  );
  objects.push(...configs.objects, primaryWorkload(canary, target, configs, settings));
  const scaler = primaryScaler(canary, surroundings);
  if (scaler !== undefined) objects.push(scaler);
  objects.push(services.apex, scaledTarget(canary, target, running, surroundings));
  const paused = pausedScaler(canary, running, surroundings);
  if (paused !== undefined) objects.push(paused);
}

/** Beside a Service, two that are like it; somebody else looks after what they select. */
function addServices(
  canary: CanaryObject,
  target: ServiceTarget,
  { find }: CanarySurroundings,
  objects: ManifestObject[],
): void {
  const { apiVersion, kind, metadata, spec } = target.service;
  for (const name of [`${target.name}-canary`, `${target.name}-primary`]) {
    objects.push(
      find('Service', name) ?? {
        apiVersion,
        kind,
        metadata: { ...mapOf(metadata), name, ...ownerReferences(canary) },
        spec,
      },
    );
  }
}

function addRoutes(canary: CanaryObject, target: Target, state: CanaryState, objects: ManifestObject[]): void {
  if (!hasRouter(canary)) return;
  checkDelegation(canary);
  objects.push(...canaryDestinationRules(canary));
  objects.push(canaryVirtualService(canary, routeLabels(canary, target), state));
}

/** The label of the Service gets among those of the VirtualService, if `service.apex` is there to hold it. */
function routeLabels({ spec }: CanaryObject, target: Target): StringMap {
  const { apex } = spec.service ?? {};
  if (apex === undefined) return {};
  return { ...apex.labels, ...(target.kind === 'Service' ? {} : { [target.label]: serviceNames(spec).apex }) };
}

/** @throws Blocked for a delegate that says which hosts it is for */
function checkDelegation({ spec: { service } }: CanaryObject): void {
  if (service?.delegation !== true) return;
  if ((service.hosts?.length ?? 0) + (service.gateways?.length ?? 0) > 0) {
    throw new Blocked('delegation mode: hosts and gateways must be empty');
  }
}
