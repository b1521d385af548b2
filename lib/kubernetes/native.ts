import { ApiObject, type ApiObjectMetadata, type GroupVersionKind, JsonPatch, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';

/** A class of cdk8s-plus for a kind of Kubernetes, such as `k8s.KubeDeployment`. */
interface NativeKind<Spec> {
  readonly GVK: GroupVersionKind;
  manifest(props: { readonly spec?: Spec }): { readonly spec?: unknown };
}

/**
 * An object of a kind of Kubernetes, with a spec that cdk8s-plus types.
 *
 * Why not cdk8s-plus' own constructs: `Deployment` and `Service` write every default (`dnsPolicy`, `restartPolicy`,
 * `hostNetwork`, `type`, `externalIPs`, `strategy`), add the label `cdk8s.io/metadata.addr`, cannot select by other
 * labels and know no seccomp profile. `KubeDeployment` and `KubeService` map their fields after patches are applied, so
 * a patch to a field that is newer than they are, or spelt otherwise in their types (`clusterIP`), is silently lost.
 * Here their types check the spec, their mapping writes it, and patches come last, on real YAML paths.
 *
 * @param spec called when the manifest is written
 */
export function nativeObject<Spec>(
  scope: Construct,
  id: string,
  kind: NativeKind<Spec>,
  metadata: ApiObjectMetadata & { readonly name: string },
  spec: () => Spec,
): ApiObject {
  return new ApiObject(scope, id, {
    ...kind.GVK,
    metadata,
    spec: Lazy.any({ produce: () => kind.manifest({ spec: spec() }).spec }),
  });
}

/** Takes away the namespace that cdk8s gives to every object of a chart: the API server takes it amiss for this kind. */
export function clusterScoped(object: ApiObject): ApiObject {
  if (object.metadata.namespace !== undefined) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  return object;
}
