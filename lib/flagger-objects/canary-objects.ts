import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, type CanarySurroundings, type FlaggerSettings, providerOf, serviceNames } from './canary';
import { primaryConfigs } from './config-references';
import { canaryDestinationRules } from './destination-rules';
import type { StringMap } from './flagger-metadata';
import { primaryScaler } from './primary-scaler';
import { primaryWorkload } from './primary-workload';
import { AT_REST, type RouteState } from './route-state';
import { serviceCopies } from './service-target';
import { canaryServices, checkPort } from './services';
import { Blocked, readTarget, type ServiceTarget, type Target, type WorkloadTarget } from './target';
import { pausedScaler, scaledTarget } from './target-scale';
import { canaryVirtualService } from './virtual-service';

/** Where a release is, as far as objects show it. */
export interface CanaryState extends RouteState {
  /** Whether the target has pods. @default false, as between releases */
  readonly running?: boolean;
  /** Whether the primary has got a version from the target once. @default false, as when it is new */
  readonly promoted?: boolean;
}

/** An object that is not known. */
export interface AssumedObject {
  readonly kind: string;
  readonly name: string;
}

/** What Flagger has written for a Canary. */
export interface CanaryObjects {
  /** All of it, the target as it is scaled included, as far as it is known. */
  readonly objects: readonly ManifestObject[];
  /** What the Canary needs and nobody has given: it is taken to be there. */
  readonly assumed: readonly AssumedObject[];
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
  const making = new Making(canary, surroundings, state, settings);
  try {
    making.make();
    return { objects: making.objects, assumed: making.assumed };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return { objects: making.objects, assumed: making.assumed, blocked: error.message };
  }
}

/** Makes objects in the order in which Flagger writes them, so that what precedes a failure is there. */
class Making {
  readonly objects: ManifestObject[] = [];
  readonly assumed: AssumedObject[] = [];

  constructor(
    private readonly canary: CanaryObject,
    private readonly surroundings: CanarySurroundings,
    private readonly state: CanaryState,
    private readonly settings: FlaggerSettings,
  ) {}

  make(): void {
    const target = readTarget(this.canary, this.surroundings, this.settings);
    const { kind, name } = this.canary.spec.targetRef;
    if (kind !== 'Service') checkPort(this.canary);
    if (target === undefined) this.assumed.push({ kind, name });
    else if (target.kind === 'Service') this.addCopies(target);
    else this.addWorkload(target);
    this.addRoutes(target);
  }

  private addWorkload(target: WorkloadTarget): void {
    const { canary, surroundings, settings, objects, assumed } = this;
    const { running = false, promoted = false } = this.state;
    const services = canaryServices(canary, target, surroundings);
    objects.push(services.canary, services.primary);
    const configs = primaryConfigs(canary, target.workload.spec.template.spec ?? {}, surroundings, settings);
    assumed.push(...configs.assumed.map(({ kind, name }) => ({ kind, name })));
    objects.push(...configs.objects, primaryWorkload(canary, target, configs, promoted, settings));
    const scaler = primaryScaler(canary, surroundings);
    const { autoscalerRef } = canary.spec;
    if (scaler !== undefined) objects.push(scaler);
    else if (autoscalerRef !== undefined) assumed.push({ kind: autoscalerRef.kind, name: autoscalerRef.name });
    objects.push(services.apex, scaledTarget(canary, target, running, surroundings));
    const paused = pausedScaler(canary, running, surroundings);
    if (paused !== undefined) objects.push(paused);
  }

  private addCopies(target: ServiceTarget): void {
    const { canary, surroundings, settings } = this;
    this.objects.push(...serviceCopies(canary, target, surroundings, this.state.promoted === true, settings));
  }

  private addRoutes(target: Target | undefined): void {
    // Others that route have objects of their own.
    if (providerOf(this.canary.spec) !== 'istio') return;
    this.objects.push(...canaryDestinationRules(this.canary, this.surroundings));
    checkDelegation(this.canary);
    this.objects.push(canaryVirtualService(this.canary, routeLabels(this.canary, target), this.state));
  }
}

/** The label of the Service gets among those of the VirtualService, if `service.apex` is there to hold it. */
function routeLabels({ spec }: CanaryObject, target: Target | undefined): StringMap {
  const { apex } = spec.service ?? {};
  if (apex === undefined) return {};
  const labelled = target !== undefined && target.kind !== 'Service';
  return { ...apex.labels, ...(labelled ? { [target.label]: serviceNames(spec).apex } : {}) };
}

/** @throws Blocked for a delegate that says which hosts it is for */
function checkDelegation({ metadata, spec }: CanaryObject): void {
  const { service } = spec;
  if (service?.delegation !== true) return;
  if ((service.hosts?.length ?? 0) + (service.gateways?.length ?? 0) > 0) {
    const name = `${serviceNames(spec).apex}.${metadata.namespace ?? 'default'}`;
    throw new Blocked(
      `reconcileVirtualService failed: VirtualService ${name} cannot have hosts and gateways when delegation enabled`,
    );
  }
}
