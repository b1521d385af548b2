import { ApiObject, type Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Application, ApplicationSource, type GitRepository, type IgnoredDifference } from '../argocd';
import { StandaloneChart } from '../core/standalone-chart';
import type { IstioSettings } from '../istio/installation';
import type { LabSettings } from './settings';

/** The charts of the steady state, by who has a say in them. */
export interface ArgoCdProps {
  readonly settings: LabSettings;
  readonly istio: IstioSettings;
  /** Namespaces and definitions, which everything else needs. */
  readonly foundation: readonly [Chart, ...Chart[]];
  /** What the notebook calls add-ons: tracing, metrics, dashboards, Flagger. */
  readonly addons: readonly [Chart, ...Chart[]];
  /** The applications and their routes. */
  readonly lab: readonly [Chart, ...Chart[]];
  /** What attacks; never applied without a human. */
  readonly chaos: readonly [Chart, ...Chart[]];
}

const ISTIO_CHARTS = 'https://istio-release.storage.googleapis.com/charts';
const HEALTH_KEY = 'resource.customizations.health.argoproj.io_Application';
const AUTOMATED = { prune: true, selfHeal: true } as const;

/** istiod writes its certificate, and when it is ready the policy, into its webhooks. */
const WEBHOOKS: readonly IgnoredDifference[] = [
  {
    group: 'admissionregistration.k8s.io',
    kind: 'ValidatingWebhookConfiguration',
    jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle', '.webhooks[]?.failurePolicy'],
  },
  {
    group: 'admissionregistration.k8s.io',
    kind: 'MutatingWebhookConfiguration',
    jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
  },
];

/** Flagger sets the replicas of what it releases. */
const REPLICAS: readonly IgnoredDifference[] = [
  { group: 'apps', kind: 'Deployment', name: 'ad', jsonPointers: ['/spec/replicas'] },
];

/** A file below `dist/argocd/`. */
abstract class ArgoCdFile extends StandaloneChart {
  constructor(scope: Construct, id: string, file: string, settings: LabSettings) {
    super(scope, id, `argocd/${file}`, { namespace: settings.argocd.namespace });
  }

  override get fileExtension(): string {
    return '.yaml';
  }
}

/**
 * When Argo CD calls an application done. It does not judge applications by itself (since 1.8), so waves of them would
 * all start at once, and pods would start before what gives them sidecars. One that has never been synchronized is not
 * done, though newer versions of Argo CD call it healthy; one that a human synchronizes holds up nobody.
 */
const APPLICATION_HEALTH = `\
hs = { status = "Progressing", message = "waits until it is synchronized" }
if obj.spec.syncPolicy == nil or obj.spec.syncPolicy.automated == nil then
  hs.status = "Healthy"
  hs.message = "is synchronized by hand"
elseif obj.status ~= nil and obj.status.health ~= nil and obj.status.health.status ~= nil
    and obj.status.operationState ~= nil and obj.status.operationState.phase == "Succeeded" then
  hs.status = obj.status.health.status
  hs.message = obj.status.health.message or ""
end
return hs
`;

/** What Argo CD has to know before it gets the application of applications: its own settings, one key of them. */
class HealthFile extends ArgoCdFile {
  constructor(scope: Construct, id: string, settings: LabSettings) {
    super(scope, id, 'health', settings);
    new ApiObject(this, 'argocd-cm', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      // Argo CD reads no ConfigMap without this label.
      metadata: { name: 'argocd-cm', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
      data: { [HEALTH_KEY]: APPLICATION_HEALTH },
    });
  }

  override header(file: string): readonly string[] {
    return [
      'When Argo CD calls an application done, so that each wave of applications waits for those before it.',
      'It is one key of the settings that Argo CD has; applied by the server, it leaves the others alone.',
      '',
      `Apply: kubectl apply --server-side -f ${file}`,
      `Back: kubectl -n ${this.namespace} patch configmap argocd-cm --type json -p '[{"op":"remove","path":"/data/${HEALTH_KEY}"}]'`,
    ];
  }
}

