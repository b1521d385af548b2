import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differenceOf, type NativeDifference } from '../lib/codegen/native-difference';
import { generateNativeSchema, type NativeSchemaFile } from '../lib/codegen/native-schema';
import { downloadedModule } from './go-modules';

/** The versions of Kubernetes whose kinds are known, beside that of `imports/kubernetes.schema.json`. */
export const KUBERNETES_VERSIONS: readonly string[] = [
  'v1.31.14',
  'v1.32.13',
  'v1.33.13',
  'v1.35.4',
  'v1.36.3',
  'v1.37.2',
];

const OPENAPI = 'api/openapi-spec/swagger.json';

/**
 * Versions with a number of their stability that an API server serves all the same, by minor version: they are older
 * than the rule that it does not (`legacyBetaEnabledByDefaultResources` in its source).
 */
const SERVED: Readonly<Record<string, readonly string[]>> = { '1.31': ['flowcontrol.apiserver.k8s.io/v1beta3'] };

/** In what the kinds of a version differ from the usual ones. */
export function kubernetesDifference(version: string, usual: NativeSchemaFile): NativeDifference {
  const text = readFileSync(join(downloadedModule('k8s.io/kubernetes', version), OPENAPI), 'utf8');
  const { info: _, ...openapi } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  // The file calls its version `unversioned`.
  const file = JSON.parse(
    generateNativeSchema(JSON.stringify({ ...openapi, kubernetes: version })),
  ) as NativeSchemaFile;
  const alsoServed = new Set(SERVED[minorOf(version)]);
  const kinds = file.kinds.map((kind) => ({
    ...kind,
    served: kind.served || alsoServed.has(`${kind.group}/${kind.version}`),
  }));
  return differenceOf(usual, { ...file, kinds });
}

/** `v1.33.13` is 1.33. */
export function minorOf(version: string): string {
  return version.replace(/^v/, '').split('.').slice(0, 2).join('.');
}
