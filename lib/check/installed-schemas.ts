import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory } from '../memory/memory';
import type { NativeKinds } from '../native/native-kinds';
import { BESIDE_A_MESH, NATIVE_KINDS, OWN_IMPORTS } from '../schema/own-imports';
import { SchemasError, SUFFIX } from '../schema/schema-files';
import { readSettings } from '../settings/read-settings';
import type { Settings } from '../settings/settings';
import type { Judge } from './judge';
import { importsOf, isSame, judgeKey } from './judge-key';
import { type AnyJudge, LateJudge } from './late-judge';

export { SchemasError };

/** Where schemas come from. */
export interface SchemasOptions {
  /** The working directory. */
  readonly cwd: string;
  /** A folder that `meshwright import` wrote. @default - `imports` in the working directory, if there is one */
  readonly folder?: string;
  /**
   * The version of Kubernetes that manifests are for, such as `1.33`; a third number says nothing more.
   *
   * @default - that of `meshwright.yaml`, or of `kubernetes.schema.json` in the folder; else 1.34
   */
  readonly kubernetes?: string;
  /** @default - those of the working directory */
  readonly settings?: Settings;
  /** What earlier runs have found. @default - nothing is remembered */
  readonly memory?: Memory | undefined;
}

/**
 * The judge by the schemas of a project and of this package.
 *
 * @throws SchemasError
 */
export function loadSchemas(options: Omit<SchemasOptions, 'memory'>): Judge;
export function loadSchemas(options: SchemasOptions): AnyJudge;
export function loadSchemas({ cwd, folder, kubernetes, settings, memory }: SchemasOptions): AnyJudge {
  const { theirs, exists } = importsOf(cwd, folder);
  if (folder !== undefined && !exists) {
    throw new SchemasError(
      `--schemas ${folder}: there is no such folder: give the one that \`meshwright import\` wrote`,
    );
  }
  if (folder !== undefined && !readdirSync(theirs).some((name) => SUFFIX.test(name))) {
    throw new SchemasError(
      `--schemas ${folder}: no schemas are in this folder: give one that \`meshwright import\` wrote, with files like networking.istio.io.schema.json`,
    );
  }
  const wanted =
    kubernetes === undefined ? versionOf(settings ?? readSettings(cwd)) : { kubernetes, by: '--kubernetes' };
  const imported = exists ? theirs : undefined;
  const key = memory === undefined ? undefined : judgeKey(memory, wanted?.kubernetes, imported);
  // What is wrong with the version is said at once.
  if (memory === undefined || key === undefined) return judgeOf(wanted, theirs, exists);
  if (wanted !== undefined) minorOf(wanted);
  return new LateJudge(memory, key, () => judgeOf(wanted, theirs, exists));
}

function judgeOf(wanted: WantedVersion | undefined, theirs: string, exists: boolean): Judge {
  const native = nativeKindsFor(wanted, join(theirs, NATIVE_KINDS));
  const { Catalogue } = require('../schema/catalogue') as typeof import('../schema/catalogue');
  const judge = require('./judge') as typeof import('./judge');
  // An import of one's own goes before what this package knows.
  const beside = new Catalogue().addFolderOfGroups(BESIDE_A_MESH, '.schema.json.br').assuming(comesByItself);
  const known = new Catalogue(beside);
  known.addFolderOfGroups(OWN_IMPORTS, '.schema.json');
  const catalogue = exists && !isSame(theirs, OWN_IMPORTS) ? new Catalogue(known).addFolder(theirs) : known;
  return new judge.Judge(catalogue, native);
}

/** The version of the Gateway API depends on that of Istio; what else stands beside a mesh may be of any. */
function comesByItself(group: string): boolean {
  return !group.startsWith('gateway.networking.');
}

/** A version of Kubernetes, and what says it. */
interface WantedVersion {
  readonly kubernetes: string;
  readonly by: string;
}

function versionOf({ versions, file = '' }: Settings): WantedVersion | undefined {
  const { kubernetes } = versions;
  return kubernetes === undefined ? undefined : { kubernetes, by: `${file}: versions.kubernetes:` };
}

/** @param imported where an import of native kinds would be */
function nativeKindsFor(wanted: WantedVersion | undefined, imported: string): NativeKinds {
  const native = require('../native/native-kinds') as typeof import('../native/native-kinds');
  const own = nativeSchemas();
  if (wanted === undefined) {
    const isTheirs = existsSync(imported) && !isSame(imported, join(OWN_IMPORTS, NATIVE_KINDS));
    return isTheirs ? new native.NativeKinds(() => own.readNativeKinds(imported)) : native.nativeKinds;
  }
  const minor = minorOf(wanted);
  return minor === own.USUAL_KUBERNETES ? native.nativeKinds : new native.NativeKinds(() => own.loadNativeKinds(minor));
}

/**
 * The version that is wanted, as `1.33`.
 *
 * @throws SchemasError when nothing is known of it
 */
function minorOf({ kubernetes, by }: WantedVersion): string {
  const own = nativeSchemas();
  const minor = /^v?(\d+\.\d+)(\.\d+)?$/.exec(kubernetes)?.[1] ?? kubernetes;
  if (minor === own.USUAL_KUBERNETES) return minor;
  const known = own.knownKubernetes();
  if (known.includes(minor)) return minor;
  throw new SchemasError(
    `${by} ${kubernetes}: the kinds of this version are not known: write one of ${known.join(', ')}, or import those of your cluster with \`meshwright import --kubernetes FILE\``,
  );
}

function nativeSchemas(): typeof import('../native/decoding/native-schema') {
  return require('../native/decoding/native-schema') as typeof import('../native/decoding/native-schema');
}
