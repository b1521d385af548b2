import { Duration } from 'cdk8s';
import type { EnvValue } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { ConfigMap, type MemoryQuantity, Mount, PersistentVolumeClaim, Port, Probe } from '../kubernetes';
import { Microservice } from '../microservice';
import { type AlertingProps, contactPointsOf, provisionAlerting } from './alerting';
import { iniFile, yamlFile } from './config-file';
import type { Dashboard } from './dashboard';
import type { Datasource } from './datasource';
import { fromSecret, type SecretKey } from './secret-key';

/** @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/ */
export interface GrafanaProps {
  /** The image, Grafana 12. */
  readonly image: string;
  /** The password of the user `admin`, who is the only one. */
  readonly adminPassword: SecretKey;
  /** Where data is from; the first is the default. */
  readonly datasources: readonly [Datasource, ...Datasource[]];
  /** @default - none */
  readonly dashboards?: readonly Dashboard[];
  /** The folder of the dashboards. @default Mesh */
  readonly folder?: string;
  /** @default - none */
  readonly alerting?: AlertingProps;
  /** How much the disk holds: Grafana's own database, with users and what they make. */
  readonly storage: MemoryQuantity;
  /**
   * The port on every node.
   * @default - none: it is reached by `kubectl port-forward`
   */
  readonly nodePort?: number;
}

const PORT = 3000;
const CONFIG = '/etc/grafana';
const DASHBOARDS = '/etc/grafana/dashboards';
const DATA = '/var/lib/grafana';
/** The user that the image is made for. */
const USER = 472;

/**
 * Grafana with a disk, and with datasources, dashboards and alerting that come from code: in Grafana they can be looked
 * at but not changed. The id is its name and that of its Service.
 *
 * Nobody gets in without a password. It asks nobody on the internet: no plugins, updates, statistics or pictures.
 *
 * @throws MeshwrightError when two dashboards or datasources have the same uid
 * @see https://grafana.com/docs/grafana/latest/administration/provisioning/
 */
export class Grafana<const Id extends string> extends Construct {
  readonly server: Microservice<Id, 'v12'>;

  constructor(scope: Construct, id: Id, props: GrafanaProps) {
    super(scope, id);
    const { dashboards = [], datasources, alerting } = props;
    this.checkUnique('dashboards', dashboards);
    this.checkUnique('datasources', datasources);

    const config = new ConfigMap(this, 'config', { name: id, data: configuration(props) });
    const dashboardFiles = new ConfigMap(this, 'dashboards', {
      name: `${id}-dashboards`,
      data: Object.fromEntries(dashboards.map((dashboard) => [`${dashboard.uid}.json`, dashboard.toJson()])),
    });
    const volume = new PersistentVolumeClaim(this, 'data', { name: id, size: props.storage });
    const file = (key: string, path: string) => Mount.configMap(config, { key, path: `${CONFIG}/${path}` });

    this.server = new Microservice(this, id, {
      port: Port.http(PORT, { nodePort: props.nodePort }),
      versions: {
        v12: {
          deploymentName: id,
          image: props.image,
          env: {
            GF_SECURITY_ADMIN_PASSWORD: fromSecret(this, props.adminPassword),
            ...(alerting && this.contactPointSecrets(alerting)),
          },
          // Its database is a file on the disk.
          strategy: 'Recreate',
          inject: false,
          // By which `istioctl dashboard` finds it.
          podLabels: { 'app.kubernetes.io/name': id },
          runAsUser: USER,
          writable: ['/tmp'],
          mounts: [
            file('grafana.ini', 'grafana.ini'),
            file('datasources.yaml', 'provisioning/datasources/datasources.yaml'),
            file('dashboards.yaml', 'provisioning/dashboards/dashboards.yaml'),
            ...(alerting ? [file('alerting.yaml', 'provisioning/alerting/alerting.yaml')] : []),
            Mount.configMap(dashboardFiles, { path: DASHBOARDS }),
            Mount.persistentVolumeClaim(volume, { path: DATA }),
          ],
          readinessProbe: Probe.http({ path: '/api/health' }),
          livenessProbe: Probe.http({ path: '/api/health', timeout: Duration.seconds(10) }),
          // The first start makes the database.
          startupProbe: Probe.http({ path: '/api/health', period: Duration.seconds(5), failureThreshold: 60 }),
          resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } },
          podAnnotations: { 'checksum/config': config.checksum, 'checksum/dashboards': dashboardFiles.checksum },
        },
      },
    });
  }

  private contactPointSecrets({ policy }: AlertingProps): Record<string, EnvValue> {
    return Object.fromEntries(
      contactPointsOf(policy).map((point) => [point._variable, fromSecret(this, point._secret)]),
    );
  }

  private checkUnique(what: string, items: readonly { readonly uid: string }[]): void {
    const uids = items.map(({ uid }) => uid);
    const twice = uids.find((uid, index) => uids.indexOf(uid) !== index);
    if (twice !== undefined) throw new MeshwrightError(this, `two ${what} have the uid "${twice}": change one`);
  }
}

function configuration({ datasources, folder = 'Mesh', alerting }: GrafanaProps): Record<string, string> {
  return {
    'grafana.ini': iniFile({
      analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
      'auth.anonymous': { enabled: false },
      dashboards: { min_refresh_interval: '5s' },
      log: { mode: 'console' },
      news: { news_feed_enabled: false },
      paths: { data: DATA, plugins: `${DATA}/plugins`, provisioning: `${CONFIG}/provisioning` },
      plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
      security: { admin_user: 'admin', disable_gravatar: true },
      snapshots: { external_enabled: false },
      users: { allow_sign_up: false },
    }),
    'datasources.yaml': yamlFile({
      apiVersion: 1,
      prune: true,
      datasources: datasources.map((datasource, index) => datasource._toWire(index === 0)),
    }),
    'dashboards.yaml': yamlFile({
      apiVersion: 1,
      providers: [
        {
          name: 'meshwright',
          orgId: 1,
          folder,
          type: 'file',
          disableDeletion: true,
          allowUiUpdates: false,
          options: { path: DASHBOARDS },
        },
      ],
    }),
    ...(alerting && { 'alerting.yaml': yamlFile(provisionAlerting(alerting)) }),
  };
}
