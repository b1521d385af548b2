import type { Rule } from '../../rule';
import { crossNamespace } from './cross-namespace';
import { daemonSet } from './daemon-set';
import { deadline } from './deadline';
import { delegation } from './delegation';
import { destinationRule } from './destination-rule';
import { discoveredPorts } from './discovered-ports';
import { gateway } from './gateway';
import { gatewayRefs } from './gateway-refs';
import { hostTaken } from './host-taken';
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
import { noService } from './no-service';
import { nothingChecked } from './nothing-checked';
import { ownedObject } from './owned-object';
import { plainText } from './plain-text';
import { portAmbiguous } from './port-ambiguous';
import { portProtocol } from './port-protocol';
import { providerCredentials } from './provider-credentials';
import { query } from './query';
import { querySeveral } from './query-several';
import { readyThreshold } from './ready-threshold';
import { routesRefused } from './routes-refused';
import { serviceTarget } from './service-target';
import { sessionAffinity } from './session-affinity';
import { sharedLabel } from './shared-label';
import { spread } from './spread';
import { stuck } from './stuck';
import { targetIsPrimary } from './target-is-primary';
import { targetLabel } from './target-label';
import { targetMissing } from './target-missing';
import { targetPort } from './target-port';
import { targetReplicas } from './target-replicas';
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
  ],
  // What Flagger makes of it.
  ...[noService, portProtocol, targetPort, discoveredPorts, ownedObject],
  // How requests are routed.
  ...[
    routesRefused,
    hostTaken,
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
  ...[stuck, matchingOnly, interval, weights, nothingChecked, readyThreshold, deadline, ignoredField, crossNamespace],
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
    url,
  ],
];
