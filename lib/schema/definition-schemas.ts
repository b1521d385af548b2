import type { JsonSchema } from '../codegen/custom-resource-definition';
import type { SchemaFile, SchemaFileVersion } from '../codegen/schema-file';
import { isMap, type JsonMap } from '../kube/json';

/** Whether an object defines a kind. */
export function isDefinition({ apiVersion, kind }: JsonMap): boolean {
  return apiVersion === 'apiextensions.k8s.io/v1' && kind === 'CustomResourceDefinition';
}

/**
 * What the kind that a definition defines is checked against.
 *
 * @param definition one that the API server accepts
 */
export function schemasOf({ spec }: JsonMap): SchemaFile | undefined {
  if (!isMap(spec) || !isMap(spec.names) || !Array.isArray(spec.versions)) return undefined;
  const { group, scope, names } = spec;
  const schemas: Record<string, JsonSchema> = {};
  const versions = spec.versions.filter(isMap).flatMap((version): SchemaFileVersion[] => {
    const schema = isMap(version.schema) ? version.schema.openAPIV3Schema : undefined;
    if (version.served !== true || !isMap(schema)) return [];
    const name = String(version.name);
    schemas[name] = schema;
    return [
      {
        ...{ name, schema: name, served: true, storage: version.storage === true },
        deprecated: version.deprecated === true,
        statusSubresource: isMap(version.subresources) && isMap(version.subresources.status),
      },
    ];
  });
  return {
    group: String(group),
    kinds: [
      {
        kind: String(names.kind),
        plural: String(names.plural),
        scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced',
        versions,
      },
    ],
    schemas,
  };
}
