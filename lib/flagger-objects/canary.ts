import type { CanarySpec } from '../../imports/flagger.app';
import { goDurationSeconds } from '../kube/go-duration';
import type { ManifestObject } from '../model/manifest';

/** A Canary as the API server keeps it: its schema has accepted the spec. */
export interface CanaryObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    /** The identity that owner references need; only objects of a cluster have one. */
    readonly uid?: string;
  };
  readonly spec: CanarySpec;
}

/** What Flagger finds of the objects that a Canary names, all in the Canary's namespace. */
export interface CanarySurroundings {
  /** The object of this kind and name, if there is one. */
  find(kind: string, name: string): ManifestObject | undefined;
  /** Whether what is not found does not exist. Otherwise it is taken to be there, only not known. @default false */
  readonly complete?: boolean;
}

/** What Flagger was started with, as far as its objects depend on it. */
export interface FlaggerSettings {
  /** Labels of which Flagger takes the first that the target's selector has. @default app, name, app.kubernetes.io/name */
  readonly selectorLabels?: readonly string[];
  /** Prefixes of the labels of the target that its copy gets. @default app.kubernetes.io */
  readonly includeLabelPrefixes?: readonly string[];
  /** Whether ConfigMaps and Secrets of the target are copied. @default true */
  readonly configTracking?: boolean;
}

/** The names of the Services, DestinationRules and of the VirtualService. */
export interface ServiceNames {
  /** Where callers go; the VirtualService is named so too. */
  readonly apex: string;
  readonly primary: string;
  readonly canary: string;
}

/** The names that Flagger gives: `spec.service.name`, or that of the target, and two made from it. */
export function serviceNames({ targetRef, service }: CanarySpec): ServiceNames {
  const apex = service?.name || targetRef.name;
  return { apex, primary: `${apex}-primary`, canary: `${apex}-canary` };
}

/** Who routes: Istio unless the Canary says otherwise. */
export function providerOf({ provider }: CanarySpec): string {
  return provider || 'istio';
}

/** How the traffic is moved. */
export type Strategy = 'canary' | 'a/b' | 'blue/green';

/** The strategy, as Flagger tells it from the analysis. */
export function strategyOf(spec: CanarySpec): Strategy {
  const { match = [] } = spec.analysis;
  if (iterationsOf(spec) <= 0) return 'canary';
  return match.length > 0 && providerOf(spec) !== 'kubernetes' ? 'a/b' : 'blue/green';
}

/** How many checks there are: without a router there are always some. */
export function iterationsOf(spec: CanarySpec): number {
  const { iterations = 0 } = spec.analysis;
  return providerOf(spec) === 'kubernetes' && iterations < 1 ? 10 : iterations;
}

/** Seconds from one tick to the next: never less than 10, and 60 if it cannot be read. */
export function analysisInterval({ analysis }: CanarySpec): number {
  return Math.max(10, goDurationSeconds(analysis.interval) ?? 60);
}
