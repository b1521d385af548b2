import type { Rule } from '../../rule';
import { alert } from './alert';
import { autoscaler } from './autoscaler';
import { configLost } from './config-lost';
import { crossNamespace } from './cross-namespace';
import { daemonSet } from './daemon-set';
import { deadline } from './deadline';
import { delegation } from './delegation';
import { destinationRule } from './destination-rule';
import { discoveredPorts } from './discovered-ports';
import { gateway } from './gateway';
import { gatewayRefs } from './gateway-refs';
import { hook } from './hook';
import { hostTaken } from './host-taken';
import { hostTwice } from './host-twice';
import { ignoredField } from './ignored-field';
import { interval } from './interval';
import { longName } from './long-name';
import { matchLost } from './match-lost';
import { matchingOnly } from './matching-only';
import { meshCallers } from './mesh-callers';
import { metricInterval } from './metric-interval';
import { metricTemplateMissing } from './metric-template-missing';
import { metricTwice } from './metric-twice';
import { metricVariable } from './metric-variable';
import { metricWithoutSource } from './metric-without-source';
import { newEachTime } from './new-each-time';
import { noLoad } from './no-load';
import { noMetrics } from './no-metrics';
import { noService } from './no-service';
import { nothingChecked } from './nothing-checked';
import { ownedObject } from './owned-object';
import { plainText } from './plain-text';
import { portAmbiguous } from './port-ambiguous';
import { portProtocol } from './port-protocol';
import { preRolloutRepeats } from './pre-rollout-repeats';
import { primaryNotSelected } from './primary-not-selected';
import { providerCredentials } from './provider-credentials';
import { query } from './query';
import { querySeveral } from './query-several';
import { readyThreshold } from './ready-threshold';
import { rollbackHook } from './rollback-hook';
import { routesRefused } from './routes-refused';
import { scaledObject } from './scaled-object';
import { serviceTarget } from './service-target';
import { sessionAffinity } from './session-affinity';
import { sharedLabel } from './shared-label';
import { slowHooks } from './slow-hooks';
import { spread } from './spread';
import { stuck } from './stuck';
import { suspended } from './suspended';
import { targetIsPrimary } from './target-is-primary';
import { targetLabel } from './target-label';
import { targetMissing } from './target-missing';
import { targetPort } from './target-port';
import { targetReplicas } from './target-replicas';
import { testerOutside } from './tester-outside';
import { threshold } from './threshold';
import { twoCanaries } from './two-canaries';
import { url } from './url';
import { weights } from './weights';

/** Rules about Canaries, and what Flagger makes of them. */
export const FLAGGER_RULES: readonly Rule[] = [
  // What is released.
  ...[
    targetMissing,
    targetLabel,
    targetIsPrimary,
    targetReplicas,
    daemonSet,
    serviceTarget,
    sharedLabel,
    spread,
    longName,
    twoCanaries,
    newEachTime,
  ],
  // What Flagger makes of it.
  ...[noService, portProtocol, targetPort, discoveredPorts, ownedObject],
  // What is around it.
  ...[configLost, autoscaler, scaledObject, primaryNotSelected],
  // How requests are routed.
  ...[
    routesRefused,
    hostTaken,
    hostTwice,
    destinationRule,
    plainText,
    gateway,
    gatewayRefs,
    delegation,
    meshCallers,
    matchLost,
    sessionAffinity,
    portAmbiguous,
  ],
  // How a release goes.
  ...[
    stuck,
    suspended,
    matchingOnly,
    interval,
    weights,
    nothingChecked,
    readyThreshold,
    deadline,
    ignoredField,
    crossNamespace,
  ],
  // Whom it calls and tells.
  ...[hook, slowHooks, preRolloutRepeats, rollbackHook, testerOutside, alert],
  // What is asked of metrics, and of whom.
  ...[
    metricWithoutSource,
    metricTemplateMissing,
    metricInterval,
    metricTwice,
    query,
    querySeveral,
    metricVariable,
    threshold,
    providerCredentials,
    noMetrics,
    noLoad,
    url,
  ],
];
