import { loadSchemas } from '../check/installed-schemas';
import type { AnyJudge } from '../check/late-judge';
import { isFileError } from '../kube/file-problems';
import type { JsonMap } from '../kube/json';
import { describeObject } from '../kube/object-reference';
import type { Memory } from '../memory/memory';
import type { Manifest, ManifestObject } from '../model/manifest';
import { streamManifests } from '../model/read-manifests';
import { readSettings } from '../settings/read-settings';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import { type JudgedManifest, World } from '../world/world';
import { findInputs, problemOf, sourceOf } from './inputs';

/** A world as it was read. */
export interface ReadWorld {
  readonly world: World;
  /** What could not be read, one line each. */
  readonly problems: readonly string[];
  /** What the API server would refuse, so that nothing reads it: one line for each object. */
  readonly refused: readonly string[];
  /** What `meshwright.yaml` says of MeshConfig. */
  readonly meshConfig: JsonMap | undefined;
  /** Why the API server would refuse an object, if so. */
  readonly refusal: (object: ManifestObject) => string | undefined;
  /** What judged them. */
  readonly judge: AnyJudge;
}

/**
 * Everything below paths as one world, judged by schemas.
 *
 * @param memory what earlier runs have found
 * @throws SchemasError when schemas cannot be read
 * @throws SettingsError when `meshwright.yaml` cannot be
 */
export function readWorld(
  paths: readonly string[],
  cwd: string,
  folder: string | undefined,
  memory?: Memory,
): ReadWorld {
  const settings = readSettings(cwd);
  const { complete, external, namespace, meshConfig } = settings;
  const { files, problems: missing } = findInputs(paths, cwd);
  const problems = [...missing];
  const refused: string[] = [];
  const all: Manifest[] = [];
  for (const file of files) {
    try {
      for (const { manifests, findings } of streamManifests(sourceOf(file), {
        strict: file.named,
        digests: memory !== undefined,
      })) {
        for (const { severity, message, line = 1 } of findings) {
          if (severity === 'error') problems.push(`${file.name}:${line}: ${message}`);
        }
        all.push(...manifests);
      }
    } catch (error) {
      if (!isFileError(error)) throw error;
      problems.push(problemOf(file.name, error));
    }
  }
  const judge = loadSchemas({ cwd, folder, settings, memory }).knowingAmong(all.map(({ object }) => object));
  const judged = all.map((manifest): JudgedManifest => {
    const { sound, scope, violations } = judge.judge(manifest);
    const [first] = violations.filter(isError);
    if (first !== undefined) {
      refused.push(`${manifest.file}: ${describeObject(manifest.resource)}: ${messageOf(first)}`);
    }
    return { manifest, sound, scope };
  });
  const world = World.of(judged, {
    complete,
    external,
    ...(namespace === undefined ? {} : { defaultNamespace: namespace }),
  });
  const refusal = (object: ManifestObject) => {
    const { scope, violations } = judge.verdict(object);
    const first = scope === undefined ? undefined : violations.find(isError);
    return first === undefined ? undefined : messageOf(first);
  };
  return { world, problems, refused, meshConfig, refusal, judge };
}
