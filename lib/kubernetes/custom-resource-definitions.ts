import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { clusterScoped } from './native';

/** The kinds of one API group, as `meshwright import` writes them to `imports/*.schema.json`. */
export interface ImportedKinds {
  readonly group: string;
  readonly kinds: readonly {
    readonly kind: string;
    readonly plural: string;
    readonly names?: object;
    readonly scope: string;
    readonly versions: readonly {
      readonly name: string;
      readonly schema: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly deprecated: boolean;
      readonly statusSubresource: boolean;
      readonly printerColumns?: readonly object[];
    }[];
  }[];
  readonly schemas: Readonly<Record<string, object>>;
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/ */
export interface CustomResourceDefinitionsProps {
  /** What the import has written; with `resolveJsonModule`, TypeScript imports such a file as it is. */
  readonly imported: ImportedKinds;
}

/**
 * The definitions of imported kinds, for clusters where nobody else installs them: the same schemas that the types come
 * from, without upstream's prose.
 *
 * Objects of these kinds can be applied once the API server has established them:
 * `kubectl wait --for=condition=established crd --all`.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export class CustomResourceDefinitions extends Construct {
  constructor(scope: Construct, id: string, { imported }: CustomResourceDefinitionsProps) {
    super(scope, id);
    for (const { kind, plural, names, scope: reach, versions } of imported.kinds) {
      const definition = new ApiObject(this, plural, {
        ...k8s.KubeCustomResourceDefinition.GVK,
        metadata: { name: `${plural}.${imported.group}` },
        spec: {
          group: imported.group,
          names: { kind, plural, ...names },
          scope: reach,
          versions: versions.map(
            ({ name, schema, served, storage, deprecated, statusSubresource, printerColumns }) => ({
              name,
              served,
              storage,
              ...(deprecated && { deprecated }),
              schema: { openAPIV3Schema: imported.schemas[schema] },
              ...(statusSubresource && { subresources: { status: {} } }),
              ...(printerColumns && { additionalPrinterColumns: printerColumns }),
            }),
          ),
        },
      });
      clusterScoped(definition);
    }
  }
}
