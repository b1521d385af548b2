import { resolve } from 'node:path';
import { readText } from '../kube/file-problems';
import { messageOf } from '../kube/thrown';
import { ImportError } from './import-error';
import { generateNativeSchema } from './native-schema';
import { fileReason } from './read-sources';
import { type WriteResult, writeAllOrNothing } from './write-all-or-nothing';

/** What `meshwright import --kubernetes` reads and writes. */
export interface NativeImport {
  /** A file with the OpenAPI definitions of Kubernetes, version 2, as `/openapi/v2` of an API server answers. */
  readonly file: string;
  readonly cwd: string;
  readonly outdir: string;
}

/**
 * Writes `kubernetes.schema.json`, by which the kinds that are built into the API server are checked.
 *
 * @throws ImportError when the file cannot be read or holds no such definitions; nothing is written then
 */
export function importNativeSchema({ file, cwd, outdir }: NativeImport): WriteResult {
  let text: string;
  try {
    text = readText(resolve(cwd, file));
  } catch (error) {
    throw new ImportError([`${file}: cannot be read: ${fileReason(error)}`], true);
  }
  let schema: string;
  try {
    schema = generateNativeSchema(text);
  } catch (error) {
    throw new ImportError([
      `${file}: ${messageOf(error)}: give the OpenAPI definitions of Kubernetes, such as \`kubectl get --raw /openapi/v2\` prints`,
    ]);
  }
  return writeAllOrNothing(resolve(cwd, outdir), new Map([['kubernetes.schema.json', schema]]), [], outdir);
}
