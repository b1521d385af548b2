import type { FieldPath } from '../model/finding';
import type { Entity, ObjectId } from './entity';
import { type Kind, kind, kindKey } from './kind';
import {
  CANARY,
  CERTIFICATE,
  CONFIG_MAP,
  DEPLOYMENT,
  GATEWAY_API_GATEWAY,
  HORIZONTAL_POD_AUTOSCALER,
  INGRESS,
  PERSISTENT_VOLUME_CLAIM,
  SECRET,
  SERVICE,
  STATEFUL_SET,
} from './kinds';
import { pattern, visit } from './references/pattern';
import { at } from './workload';

/** An object that no manifest describes and that is there all the same: a controller makes it of another one. */
export interface Provision {
  /** The object that makes it exist, and where it says so. */
  readonly by: Entity;
  readonly path: FieldPath;
  /** In the namespace `*` when it may be in any. */
  readonly to: ObjectId;
}

/** What is made of an object of a kind: where it says so, the kind of what is made, and its name. */
interface Making {
  readonly at: string;
  readonly kind: Kind;
  readonly names?: (name: string, entity: Entity) => readonly string[];
  readonly anyNamespace?: true;
  readonly if?: (entity: Entity) => boolean;
}

const NAME = 'metadata.name';
const secret = (where: string): Making => ({ at: where, kind: SECRET });
const suffixed =
  (...suffixes: readonly string[]) =>
  (name: string) =>
    suffixes.map((suffix) => `${name}${suffix}`);

/** cert-manager makes certificates for what is annotated. */
function hasIssuer({ annotations }: Entity): boolean {
  return Object.keys(annotations).some((key) => /^cert-manager\.io\/(?:cluster-)?issuer$/.test(key));
}

/** One for each pod: `data-db-0`. */
function claimNames(template: string, { id, object }: Entity): readonly string[] {
  const replicas = at(object, ['spec', 'replicas']);
  const count = Math.min(typeof replicas === 'number' ? replicas : 1, 1000);
  return Array.from({ length: Math.max(0, count) }, (_, index) => `${template}-${id.name}-${index}`);
}

/** The name of a Canary's Services: its own or that of the target. */
function apexOf({ object }: Entity): string {
  const name = at(object, ['spec', 'service', 'name']);
  return typeof name === 'string' && name !== '' ? name : String(at(object, ['spec', 'targetRef', 'name']));
}

const targets =
  (name: string) =>
  ({ object }: Entity): boolean =>
    at(object, ['spec', 'targetRef', 'kind']) === name;

const KUSTOMIZATION = kind('kustomize.config.k8s.io', 'Kustomization');
const KUSTOMIZE_COMPONENT = kind('kustomize.config.k8s.io', 'Component');

/** Names that Kustomize generates; references to them are written as here. */
const GENERATED: readonly Making[] = [
  { at: 'configMapGenerator[].name', kind: CONFIG_MAP, anyNamespace: true },
  { at: 'secretGenerator[].name', kind: SECRET, anyNamespace: true },
];

const MAKINGS: ReadonlyMap<string, readonly Making[]> = new Map(
  (
    [
      [
        STATEFUL_SET,
        [{ at: 'spec.volumeClaimTemplates[].metadata.name', kind: PERSISTENT_VOLUME_CLAIM, names: claimNames }],
      ],
      [
        CANARY,
        [
          {
            at: 'spec.targetRef.name',
            kind: SERVICE,
            names: (_, entity) => suffixed('', '-primary', '-canary')(apexOf(entity)),
          },
          { at: 'spec.targetRef.name', kind: DEPLOYMENT, names: suffixed('-primary'), if: targets('Deployment') },
          { at: 'spec.autoscalerRef.name', kind: HORIZONTAL_POD_AUTOSCALER, names: suffixed('-primary') },
        ],
      ],
      [CERTIFICATE, [secret('spec.secretName')]],
      [INGRESS, [{ ...secret('spec.tls[].secretName'), if: hasIssuer }]],
      [GATEWAY_API_GATEWAY, [{ ...secret('spec.listeners[].tls.certificateRefs[].name'), if: hasIssuer }]],
      [kind('bitnami.com', 'SealedSecret'), [secret(NAME)]],
      [kind('external-secrets.io', 'ExternalSecret'), [secret(NAME), secret('spec.target.name')]],
      [
        kind('external-secrets.io', 'ClusterExternalSecret'),
        [NAME, 'spec.externalSecretName', 'spec.externalSecretSpec.target.name'].map(
          (where): Making => ({ ...secret(where), anyNamespace: true }),
        ),
      ],
      ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'].map(
        (name): [Kind, Making[]] => [kind('secrets.hashicorp.com', name), [secret('spec.destination.name')]],
      ),
      [kind('onepassword.com', 'OnePasswordItem'), [secret(NAME)]],
      [kind('secrets.infisical.com', 'InfisicalSecret'), [secret('spec.managedSecretReference.secretName')]],
      [kind('secrets-store.csi.x-k8s.io', 'SecretProviderClass'), [secret('spec.secretObjects[].secretName')]],
      [kind('trust.cert-manager.io', 'Bundle'), [{ at: NAME, kind: CONFIG_MAP, anyNamespace: true }]],
      [kind('kafka.strimzi.io', 'KafkaUser'), [secret(NAME)]],
      [
        kind('postgresql.cnpg.io', 'Cluster'),
        [
          { ...secret(NAME), names: suffixed('-app', '-superuser', '-ca', '-server', '-replication') },
          { at: NAME, kind: SERVICE, names: suffixed('-rw', '-ro', '-r') },
        ],
      ],
      [kind('serving.knative.dev', 'Service'), [{ at: NAME, kind: SERVICE }]],
      [KUSTOMIZATION, GENERATED],
      [KUSTOMIZE_COMPONENT, GENERATED],
    ] satisfies readonly [Kind, readonly Making[]][]
  ).map(([each, makings]) => [kindKey(each), makings]),
);

/** What controllers make of an object. */
export function provisionsOf(entity: Entity): readonly Provision[] {
  const found: Provision[] = [];
  for (const { at: where, kind: made, names = (name: string) => [name], anyNamespace, if: applies } of MAKINGS.get(
    entity.kindKey,
  ) ?? []) {
    if (applies !== undefined && !applies(entity)) continue;
    visit(entity.object, pattern(where), (value, path) => {
      if (typeof value !== 'string' || value === '') return;
      const namespace = anyNamespace === true ? '*' : entity.id.namespace;
      for (const name of names(value, entity)) {
        found.push({ by: entity, path, to: { group: made.group, kind: made.kind, namespace, name } });
      }
    });
  }
  return found;
}
