import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import * as wire from './argoproj.io';

/** Where the manifests of an application come from. */
export class ApplicationSource {
  /**
   * A folder of a repository; subfolders only with `recurse`.
   *
   * @param source `include` is a glob of file names, `{a,b}` for several
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
   */
  static directory(source: {
    readonly repository: GitRepository;
    readonly path: string;
    /** @default - all files */
    readonly include?: string;
    /** @default false */
    readonly recurse?: boolean;
  }): ApplicationSource {
    const { repository, path, include, recurse = false } = source;
    return new ApplicationSource({
      repoURL: repository.url,
      targetRevision: repository.revision,
      path,
      directory: { recurse, ...(include !== undefined && { include }) },
    });
  }

  /**
   * A Helm chart from a repository of charts, with values.
   *
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
   */
  static helm(source: {
    readonly repoURL: string;
    readonly chart: string;
    readonly version: string;
    readonly releaseName: string;
    readonly values: object;
  }): ApplicationSource {
    const { repoURL, chart, version, releaseName, values } = source;
    return new ApplicationSource({
      repoURL,
      chart,
      targetRevision: version,
      helm: { releaseName, valuesObject: { ...values } },
    });
  }

  private constructor(private readonly spec: wire.ApplicationSource) {}

  /** As Argo CD reads it. @internal */
  _toWire(): wire.ApplicationSource {
    return this.spec;
  }
}

/** A Git repository that Argo CD reads. */
export interface GitRepository {
  readonly url: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** Fields that controllers write, in whose place Argo CD would put back what Git says. */
export interface IgnoredDifference {
  /** The API group; `''` is the core group. */
  readonly group: string;
  readonly kind: string;
  /** @default - objects of any name */
  readonly name?: string;
  /** JSON pointers, exact ones: a whole list would hide later changes for ever. */
  readonly jsonPointers?: readonly [string, ...string[]];
  /** Expressions of jq, for what pointers cannot say. */
  readonly jqPathExpressions?: readonly [string, ...string[]];
}

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export interface ApplicationProps {
  /** @default - the id */
  readonly name?: string;
  /** The project that limits what it may do. @default default */
  readonly project?: string;
  readonly source: ApplicationSource;
  /** The namespace for objects that name none. */
  readonly namespace: string;
  /**
   * When it is synchronized among the applications of its parent: lower ones first.
   * @default 0
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
   */
  readonly wave?: number;
  /**
   * Whether Argo CD applies changes by itself, `prune` what Git no longer has, and undoes what others change.
   * @default - only by hand
   */
  readonly automated?: { readonly prune: boolean; readonly selfHeal: boolean };
  /**
   * Whether deleting the application deletes what it has made. Not for what cannot be deleted, such as the namespace
   * `default`: the application would wait for it for ever.
   * @default true
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
   */
  readonly cascade?: boolean;
  /** Whether the namespace is made where it is missing. @default false */
  readonly createNamespace?: boolean;
  /** @default - none */
  readonly ignoreDifferences?: readonly IgnoredDifference[];
}

/**
 * An application of Argo CD. Objects are applied by the API server (`ServerSideApply`), which keeps the fields of other
 * controllers; kinds whose definitions come with the same synchronization are not tried out before.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#applications
 */
export class Application extends Construct {
  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, id);
    const {
      name = id,
      project = 'default',
      wave = 0,
      automated,
      cascade = true,
      createNamespace = false,
      ignoreDifferences = [],
    } = props;
    if (!Number.isInteger(wave)) throw new MeshwrightError(this, `wave ${wave} is not a whole number`);
    for (const { kind, jsonPointers, jqPathExpressions } of ignoreDifferences) {
      if (!jsonPointers && !jqPathExpressions) {
        throw new MeshwrightError(this, `nothing to ignore in ${kind}: give jsonPointers or jqPathExpressions`);
      }
    }
    new wire.Application(this, 'Resource', {
      metadata: {
        name,
        annotations: { 'argocd.argoproj.io/sync-wave': `${wave}` },
        ...(cascade && { finalizers: ['resources-finalizer.argocd.argoproj.io'] }),
      },
      spec: {
        project,
        source: props.source._toWire(),
        destination: { server: 'https://kubernetes.default.svc', namespace: props.namespace },
        ...(ignoreDifferences.length > 0 && { ignoreDifferences }),
        syncPolicy: {
          ...(automated && { automated }),
          syncOptions: [
            ...(createNamespace ? ['CreateNamespace=true'] : []),
            'ServerSideApply=true',
            'SkipDryRunOnMissingResource=true',
            ...(ignoreDifferences.length > 0 ? ['RespectIgnoreDifferences=true'] : []),
          ],
        },
      },
    });
  }
}