/** The one application that is applied by hand: it makes all others. */
class RootFile extends ArgoCdFile {
  constructor(scope: Construct, id: string, settings: LabSettings) {
    super(scope, id, 'root', settings);
    new Application(this, 'meshwright', {
      source: ApplicationSource.directory({ repository: settings.argocd.repository, path: 'dist/argocd/applications' }),
      namespace: settings.argocd.namespace,
      automated: AUTOMATED,
    });
  }

  override header(file: string): readonly string[] {
    return [
      'The application of applications.',
      '',
      `Apply: kubectl apply -f ${file}`,
      `Back: kubectl delete -f ${file}`,
    ];
  }
}

/** Istio, from its own Helm charts and the values that the file for istioctl is made from, too. */
class PlatformFile extends ArgoCdFile {
  constructor(scope: Construct, id: string, { settings, istio }: ArgoCdProps) {
    super(scope, id, 'applications/platform', settings);
    const { namespace, version } = istio;
    const chart = (name: string, releaseName: string, values: object) =>
      ApplicationSource.helm({ repoURL: ISTIO_CHARTS, chart: name, version, releaseName, values });
    new Application(this, 'istio-base', {
      source: chart('base', 'istio-base', istio.baseValues),
      namespace,
      wave: -20,
      createNamespace: true,
      automated: AUTOMATED,
      ignoreDifferences: WEBHOOKS,
    });
    new Application(this, 'istiod', {
      source: chart('istiod', 'istiod', istio.istiodValues),
      namespace,
      wave: -15,
      automated: AUTOMATED,
      ignoreDifferences: WEBHOOKS,
    });
    const { gatewayValues } = istio;
    if (gatewayValues === undefined) return;
    new Application(this, 'istio-ingressgateway', {
      source: chart('gateway', 'istio-ingressgateway', gatewayValues),
      namespace,
      wave: -10,
      automated: AUTOMATED,
    });
  }
}

/** What this repository synthesizes, in the order in which it can run. Scenarios are in none of them. */
class LabFile extends ArgoCdFile {
  constructor(scope: Construct, id: string, props: ArgoCdProps) {
    super(scope, id, 'applications/lab', props.settings);
    const { settings } = props;
    new Application(this, 'foundation', {
      source: steadyState(settings.argocd.repository, props.foundation),
      namespace: settings.namespaces.applications,
      wave: -25,
      automated: { prune: false, selfHeal: true },
      // The namespace `default` cannot be deleted, and with the kinds all canaries and experiments would go.
      cascade: false,
    });
    new Application(this, 'addons', {
      source: steadyState(settings.argocd.repository, props.addons),
      namespace: settings.namespaces.system,
      wave: -5,
      automated: AUTOMATED,
    });
    new Application(this, 'lab', {
      source: steadyState(settings.argocd.repository, props.lab),
      namespace: settings.namespaces.applications,
      wave: 0,
      automated: AUTOMATED,
      ignoreDifferences: REPLICAS,
    });
    new Application(this, 'chaos', {
      source: steadyState(settings.argocd.repository, props.chaos),
      namespace: settings.namespaces.chaos,
      wave: 10,
    });
  }
}

/** The files of some charts: `dist/` itself, without its folders. Their numbers change when a chart is added. */
function steadyState(repository: GitRepository, charts: readonly Chart[]): ApplicationSource {
  const names = charts.map(({ node }) => `*-${node.id}.k8s.yaml`);
  return ApplicationSource.directory({
    repository,
    path: 'dist',
    include: names.length === 1 ? names[0] : `{${names.join(',')}}`,
  });
}

/** `dist/argocd/`, for clusters that are run by Argo CD instead of `kubectl apply`. */
export function argoCd(scope: Construct, props: ArgoCdProps): void {
  new HealthFile(scope, 'argocd-health', props.settings);
  new RootFile(scope, 'argocd-root', props.settings);
  new PlatformFile(scope, 'argocd-platform', props);
  new LabFile(scope, 'argocd-lab', props);
}
