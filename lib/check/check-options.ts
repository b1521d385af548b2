import type { Memory } from '../memory/memory';
import type { Severity } from '../model/finding';
import type { Settings } from '../settings/settings';

/** How manifests are checked. */
export interface CheckOptions {
  /** The folder that names of files are relative to. */
  readonly cwd: string;
  /** @default - those of a repository without `meshwright.yaml` */
  readonly settings?: Settings;
  /** The ids of the rules whose findings are wanted. @default - all */
  readonly only?: readonly string[];
  /** The least severity that is wanted. @default note */
  readonly severity?: Severity;
  /** The path that settings know a file by, when it stands somewhere else for now. @default - its own */
  readonly knownAs?: (file: string) => string;
  /** What earlier checks have found. @default - nothing is remembered */
  readonly memory?: Memory | undefined;
}
