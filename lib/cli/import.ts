import { join } from 'node:path';
import type { Command } from 'commander';
import { type ImportResult, importDefinitions } from '../codegen/import';
import { ImportError } from '../codegen/import-error';
import { importNativeSchema } from '../codegen/import-native';
import { configuredImports } from './config';
import { fileOption, folderOption } from './path-options';
import { Progress } from './progress';
import { Exit, type Terminal } from './terminal';

interface Options {
  readonly allVersions?: true;
  readonly descriptions?: true;
  readonly from?: string;
  readonly kubernetes?: string;
  readonly outdir: string;
}

const HELP = `
SPEC is [NAME:=]SOURCE, where SOURCE is an https URL or a path of a file with CRDs (YAML or JSON).
CRDs of one API group become one module, <group>.ts with <group>.schema.json; NAME makes it NAME-<group>.ts.
SOURCES.json beside them records the sha256 of each source; a URL whose content has changed is refused.

Examples:
  meshwright import                               all sources of cdk8s.yaml; modules of others are removed
  meshwright import crds/gadgets.yaml             one source more
  meshwright import --from ~/crds                 no network: copies of the URLs' files, found by their sha256
  meshwright import --all-versions --descriptions larger modules, with what editors can show
  meshwright import --kubernetes openapi.json     the built-in kinds of another version, for checks:
                                                  kubectl get --raw /openapi/v2 > openapi.json

Exit codes: 0 imported, 1 a source is wrong, 2 wrong call, nothing to import, or a source cannot be read. Nothing is
written unless all is well.`;

/** Adds what `meshwright import` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Generate exact TypeScript types and schemas from custom resource definitions (CRDs).')
    .argument('[spec...]', 'what to import (default: `imports:` of ./cdk8s.yaml)')
    .option('--from <dir>', 'read the files of URLs from this folder instead of the network', folderOption)
    .option(
      '--kubernetes <file>',
      'take the built-in kinds from OpenAPI definitions of Kubernetes, and nothing else',
      fileOption,
    )
    .option('--all-versions', 'a class for each older version that is served too, such as WidgetV1Beta1')
    .option('--descriptions', 'what the definitions say of their fields, as comments')
    .option('--outdir <dir>', 'where the modules go', folderOption, 'imports')
    .addHelpText('after', HELP)
    .action((specs: readonly string[], options: Options) => run(specs, options, terminal));
}

async function run(specs: readonly string[], options: Options, { cwd, stdout, stderr }: Terminal): Promise<void> {
  const progress = new Progress(stderr, 'reading');
  try {
    if (options.kubernetes !== undefined) {
      if (specs.length > 0)
        throw new ImportError(['--kubernetes takes no SPEC beside it: import that by another call'], true);
      const { written } = importNativeSchema({ file: options.kubernetes, cwd, outdir: options.outdir });
      stdout.write(`${join(options.outdir, 'kubernetes.schema.json')}${written.length === 0 ? ': unchanged' : ''}\n`);
      return;
    }
    const complete = specs.length === 0;
    const result = await importDefinitions({
      ...options,
      specs: complete ? configuredImports(cwd) : specs,
      complete,
      cwd,
      progress: progress.update,
    });
    stdout.write(summary(result, options.outdir));
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    progress.stop();
    for (const problem of error.problems) stderr.write(`${problem}\n`);
    throw new Exit(error.usage ? 2 : 1, { cause: error });
  } finally {
    progress.stop();
  }
}

function summary({ modules, written, removed }: ImportResult, outdir: string): string {
  const changed = new Set(written);
  const lines = modules.map(({ name, kinds }) => {
    const same = !changed.has(`${name}.ts`) && !changed.has(`${name}.schema.json`);
    return `${join(outdir, `${name}.ts`)}: ${kinds.length} ${kinds.length === 1 ? 'kind' : 'kinds'}${same ? ' (unchanged)' : ''}`;
  });
  return [...lines, ...removed.map((name) => `${join(outdir, name)}: removed`), ''].join('\n');
}
