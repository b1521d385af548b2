/** Definitions in a Go module, as their authors publish them. */
export interface KindsSource {
  /** As people call what they belong to: `Argo CD`. */
  readonly name: string;
  /** The module, as `example.com/module`. */
  readonly module: string;
  /** Its version, with the `v`. */
  readonly version: string;
  /**
   * Folders and files of definitions, below the module's own folder. Nothing: the module holds the types only, and its
   * authors' generator makes the definitions of them.
   */
  readonly files?: readonly string[];
}

/** The version of the generator by which Flux makes its definitions: its Makefiles name it. */
export const CONTROLLER_GEN = 'v0.21.0';

/** Modules that others need at these versions when their types are read; the newest that one of them requires. */
export const SHARED_MODULES: Readonly<Record<string, string>> = {
  'github.com/fluxcd/pkg/apis/acl': 'v0.12.0',
  'github.com/fluxcd/pkg/apis/kustomize': 'v1.23.0',
  'github.com/fluxcd/pkg/apis/meta': 'v1.38.0',
  'github.com/fluxcd/source-controller/api': 'v1.10.1',
};

/** What stands beside a mesh. Change a version here, run `npm run kinds`, and commit what it writes. */
export const SOURCES: readonly KindsSource[] = [
  {
    name: 'Gateway API',
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    // Of a kind that is in both channels, the standard one counts: it is what is installed if nobody asks for more.
    files: [
      'config/crd/standard',
      'config/crd/experimental/gateway.networking.k8s.io_tcproutes.yaml',
      'config/crd/experimental/gateway.networking.k8s.io_udproutes.yaml',
      'config/crd/experimental/gateway.networking.x-k8s.io_xbackendtrafficpolicies.yaml',
      'config/crd/experimental/gateway.networking.x-k8s.io_xmeshes.yaml',
    ],
  },
  { name: 'Argo CD', module: 'github.com/argoproj/argo-cd/v3', version: 'v3.6.1', files: ['manifests/crds'] },
  {
    name: 'Argo Rollouts',
    module: 'github.com/argoproj/argo-rollouts',
    version: 'v1.10.2',
    files: ['manifests/crds'],
  },
  {
    name: 'cert-manager',
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    files: ['deploy/crds'],
  },
  { name: 'KEDA', module: 'github.com/kedacore/keda/v2', version: 'v2.21.0', files: ['config/crd/bases'] },
  {
    name: 'Prometheus operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    files: ['example/prometheus-operator-crd'],
  },
  flux('source-controller', 'v1.10.1', ['config/crd/bases']),
  flux('kustomize-controller', 'v1.10.1', ['config/crd/bases']),
  flux('helm-controller/api', 'v1.7.1'),
  flux('notification-controller/api', 'v1.10.0'),
  flux('image-reflector-controller/api', 'v1.3.0'),
  flux('image-automation-controller/api', 'v1.3.0'),
  flux('source-watcher/api/v2', 'v2.3.1'),
  {
    name: 'External Secrets',
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    files: ['config/crds/bases'],
  },
];

function flux(name: string, version: string, files?: readonly string[]): KindsSource {
  const [controller = name] = name.split('/');
  const source = { name: `Flux ${controller}`, module: `github.com/fluxcd/${name}`, version };
  return files === undefined ? source : { ...source, files };
}
