import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CustomResourceDefinition, JsonSchema } from '../lib/codegen/custom-resource-definition';
import { downloadedModule } from './go-modules';

/** The last version of the module that has the API of the operator: it is part of `istioctl` since, and not published. */
export const OPERATOR_SOURCE = { name: 'API of the Istio operator', module: 'istio.io/api', version: 'v1.23.0' };

const PROTO = 'operator/v1alpha1/operator.proto';

const ANYTHING: JsonSchema = { 'x-kubernetes-preserve-unknown-fields': true };
const OBJECT: JsonSchema = { type: 'object', ...ANYTHING };

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  string: { type: 'string' },
  uint32: { type: 'integer', minimum: 0 },
  'google.protobuf.BoolValue': { type: 'boolean' },
  'google.protobuf.Struct': OBJECT,
  'google.protobuf.Value': ANYTHING,
};

/** Messages of Istio itself; all others repeat what Kubernetes defines, and `istioctl` reads the kinds of Kubernetes. */
const MESSAGES: ReadonlySet<string> = new Set([
  ...['IstioOperatorSpec', 'IstioComponentSetSpec', 'BaseComponentSpec', 'ComponentSpec', 'ExternalComponentSpec'],
  ...['GatewaySpec', 'KubernetesResourcesSpec', 'K8sObjectOverlay', 'PathValue'],
]);

/**
 * What `istioctl install -f` reads. It has no definition, as no API server ever sees one.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
 */
export function istioOperator(): CustomResourceDefinition {
  const proto = readFileSync(join(downloadedModule(OPERATOR_SOURCE.module, OPERATOR_SOURCE.version), PROTO), 'utf8');
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      apiVersion: SCALARS.string as JsonSchema,
      kind: SCALARS.string as JsonSchema,
      metadata: { type: 'object' },
      spec: new Messages(proto).schemaOf('IstioOperatorSpec'),
      status: OBJECT,
    },
  };
  const version = {
    name: 'v1alpha1',
    served: true,
    storage: true,
    deprecated: false,
    statusSubresource: false,
    schema,
  };
  return {
    group: 'install.istio.io',
    kind: 'IstioOperator',
    plural: 'istiooperators',
    scope: 'Namespaced',
    versions: [version],
  };
}

/** The messages of a file in Protocol Buffers, as schemas of their JSON. */
class Messages {
  private readonly fields = new Map<string, Map<string, string>>();

  constructor(proto: string) {
    const open: string[] = [];
    for (const line of proto.split('\n')) {
      const [, begins] = /^\s*(?:message|enum)\s+(\w+)\s*\{/.exec(line) ?? [];
      if (begins !== undefined) {
        open.push(begins);
        this.fields.set(begins, new Map());
      } else if (/^\s*\}/.test(line)) open.pop();
      const [, type, name] = /^\s*((?:repeated\s+)?(?:map\s*<[^>]+>|[\w.]+))\s+(\w+)\s*=\s*\d+/.exec(line) ?? [];
      if (type !== undefined && name !== undefined) this.fields.get(open.at(-1) ?? '')?.set(name, type);
    }
  }

  schemaOf(message: string): JsonSchema {
    const fields = this.fields.get(message);
    if (fields === undefined || fields.size === 0) throw new Error(`${PROTO} has no message ${message}`);
    return {
      type: 'object',
      properties: Object.fromEntries([...fields].map(([name, type]) => [name, this.fieldOf(type)])),
    };
  }

  private fieldOf(type: string): JsonSchema {
    const [, item] = /^repeated\s+(.*)$/.exec(type) ?? [];
    if (item !== undefined) return { type: 'array', items: this.fieldOf(item) };
    const [, value] = /^map\s*<\s*string\s*,\s*([^>\s]+)\s*>$/.exec(type) ?? [];
    if (value !== undefined) return { type: 'object', additionalProperties: this.fieldOf(value) };
    return SCALARS[type] ?? (MESSAGES.has(type) ? this.schemaOf(type) : OBJECT);
  }
}
