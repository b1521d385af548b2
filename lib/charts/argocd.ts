import type { Chart } from 'cdk8s';
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
    new Application(this, 'istio-ingressgateway', {
      source: chart('gateway', 'istio-ingressgateway', istio.gatewayValues),
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
  new RootFile(scope, 'argocd-root', props.settings);
  new PlatformFile(scope, 'argocd-platform', props);
  new LabFile(scope, 'argocd-lab', props);
}
