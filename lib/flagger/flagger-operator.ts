import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { Probe } from '../kubernetes/probe';
import { ClusterRole, type ResourceRule, type Verb } from '../kubernetes/rbac';
import { Microservice } from '../microservice/microservice';
import { checkUrl } from './checks';

/** @see https://docs.flagger.app/install/flagger-install-on-kubernetes */
export interface FlaggerOperatorProps {
  /** The version of the image `ghcr.io/fluxcd/flagger`. */
  readonly version: string;
  /** The Prometheus that built-in metrics are asked of, by its URL. */
  readonly metricsServer: string;
  /**
   * Copies the ConfigMaps and Secrets that a target uses, so that a change of them is rolled out like one of the
   * target. Flagger then may write every Secret of the cluster.
   * @default true
   */
  readonly configTracking?: boolean;
  /** Lets it copy ScaledObjects of KEDA, for {@link CanaryAutoscaler.scaledObject}. @default false */
  readonly keda?: boolean;
  /** How much it logs. @default info */
  readonly logLevel?: 'debug' | 'info' | 'warning' | 'error';
}

const PORT = 8080;
const MANAGE = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const;

/**
 * Flagger for Istio, without its custom resource definitions: a Deployment, and the rights that it needs. The id is the
 * name of all.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 */
export class FlaggerOperator extends Construct {
  constructor(scope: Construct, id: string, props: FlaggerOperatorProps) {
    super(scope, id);
    const { version, configTracking = true, keda = false, logLevel = 'info' } = props;
    const metricsServer = checkUrl(this, 'metricsServer', props.metricsServer);
    const { namespace } = Chart.of(this);
    if (namespace === undefined) {
      throw new MeshwrightError(this, 'rights are given to a ServiceAccount of a namespace: give its chart one');
    }
    const health = Probe.http({ path: '/healthz', port: PORT });
    const { serviceAccount } = new Microservice<string, 'v1'>(this, id, {
      versions: {
        v1: {
          deploymentName: id,
          image: `ghcr.io/fluxcd/flagger:${version}`,
          args: [
            `-log-level=${logLevel}`,
            '-mesh-provider=istio',
            `-metrics-server=${metricsServer}`,
            '-include-label-prefix=app.kubernetes.io',
            `-enable-config-tracking=${configTracking}`,
          ],
          // Two at a time would both act on every canary.
          strategy: 'Recreate',
          inject: false,
          livenessProbe: health,
          readinessProbe: health,
          resources: { requests: { memory: '32Mi' } },
          podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': `${PORT}` },
          relax: { serviceAccountToken: 'it watches canaries and writes Deployments, Services and routes' },
        },
      },
    });
    new ClusterRole(this, 'ClusterRole', {
      name: id,
      subjects: [{ name: serviceAccount.name, namespace }],
      rules: [
        rule('flagger.app', ['canaries'], ['get', 'list', 'watch', 'update', 'patch']),
        rule('flagger.app', ['canaries/status', 'canaries/finalizers'], ['get', 'update', 'patch']),
        rule('flagger.app', ['metrictemplates', 'alertproviders'], ['get', 'list', 'watch']),
        rule('', ['events'], ['create', 'patch']),
        rule('', ['services'], MANAGE),
        rule('apps', ['deployments', 'daemonsets'], MANAGE),
        rule('autoscaling', ['horizontalpodautoscalers'], MANAGE),
        rule('networking.istio.io', ['virtualservices', 'destinationrules'], MANAGE),
        // Metric templates and alert providers refer to Secrets, whatever is tracked.
        ...(configTracking ? [rule('', ['configmaps', 'secrets'], MANAGE)] : [rule('', ['secrets'], ['get'])]),
        ...(keda ? [rule('keda.sh', ['scaledobjects'], MANAGE)] : []),
        { nonResourceURLs: ['/version'], verbs: ['get'] },
      ],
    });
  }
}

function rule(
  apiGroup: string,
  resources: readonly [string, ...string[]],
  verbs: readonly [Verb, ...Verb[]],
): ResourceRule {
  return { apiGroups: [apiGroup], resources, verbs };
}
