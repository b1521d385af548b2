import type { ManifestObject } from '../model/manifest';
import type { CanaryObject } from './canary';

/** Whatever has this in its key is Flux's own, and is not copied. */
const FLUX = 'toolkit.fluxcd.io';

/** What keeps Flux from undoing what Flagger does. */
const HANDS_OFF = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
};

/** Annotations of Services and of the VirtualService: those given, and those that tell Flux to keep off. */
export function handsOff(annotations: StringMap | undefined): StringMap {
  return { ...annotations, ...HANDS_OFF };
}

/** Labels or annotations as Flagger copies them: without Flux's. */
export function withoutFlux(map: StringMap | undefined): StringMap {
  return withoutKeys(map, (key) => key.includes(FLUX));
}

/** Labels as Flagger copies them: only those of some prefixes; `*` means all. */
export function labelsWithPrefix(labels: StringMap | undefined, prefixes: readonly string[]): StringMap {
  return withoutKeys(
    labels,
    (key) => key.includes(FLUX) || !prefixes.some((prefix) => prefix === '*' || key.startsWith(prefix)),
  );
}

/** The Canary as the owner; nothing for a Canary that no cluster has seen, which has no identity. */
export function ownerReferences({ metadata }: CanaryObject): ManifestObject {
  if (metadata.uid === undefined) return {};
  return {
    ownerReferences: [
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'Canary',
        name: metadata.name,
        uid: metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  };
}

/** Labels and annotations. */
export type StringMap = Readonly<Record<string, string>>;

function withoutKeys(map: StringMap | undefined, drop: (key: string) => boolean): StringMap {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !drop(key)));
}
