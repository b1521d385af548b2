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
import { blockedRanges, oldDefinition, unknownRegistry } from './control-plane';
import { deprecated } from './deprecated';
import { addPatch, relativePatch, removePatch, replacePatch, versionedPatch } from './envoy-filters';
import { gatewayHosts } from './gateway-hosts';
import { gatewayPorts } from './gateway-ports';
import { imageAuto, imageAutoOfPod } from './image-auto';
import { namespaceInjectedByDefault, namespaceNotInjected, severalInjectionLabels } from './injection-labels';
import { invalidUrl, overlappingInjectors, urlWithAddress } from './injector-webhooks';
import { internalGateway } from './internal-gateway';
import { policyWithoutPods } from './policy-without-pods';
import { portOmitted } from './port-omitted';
import { logsWithoutProvider } from './providers';
import { referenceMissing } from './reference-missing';
import { selectorsOfApiGateways } from './selectors-of-api-gateways';
import { sharedCertificates } from './shared-certificates';
import { portProtocols, targetPorts } from './shared-ports';
import { sidecarInAmbient } from './sidecar-in-ambient';
import { sidecarsOfNamespace, sidecarsOfPods } from './sidecars';
import { subsetAtGateway } from './subset-at-gateway';
import { ruleWithoutHost, subsetWithoutPods } from './subsets-without-pods';
import { telemetriesOfNamespace, telemetriesOfPods } from './telemetries';
import { unreachableAtGateway } from './unreachable-at-gateway';
import { unverifiedCertificates, unverifiedCertificatesOfPorts } from './unverified-certificates';
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
  ...[sidecarInAmbient, sidecarsOfPods, sidecarsOfNamespace, telemetriesOfPods, telemetriesOfNamespace],
  // Pods and how they get into the mesh.
  ...[severalInjectionLabels, namespaceNotInjected, namespaceInjectedByDefault, imageAuto, imageAutoOfPod],
  ...[userOfTheProxy, portProtocols, targetPorts],
  // DestinationRules.
  ...[ruleWithoutHost, subsetWithoutPods, unverifiedCertificates, unverifiedCertificatesOfPorts],
  // The control plane.
  ...[logsWithoutProvider, overlappingInjectors, invalidUrl, urlWithAddress, unknownRegistry, blockedRanges],
  ...[oldDefinition, deprecated],
  // Patches.
  ...[relativePatch, replacePatch, addPatch, removePatch, versionedPatch],
  // Annotations.
  ...[misplacedAnnotation, unknownAnnotation, wrongAnnotationValue, deprecatedAnnotation],
];
