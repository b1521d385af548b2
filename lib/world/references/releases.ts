import { kind } from '../kind';
import {
  ALERT_PROVIDER,
  ANALYSIS_TEMPLATE,
  APP_PROJECT,
  APPLICATION,
  ARGO_ROLLOUT,
  CANARY,
  CLUSTER_ANALYSIS_TEMPLATE,
  DAEMON_SET,
  DEPLOYMENT,
  DESTINATION_RULE,
  GATEWAY,
  GATEWAY_API_GATEWAY,
  HORIZONTAL_POD_AUTOSCALER,
  INGRESS,
  METRIC_TEMPLATE,
  SCALED_OBJECT,
  SECRET,
  SERVICE,
  VIRTUAL_SERVICE,
} from '../kinds';
import { gatewayName } from './istio';
import { pattern } from './pattern';
import { POD_ROWS } from './pods';
import { below, oneOf, type Row, type RowsOfKind, row, written } from './row';

const IN_NAMESPACE = { namespace: 'namespace' } as const;

/** @see https://docs.flagger.app/reference/canary-crd */
const FLAGGER_ROWS: readonly RowsOfKind[] = [
  [
    CANARY,
    [
      // The kind decides, whatever `apiVersion` says.
      row('spec.targetRef.name', 'release target', oneOf(DEPLOYMENT, DAEMON_SET, SERVICE)),
      row('spec.autoscalerRef.name', 'autoscaler', oneOf(HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT)),
      row('spec.ingressRef.name', 'release route', written(INGRESS)),
      row('spec.service.gateways[]', 'parent', GATEWAY, { parse: gatewayName }),
      row('spec.service.gatewayRefs[].name', 'parent', written(GATEWAY_API_GATEWAY), IN_NAMESPACE),
      row('spec.analysis.metrics[].templateRef.name', 'analysis template', METRIC_TEMPLATE, IN_NAMESPACE),
      row('spec.analysis.alerts[].providerRef.name', 'alert provider', ALERT_PROVIDER, IN_NAMESPACE),
    ],
  ],
  [METRIC_TEMPLATE, [row('spec.provider.secretRef.name', 'credentials', SECRET)]],
  [ALERT_PROVIDER, [row('spec.secretRef.name', 'credentials', SECRET)]],
];

/** A template of the namespace, or one for all of them. */
const template: Row['target'] = ({ clusterScope }) =>
  clusterScope === true ? CLUSTER_ANALYSIS_TEMPLATE : ANALYSIS_TEMPLATE;

const ANALYSIS_ROWS: readonly Row[] = [
  row('spec.args[].valueFrom.secretKeyRef.name', 'credentials', SECRET, { keys: ['key'] }),
  row('spec.templates[].templateName', 'analysis template', template),
  ...below(pattern('spec.metrics[].provider.job.spec.template.spec'), POD_ROWS),
];

const CANARY_STRATEGY = 'spec.strategy.canary';

/** @see https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
const ARGO_ROWS: readonly RowsOfKind[] = [
  [
    ARGO_ROLLOUT,
    [
      row('spec.workloadRef.name', 'release target', written()),
      ...[
        `${CANARY_STRATEGY}.stableService`,
        `${CANARY_STRATEGY}.canaryService`,
        `${CANARY_STRATEGY}.pingPong.pingService`,
        `${CANARY_STRATEGY}.pingPong.pongService`,
        'spec.strategy.blueGreen.activeService',
        'spec.strategy.blueGreen.previewService',
      ].map((at) => row(at, 'release service', SERVICE)),
      ...['virtualService', 'virtualServices[]'].map((each) =>
        row(`${CANARY_STRATEGY}.trafficRouting.istio.${each}.name`, 'release route', VIRTUAL_SERVICE, {
          keys: ['routes[]'],
        }),
      ),
      row(`${CANARY_STRATEGY}.trafficRouting.istio.destinationRule.name`, 'release route', DESTINATION_RULE, {
        keys: ['stableSubsetName', 'canarySubsetName'],
      }),
      ...['nginx.stableIngress', 'nginx.stableIngresses[]', 'alb.ingress', 'alb.ingresses[]'].map((each) =>
        row(`${CANARY_STRATEGY}.trafficRouting.${each}`, 'release route', INGRESS),
      ),
      ...[
        `${CANARY_STRATEGY}.analysis`,
        `${CANARY_STRATEGY}.steps[].analysis`,
        'spec.strategy.blueGreen.prePromotionAnalysis',
        'spec.strategy.blueGreen.postPromotionAnalysis',
      ].map((at) => row(`${at}.templates[].templateName`, 'analysis template', template)),
      row(`${CANARY_STRATEGY}.steps[].experiment.analyses[].templateName`, 'analysis template', template),
    ],
  ],
  [ANALYSIS_TEMPLATE, ANALYSIS_ROWS],
  [CLUSTER_ANALYSIS_TEMPLATE, ANALYSIS_ROWS],
  [
    kind('argoproj.io', 'Experiment'),
    [
      ...below(pattern('spec.templates[].template.spec'), POD_ROWS),
      row('spec.analyses[].templateName', 'analysis template', template),
    ],
  ],
  [APPLICATION, [row('spec.project', 'project', APP_PROJECT)]],
];

/** What those name that release and deploy. */
export const RELEASE_ROWS: readonly RowsOfKind[] = [...FLAGGER_ROWS, ...ARGO_ROWS];
