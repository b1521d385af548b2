import { Duration } from 'cdk8s';
import { MeshwrightError } from '../core/errors';

/** How panels and rules refer to a source of data. */
export interface DatasourceReference {
  readonly type: string;
  readonly uid: string;
}

/** What every source of data has. */
export interface DatasourceOptions {
  /** By what dashboards refer to it: fixed, so that they find it in every Grafana. */
  readonly uid: string;
  /** Where Grafana's server asks, from within the cluster. */
  readonly url: string;
  /** @default - the kind: Prometheus, Jaeger */
  readonly name?: string;
}

/** @see https://grafana.com/docs/grafana/latest/datasources/prometheus/configure/ */
export interface PrometheusDatasourceOptions extends DatasourceOptions {
  /**
   * How often Prometheus scrapes: `$__rate_interval` is at least four times that.
   * @default Duration.seconds(15)
   */
  readonly interval?: Duration;
}

/**
 * Where Grafana gets data from.
 *
 * @see https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
 */
export class Datasource<Type extends 'prometheus' | 'jaeger' = 'prometheus' | 'jaeger'> {
  static prometheus(options: PrometheusDatasourceOptions): Datasource<'prometheus'> {
    const interval = options.interval ?? Duration.seconds(15);
    return new Datasource('prometheus', 'Prometheus', options, {
      httpMethod: 'POST',
      timeInterval: `${interval.toSeconds()}s`,
    });
  }

  static jaeger(options: DatasourceOptions): Datasource<'jaeger'> {
    return new Datasource('jaeger', 'Jaeger', options, { nodeGraph: { enabled: true } });
  }

  readonly uid: string;

  private constructor(
    readonly type: Type,
    private readonly defaultName: string,
    private readonly options: DatasourceOptions,
    private readonly jsonData: object,
  ) {
    this.uid = options.uid;
    if (!/^[a-zA-Z0-9_-]{1,40}$/.test(options.uid)) {
      throw new MeshwrightError('Datasource', `uid "${options.uid}" must be 1 to 40 letters, digits, "-" and "_"`);
    }
  }

  /** How panels refer to it. @internal */
  get _reference(): DatasourceReference {
    return { type: this.type, uid: this.uid };
  }

  /** How it is provisioned: nobody edits what the next start would undo. @internal */
  _toWire(isDefault: boolean): object {
    const { name, url } = this.options;
    return {
      name: name ?? this.defaultName,
      uid: this.uid,
      type: this.type,
      access: 'proxy',
      orgId: 1,
      url,
      isDefault,
      editable: false,
      jsonData: this.jsonData,
    };
  }
}
