import type { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import type { MemoryQuantity } from '../kubernetes';
import type { ConfigValue } from './config-file';
import type { Elasticsearch } from './elasticsearch';

/** Badger, a database in Jaeger's own process. */
export interface BadgerOptions {
  /** How much the disk holds. */
  readonly size: MemoryQuantity;
  /**
   * How long traces are kept.
   * @default Duration.hours(72)
   */
  readonly retention?: Duration;
}

/** What a storage means for the pods and for the configuration. */
export type JaegerStorageKind =
  | { readonly kind: 'badger'; readonly size: MemoryQuantity }
  | { readonly kind: 'elasticsearch'; readonly database: Elasticsearch }
  | { readonly kind: 'memory' };

/** The environment variable with the password of the database. */
export const PASSWORD_VARIABLE = 'ELASTICSEARCH_PASSWORD';

/** Where Badger's files are. */
export const BADGER_PATH = '/badger';

/**
 * Where Jaeger keeps traces.
 *
 * @see https://www.jaegertracing.io/docs/latest/storage/
 */
export class JaegerStorage {
  /** In the memory of Jaeger's process, gone with it. */
  static memory(options: { readonly maxTraces: number }): JaegerStorage {
    const { maxTraces } = options;
    if (!Number.isInteger(maxTraces) || maxTraces < 1) {
      throw new MeshwrightError('JaegerStorage', `maxTraces must be a whole number from 1, not ${maxTraces}`);
    }
    return new JaegerStorage({ kind: 'memory' }, { memory: { max_traces: maxTraces } });
  }

  /** In files of Jaeger's own on a disk; only one Jaeger can open them. */
  static badger(options: BadgerOptions): JaegerStorage {
    const { size, retention } = options;
    if (retention !== undefined && retention.toMilliseconds() <= 0) {
      throw new MeshwrightError(
        'JaegerStorage',
        'retention must be above 0: traces would be gone when they are written',
      );
    }
    return new JaegerStorage(
      { kind: 'badger', size },
      {
        badger: {
          ephemeral: false,
          directories: { keys: `${BADGER_PATH}/keys`, values: `${BADGER_PATH}/values` },
          ttl: retention && { spans: goDuration(retention) },
        },
      },
    );
  }

  /** In a database beside Jaeger. An index a day; the database is not asked to copy what it has only one node for. */
  static elasticsearch(database: Elasticsearch): JaegerStorage {
    const index = { shards: 1, replicas: 0 };
    return new JaegerStorage(
      { kind: 'elasticsearch', database },
      {
        elasticsearch: {
          server_urls: [database.url],
          auth: { basic: { username: database.user, password: `\${env:${PASSWORD_VARIABLE}}` } },
          indices: { spans: index, services: index, dependencies: index, sampling: index },
        },
      },
    );
  }

  private constructor(
    private readonly kind: JaegerStorageKind,
    private readonly backend: ConfigValue,
  ) {}

  /** @internal */
  get _kind(): JaegerStorageKind {
    return this.kind;
  }

  /** As Jaeger reads it. @internal */
  _toWire(): ConfigValue {
    return this.backend;
  }
}
