/**
 * Writes the schemas of the kinds that are known without an import: `npm run kinds`. Their definitions come from the Go
 * modules of their projects, so `go` and its proxy are needed.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { CustomResourceDefinition } from '../lib/codegen/custom-resource-definition';
import type { NativeSchemaFile } from '../lib/codegen/native-schema';
import { readDefinitions } from '../lib/codegen/read-definitions';
import { generateSchemaFile } from '../lib/codegen/schema-file';
import { groupBy } from '../lib/kube/group-by';
import { ARGO_CD_TYPES, argoCdTypes } from './argo-cd-types';
import { type DefinitionFile, generatedDefinitions, publishedDefinitions } from './go-modules';
import { istioOperator, OPERATOR_SOURCE } from './istio-operator';
import { KUBERNETES_VERSIONS, kubernetesDifference, minorOf } from './kubernetes-versions';
import { type KindsSource, SOURCES } from './sources';

const FOLDER = join(__dirname, 'schemas');
const KUBERNETES = join(__dirname, 'kubernetes');
const USUAL_KUBERNETES = join(__dirname, '../imports/kubernetes.schema.json');

/** What came of a source. */
interface Found {
  readonly source: Omit<KindsSource, 'files'>;
  readonly definitions: readonly CustomResourceDefinition[];
}

function main(): void {
  const found = inScratch(findAll);
  for (const file of readdirSync(FOLDER)) rmSync(join(FOLDER, file));
  let bytes = 0;
  const groups = groupBy(
    found.flatMap(({ definitions }) => definitions),
    ({ group }) => group,
  );
  for (const [group, definitions] of groups) {
    const content = compressed(generateSchemaFile(group, definitions));
    bytes += content.length;
    writeFileSync(join(FOLDER, `${group}.schema.json.br`), content);
  }
  const sources = found.map(({ source: { name, module, version }, definitions }) => ({
    ...{ name, module, version: version.slice(1) },
    kinds: Object.fromEntries(
      [...groupBy(definitions, ({ group }) => group)].map(([group, all]) => [group, all.map(({ kind }) => kind)]),
    ),
  }));
  writeFileSync(join(FOLDER, 'SOURCES.json'), `${JSON.stringify({ sources }, null, 2)}\n`);
  process.stdout.write(`${groups.size} groups, ${bytes} bytes\n`);
  writeFileSync(ARGO_CD_TYPES, argoCdTypes(found.flatMap(({ definitions }) => definitions)));
  writeKubernetes();
}

function writeKubernetes(): void {
  const usual = JSON.parse(readFileSync(USUAL_KUBERNETES, 'utf8')) as NativeSchemaFile;
  for (const file of readdirSync(KUBERNETES)) rmSync(join(KUBERNETES, file));
  for (const version of KUBERNETES_VERSIONS) {
    const content = compressed(JSON.stringify(kubernetesDifference(version, usual)));
    writeFileSync(join(KUBERNETES, `${minorOf(version)}.json.br`), content);
    process.stdout.write(`Kubernetes ${version}: ${content.length} bytes\n`);
  }
}

/** @param folder for what is only needed meanwhile */
function findAll(folder: string): readonly Found[] {
  const generated = generatedDefinitions(
    SOURCES.filter(({ files }) => files === undefined),
    folder,
  );
  const found = SOURCES.map((source): Found => {
    return { source, definitions: definitionsIn(generated.get(source) ?? publishedDefinitions(source)) };
  });
  return [...found, { source: OPERATOR_SOURCE, definitions: [istioOperator()] }];
}

function definitionsIn(files: readonly DefinitionFile[]): readonly CustomResourceDefinition[] {
  return files
    .filter(({ text }) => /^kind: CustomResourceDefinition$/m.test(text))
    .flatMap(({ name, text }) => {
      const { definitions, problems } = readDefinitions(name, text);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      return definitions.map(({ definition }) => definition);
    });
}

function inScratch<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-kinds-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compressed(text: string): Buffer {
  const bytes = Buffer.from(text);
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

main();
