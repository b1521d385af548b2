import type { Rule } from '../../rule';
import {
  deprecatedAnnotation,
  misplacedAnnotation,
  unknownAnnotation,
  wrongAnnotationValue,
} from './annotations/rules';
import { conflictingGateways } from './conflicting-gateways';
import { conflictingHosts } from './conflicting-hosts';
import { addPatch, relativePatch, removePatch, replacePatch, versionedPatch } from './envoy-filters';
import { imageAuto, imageAutoOfPod } from './image-auto';
import { namespaceInjectedByDefault, namespaceNotInjected, severalInjectionLabels } from './injection-labels';
import { internalGateway } from './internal-gateway';
import { policyWithoutPods } from './policy-without-pods';
import { referenceMissing } from './reference-missing';
import { portProtocols, targetPorts } from './shared-ports';
import { sidecarsOfNamespace, sidecarsOfPods } from './sidecars';
import { telemetriesOfNamespace, telemetriesOfPods } from './telemetries';
import { userOfTheProxy } from './user-of-the-proxy';

/** Rules that Istio has codes for. */
export const ISTIO_RULES: readonly Rule[] = [
  // What is named.
  ...[referenceMissing, internalGateway, policyWithoutPods],
  // What takes the place of another.
  ...[conflictingHosts, conflictingGateways],
  ...[sidecarsOfPods, sidecarsOfNamespace, telemetriesOfPods, telemetriesOfNamespace],
  // Pods and how they get into the mesh.
  ...[severalInjectionLabels, namespaceNotInjected, namespaceInjectedByDefault, imageAuto, imageAutoOfPod],
  ...[userOfTheProxy, portProtocols, targetPorts],
  // Patches.
  ...[relativePatch, replacePatch, addPatch, removePatch, versionedPatch],
  // Annotations.
  ...[misplacedAnnotation, unknownAnnotation, wrongAnnotationValue, deprecatedAnnotation],
];
