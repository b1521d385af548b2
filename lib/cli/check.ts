import { setImmediate } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { check } from '../check/check';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { Judge } from '../check/judge';
import type { Finding } from '../model/finding';
import { streamManifests } from '../model/read-manifests';
import { type CheckResult, summarize } from '../report/summary';
import { EncodingError, findInputs, type InputFile, piecesOf, problemOf } from './check-inputs';
import { printAll, wantsColours } from './check-output';
import { Progress } from './progress';
import { Exit, type Terminal } from './terminal';

interface Options {
  readonly format: 'text' | 'json' | 'sarif';
  readonly schemas?: string;
}

const HELP = `
PATH is a file, a folder (every .yaml, .yml and .json below it, except in node_modules and hidden folders)
or - for the standard input.

Examples:
  meshwright check dist                            what cdk8s synth wrote
  helm template my-chart | meshwright check -      what Helm renders
  meshwright check . --format sarif > check.sarif  for code scanning

Exit codes: 0 nothing wrong (there may be warnings and notes), 1 errors were found,
2 wrong call, or something could not be read.`;

/** Adds what `meshwright check` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Check manifests: what the API server would refuse is said now, with file and line.')
    .argument('<path...>', 'files, folders or - for the standard input')
    .addOption(
      new Option('--format <format>', 'how to print what was found').choices(['text', 'json', 'sarif']).default('text'),
    )
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: Options) => run(paths, options, terminal, versionOf(command)));
}

async function run(paths: readonly string[], options: Options, terminal: Terminal, version: string): Promise<void> {
  const progress = new Progress(terminal.stderr);
  try {
    const { files, problems } = findInputs(paths, terminal.cwd);
    const judge = loadSchemas({ cwd: terminal.cwd, folder: options.schemas });
    const checking = new Checking(judge, progress);
    for (const file of files) await checking.add(file);
    progress.stop();
    for (const problem of [...problems, ...checking.problems]) terminal.stderr.write(`${problem}\n`);
    const result = checking.result();
    if (result.summary.files > 0) await printAll(terminal.stdout, print(result, options, terminal, version));
    if (problems.length + checking.problems.length > 0) throw new Exit(2);
    if (result.summary.errors > 0) throw new Exit(1);
  } catch (error) {
    if (!(error instanceof SchemasError)) throw error;
    progress.stop();
    terminal.stderr.write(`${error.message}\n`);
    throw new Exit(2, { cause: error });
  } finally {
    progress.stop();
  }
}

function print(result: CheckResult, { format }: Options, terminal: Terminal, version: string): Iterable<string> {
  // Each is loaded when it is needed.
  switch (format) {
    case 'json':
      return (require('../report/json') as typeof import('../report/json')).printJson(result);
    case 'sarif':
      return (require('../report/sarif') as typeof import('../report/sarif')).printSarif(result, version);
    case 'text':
      return (require('../report/text') as typeof import('../report/text')).printText(result, {
        colours: wantsColours(terminal),
      });
  }
}

/** How long the progress may wait for its turn, in milliseconds. */
const TURN = 100;

/** Checks files one after the other and collects what is found. */
class Checking {
  /** Files that could not be read, one line each. */
  readonly problems: string[] = [];
  private readonly findings: Finding[] = [];
  private files = 0;
  private objects = 0;
  private skippedRules = 0;
  private turn = performance.now();

  constructor(
    private readonly judge: Judge,
    private readonly progress: Progress,
  ) {}

  async add(file: InputFile): Promise<void> {
    const found: Finding[] = [];
    this.progress.update(file.name, 'begin');
    try {
      const documents = streamManifests(file.name, piecesOf(file), { strict: file.named });
      for (const { judged, findings } of check(documents, this.judge)) {
        for (const finding of findings) found.push(detached(finding));
        this.objects += judged.length;
        for (const { unevaluated } of judged) this.skippedRules += unevaluated.length;
        await this.takeTurns();
      }
      this.files++;
    } catch (error) {
      if (error instanceof EncodingError) {
        this.files++;
        found.push(encodingFinding(file.name, error));
      } else if (error instanceof Error && 'syscall' in error) this.problems.push(problemOf(file.name, error));
      else throw error;
    } finally {
      this.progress.update(file.name, 'end');
    }
    found.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
    for (const finding of found) this.findings.push(finding);
  }

  result(): CheckResult {
    const { files, objects, skippedRules, findings } = this;
    return { summary: summarize(findings, { files, objects, skippedRules }), findings };
  }

  /** Lets timers run, which the progress needs. */
  private async takeTurns(): Promise<void> {
    if (performance.now() - this.turn < TURN) return;
    await setImmediate();
    this.turn = performance.now();
  }
}

/** A copy with strings of its own: a part of a string keeps the whole, here the text of the file, in memory. */
function detached(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding)) as Finding;
}

function encodingFinding(file: string, { message }: EncodingError): Finding {
  return {
    rule: 'YAML_SYNTAX',
    severity: 'error',
    path: '',
    message,
    fix: 'save it as UTF-8',
    file,
    line: 1,
    column: 1,
  };
}

function versionOf(command: Command): string {
  return command.parent?.version() ?? '';
}
