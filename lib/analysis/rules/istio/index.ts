import type { Rule } from '../../rule';
import {
  deprecatedAnnotation,
  misplacedAnnotation,
  unknownAnnotation,
  wrongAnnotationValue,
} from './annotations/rules';
import { certificates } from './certificates';
import { claimsWithoutTokens } from './claims-without-tokens';
import { conflictingGateways } from './conflicting-gateways';
import { conflictingHosts } from './conflicting-hosts';
import { addPatch, relativePatch, removePatch, replacePatch, versionedPatch } from './envoy-filters';
import { gatewayHosts } from './gateway-hosts';
import { gatewayPorts } from './gateway-ports';
import { imageAuto, imageAutoOfPod } from './image-auto';
import { namespaceInjectedByDefault, namespaceNotInjected, severalInjectionLabels } from './injection-labels';
import { internalGateway } from './internal-gateway';
import { policyWithoutPods } from './policy-without-pods';
import { portOmitted } from './port-omitted';
import { referenceMissing } from './reference-missing';
import { selectorsOfApiGateways } from './selectors-of-api-gateways';
import { sharedCertificates } from './shared-certificates';
import { portProtocols, targetPorts } from './shared-ports';
import { sidecarsOfNamespace, sidecarsOfPods } from './sidecars';
import { subsetAtGateway } from './subset-at-gateway';
import { telemetriesOfNamespace, telemetriesOfPods } from './telemetries';
import { unreachableAtGateway } from './unreachable-at-gateway';
import { userOfTheProxy } from './user-of-the-proxy';

/** Rules that Istio has codes for. */
export const ISTIO_RULES: readonly Rule[] = [
  // What is named.
  ...[referenceMissing, internalGateway, policyWithoutPods],
  // What comes through gateways, and where it goes.
  ...[gatewayHosts, gatewayPorts, certificates, sharedCertificates, selectorsOfApiGateways],
  ...[portOmitted, subsetAtGateway, claimsWithoutTokens, unreachableAtGateway],
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
