import { join } from 'node:path';
import { ImportError } from '../codegen/import-error';
import { readLocatedYaml, SyntaxProblem } from '../codegen/located-yaml';
import { readText, whyUnreadable } from '../kube/file-problems';
import { isMap } from '../kube/json';
import { shown } from '../kube/readable';
import { codeOf } from '../kube/thrown';

const CONFIG_FILE = 'cdk8s.yaml';
const HOW = `list URLs or paths of files with CRDs under "imports:" in ${CONFIG_FILE}, or give them as arguments`;

/**
 * The `imports:` of the cdk8s.yaml in a folder.
 *
 * @throws ImportError when there are none
 */
export function configuredImports(folder: string): string[] {
  const refuse = (problem: string) => new ImportError([problem], true);
  let text: string;
  try {
    text = readText(join(folder, CONFIG_FILE));
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    throw refuse(
      `${CONFIG_FILE}: ${missing ? 'not found in the working directory' : `cannot be read: ${whyUnreadable(error)}`}: ${HOW}`,
    );
  }
  let config: unknown;
  try {
    config = readLocatedYaml(text).documents[0]?.value;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw refuse(`${CONFIG_FILE} (line ${error.line}): ${error.message}`);
  }
  const imports: unknown = isMap(config) ? config.imports : undefined;
  if (imports === undefined || imports === null) throw refuse(`${CONFIG_FILE}: nothing to import: ${HOW}`);
  if (!Array.isArray(imports)) throw refuse(`${CONFIG_FILE}: imports is ${shown(imports)}: must be a list: ${HOW}`);
  if (imports.length === 0) throw refuse(`${CONFIG_FILE}: nothing to import: ${HOW}`);
  return imports.map((spec: unknown, index) => {
    if (typeof spec === 'string') return spec;
    throw refuse(`${CONFIG_FILE}: imports[${index}] is ${shown(spec)}: must be a string, put it in quotes`);
  });
}
