import type { NamespaceClient } from '../flagger/kube';
import type { JsonObject } from './recorded-release';
import { RESOURCES } from './target';

/** Everything that is there of a release, as the API server keeps it, without what only it knows. */
export async function objectsOf(kube: NamespaceClient): Promise<JsonObject[]> {
  const lists = await Promise.all(
    Object.entries(RESOURCES).map(async ([kind, [apiVersion, resource]]) =>
      (await kube.list(apiVersion, resource)).map((item) => clean({ ...item, apiVersion, kind })),
    ),
  );
  return lists.flat().filter(({ metadata }) => (metadata as JsonObject).name !== 'kube-root-ca.crt');
}

/** An object without identities, times and what is only for the API server. */
function clean({ status: _, metadata, spec, ...object }: JsonObject): JsonObject {
  const { name, labels, annotations, ownerReferences } = metadata as JsonObject;
  const owners = (ownerReferences as readonly JsonObject[] | undefined)?.map((owner) => ({ ...owner, uid: 'uid' }));
  return {
    ...object,
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations: withoutTraces(annotations as JsonObject) }),
      ...(owners === undefined ? {} : { ownerReferences: owners }),
    },
    ...(spec === undefined ? {} : { spec: withoutAddresses(spec as JsonObject) }),
  };
}

function withoutTraces({
  'deployment.kubernetes.io/revision': _revision,
  'deprecated.daemonset.template.generation': _generation,
  ...annotations
}: JsonObject): JsonObject {
  return annotations;
}

/** Addresses are given by the API server. */
function withoutAddresses({
  clusterIP,
  clusterIPs: _addresses,
  ipFamilies: _families,
  ...spec
}: JsonObject): JsonObject {
  return clusterIP === 'None' ? { ...spec, clusterIP } : spec;
}
