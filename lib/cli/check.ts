import { type Command, Option } from 'commander';
import type { CheckOutcome } from '../check/check-outcome';
import { CheckSession } from '../check/check-session';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { CheckedFile } from '../check/remembered-run';
import { findInputs, type InputFile, problemOf, sourceOf } from '../inputs/inputs';
import { isFileError } from '../kube/file-problems';
import { plural } from '../kube/plural';
import { closest } from '../kube/suggestion';
import type { Severity } from '../model/finding';
import { type CheckResult, summarize } from '../report/summary';
import { readSettings, SettingsError } from '../settings/read-settings';
import { printAll, wantsColours } from './check-output';
import { collect } from './path-options';
import { Progress } from './progress';
import { Exit, type Terminal } from './terminal';
import { versionOf } from './version';
import { saying, WrongCall } from './wrong-call';

interface Options {
  readonly format: 'text' | 'json' | 'sarif';
  readonly schemas?: string;
  readonly kubernetes?: string;
  readonly only?: readonly string[];
  readonly severity: Severity;
  readonly cache: boolean;
}

const HELP = `
PATH is a file, a folder (every .yaml, .yml and .json below it, except in node_modules, hidden folders and
templates of Helm charts, and except patches of a kustomization.yaml) or - for the standard input.

Examples:
  meshwright check dist                            what cdk8s synth wrote
  helm template my-chart | meshwright check -      what Helm renders
  meshwright check . --format sarif > check.sarif  for code scanning

Exit codes: 0 nothing wrong (there may be warnings and notes), 1 errors were found,
2 wrong call, or something could not be read.`;

/** Adds what `meshwright check` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description(
      'Check manifests: what the API server would refuse, and what is wrong between objects, with file and line.',
    )
    .argument('<path...>', 'files, folders or - for the standard input')
    .addOption(
      new Option('--format <format>', 'how to print what was found').choices(['text', 'json', 'sarif']).default('text'),
    )
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .option('--kubernetes <version>', 'the version of Kubernetes that they are for, such as 1.33 (default: 1.34)')
    .option('--only <rule>', 'the rule whose findings are wanted, by its id (again for more)', collect)
    .addOption(
      new Option('--severity <severity>', 'the least severity that is reported')
        .choices(['error', 'warning', 'note'])
        .default('note'),
    )
    .option('--no-cache', 'neither use nor keep what was found in what has not changed since')
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: Options) => run(paths, options, terminal, versionOf(command)));
}

async function run(paths: readonly string[], options: Options, terminal: Terminal, version: string): Promise<void> {
  const progress = new Progress(terminal.stderr, 'checking');
  const stop = () => progress.stop();
  try {
    await saying(
      terminal,
      [SchemasError, SettingsError],
      () => checkAll(paths, options, terminal, version, progress),
      stop,
    );
  } finally {
    stop();
  }
}

async function checkAll(
  paths: readonly string[],
  options: Options,
  terminal: Terminal,
  version: string,
  progress: Progress,
): Promise<void> {
  const unknown = unknownRules(options.only ?? []);
  if (unknown.length > 0) throw new WrongCall(unknown);
  const { files, problems, passedOver } = findInputs(paths, terminal.cwd);
  const rule = (options.only ?? []).length > 0 ? paths.find((path) => isRule(path)) : undefined;
  if (rule !== undefined) throw new WrongCall(`${rule} is a rule and no path: write --only before it, too`);
  const { cwd } = terminal;
  const settings = readSettings(cwd);
  const { only, severity, schemas: folder, kubernetes, cache } = options;
  const memory = cache ? terminal.memory : undefined;
  const judge = loadSchemas({ cwd, folder, kubernetes, settings, memory });
  const session = new CheckSession(judge, { cwd, settings, severity, memory, ...(only === undefined ? {} : { only }) });
  session.addFindings(passedOver);
  const checking = new Checking(session, progress);
  const result = await checking.check(files);
  progress.stop();
  const unread = [...problems, ...checking.problems];
  const { objects, errors } = result.summary;
  if (unread.length === 0 && objects === 0 && errors === 0) unread.push(nothingIn(result, paths));
  for (const problem of unread) terminal.stderr.write(`${problem}\n`);
  if (result.summary.files > 0 || result.findings.length > 0)
    await printAll(terminal.stdout, print(result, options, terminal, version));
  if (unread.length > 0) throw new Exit(2);
  if (errors > 0) throw new Exit(1);
}

/** Options with several values look like `--only A B`. */
function isRule(path: string): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(path) && unknownRules([path]) === '';
}

function unknownRules(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const { RULES } = require('../check/rules') as typeof import('../check/rules');
  const wrong = ids.filter((id) => !RULES.has(id));
  return wrong
    .map((id) => {
      const meant = closest(id, [...RULES.keys()]);
      return `--only ${id}: there is no such rule${meant === undefined ? '' : `: did you mean ${meant}?`}`;
    })
    .join('\n');
}

/** A pipe whose first half failed must not look like a check that found nothing. */
function nothingIn({ summary }: CheckResult, paths: readonly string[]): string {
  const where = paths.map((path) => (path === '-' ? 'the standard input' : path)).join(', ');
  return `${where}: no objects in ${plural(summary.files, 'file')}: give manifests, or look at what was to write them`;
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

/** How long the progress may wait for its turn, in seconds. */
const TURN = 0.1;

/** Checks files one after the other. */
class Checking {
  /** Files that could not be read, one line each. */
  readonly problems: string[] = [];
  private files = 0;
  private turn = process.uptime();

  constructor(
    private readonly session: CheckSession,
    private readonly progress: Progress,
  ) {}

  async check(files: readonly InputFile[]): Promise<CheckResult> {
    const { session } = this;
    const asked = session.recall(files.map((file) => ({ source: sourceOf(file), strict: file.named })));
    if (asked.outcome !== undefined) return resultOf(asked.outcome, files.length);
    for (const file of asked.files) await this.add(file);
    return resultOf(session.finish(), this.files);
  }

  private async add(file: CheckedFile): Promise<void> {
    const { name } = file.source;
    this.progress.update(name, 'begin');
    try {
      for (const _checked of this.session.read(file)) await this.takeTurns();
      this.files++;
    } catch (error) {
      if (!isFileError(error)) throw error;
      this.problems.push(problemOf(name, error));
    } finally {
      this.progress.update(name, 'end');
    }
  }

  /** Lets timers run, which the progress needs. */
  private async takeTurns(): Promise<void> {
    // What `performance` and `timers/promises` take to load is a tenth of a small check.
    if (process.uptime() - this.turn < TURN) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.turn = process.uptime();
  }
}

function resultOf(outcome: CheckOutcome, files: number): CheckResult {
  const { findings, suppressed, objects, skippedRules, unknownKinds, judgedBy } = outcome;
  const counts = { files, objects, skippedRules, suppressed: suppressed.length };
  const summary = summarize(findings, { ...counts, unknownKinds: Object.fromEntries(unknownKinds) });
  return { summary, judgedBy, findings };
}
