import type { Rule } from '../../rule';
import { autoscalerConflict } from './autoscaler-conflict';
import { autoscalerWithoutRequests } from './autoscaler-without-requests';
import { backendMissing } from './backend-missing';
import { backendPort } from './backend-port';
import { certificateMissing } from './certificate-missing';
import { classMissing } from './class-missing';
import { configMapMissing } from './config-map-missing';
import { defaultClasses } from './default-classes';
import { definitionMissing } from './definition-missing';
import { disruptionBudgetBlocks } from './disruption-budget-blocks';
import { disruptionBudgetOverlap } from './disruption-budget-overlap';
import { disruptionBudgetSelectsNothing } from './disruption-budget-selects-nothing';
import { duplicateObject } from './duplicate-object';
import { externalNameProtocol } from './external-name-protocol';
import { gatewayMissing } from './gateway-missing';
import { governingService } from './governing-service';
import { ingressDuplicate } from './ingress-duplicate';
import { ingressTlsHost } from './ingress-tls-host';
import { issuerMissing } from './issuer-missing';
import { keyMissing } from './key-missing';
import { monitor } from './monitor';
import { namespaceMissing } from './namespace-missing';
import { networkPolicyPort } from './network-policy-port';
import { networkPolicySelectsNothing } from './network-policy-selects-nothing';
import { overlappingSelectors } from './overlapping-selectors';
import { portProtocol } from './port-protocol';
import { probePort } from './probe-port';
import { protocolConflict } from './protocol-conflict';
import { referenceNotGranted } from './reference-not-granted';
import { roleMissing } from './role-missing';
import { rolloutReferenceMissing } from './rollout-reference-missing';
import { routeNotAllowed } from './route-not-allowed';
import { scaleTargetMissing } from './scale-target-missing';
import { scaledReplicas } from './scaled-replicas';
import { secretMissing } from './secret-missing';
import { serviceAccountMissing } from './service-account-missing';
import { serviceWithoutPods } from './service-without-pods';
import { storageMissing } from './storage-missing';
import { subjectMissing } from './subject-missing';
import { targetPort } from './target-port';
import { templateLabels } from './template-labels';
import { versionNotServed } from './version-not-served';
import { webhookServiceMissing } from './webhook-service-missing';

/** Rules about objects of Kubernetes itself. */
export const KUBERNETES_RULES: readonly Rule[] = [
  // What pods need.
  ...[configMapMissing, secretMissing, keyMissing, serviceAccountMissing, storageMissing, classMissing, probePort],
  // Services and what is behind them.
  ...[serviceWithoutPods, targetPort, portProtocol, externalNameProtocol, protocolConflict, governingService, monitor],
  // What leads to Services.
  ...[backendMissing, backendPort, certificateMissing, ingressDuplicate, ingressTlsHost, webhookServiceMissing],
  ...[gatewayMissing, routeNotAllowed, referenceNotGranted],
  // Scaling and releases.
  ...[scaleTargetMissing, scaledReplicas, autoscalerConflict, autoscalerWithoutRequests],
  ...[rolloutReferenceMissing, templateLabels, overlappingSelectors],
  // Limits to what may happen to pods.
  ...[disruptionBudgetSelectsNothing, disruptionBudgetBlocks, disruptionBudgetOverlap],
  ...[networkPolicySelectsNothing, networkPolicyPort],
  // Who may do what.
  ...[roleMissing, subjectMissing],
  // The cluster as a whole.
  ...[duplicateObject, namespaceMissing, versionNotServed, definitionMissing, defaultClasses, issuerMissing],
];
