import { Command, CommanderError } from 'commander';
import { installedMemory } from '../check/installed-memory';
import { fileProblem, isFileError } from '../kube/file-problems';
import { codeOf, messageOf } from '../kube/thrown';
import { missingPackage } from './missing-package';
import { ProcessOutput } from './process-output';
import { Exit, Messages, type Terminal } from './terminal';

/** A module of a subcommand. */
interface Subcommand {
  /** Adds the arguments, the options and the action. */
  configure(command: Command, terminal: Terminal): void;
}

/** The subcommands. Each is loaded when it is called, so that none slows down the start of another. */
const SUBCOMMANDS: readonly { readonly name: string; readonly summary: string; readonly load: () => Subcommand }[] = [
  {
    name: 'init',
    summary: 'start a project, or add this package to one',
    load: () => require('./init') as typeof import('./init'),
  },
  {
    name: 'import',
    summary: 'generate exact types and schemas from custom resource definitions',
    load: () => require('./import') as typeof import('./import'),
  },
  {
    name: 'check',
    summary: 'check manifests: what the API server would refuse, and what is wrong between objects',
    load: () => require('./check') as typeof import('./check'),
  },
  {
    name: 'request',
    summary: 'say where a request goes, step by step',
    load: () => require('./request') as typeof import('./request'),
  },
  {
    name: 'test',
    summary: 'run tests of requests that are written in YAML',
    load: () => require('./test') as typeof import('./test'),
  },
  {
    name: 'diff',
    summary: 'say what a change means for traffic',
    load: () => require('./diff') as typeof import('./diff'),
  },
  {
    name: 'report',
    summary: 'write a page of the mesh, or draw its picture',
    load: () => require('./report') as typeof import('./report'),
  },
  {
    name: 'rollout',
    summary: 'rehearse the release of a new version, tick by tick',
    load: () => require('./rollout') as typeof import('./rollout'),
  },
  {
    name: 'forecast',
    summary: 'say what callers see while an experiment runs',
    load: () => require('./forecast') as typeof import('./forecast'),
  },
  {
    name: 'ignore-differences',
    summary: 'print what Argo CD must leave to Flagger and autoscalers',
    load: () => require('./ignore-differences') as typeof import('./ignore-differences'),
  },
  {
    name: 'migrate',
    summary: 'write manifests as TypeScript that makes the same objects',
    load: () => require('./migrate') as typeof import('./migrate'),
  },
  {
    name: 'kinds',
    summary: 'list the kinds that are checked, with their versions',
    load: () => require('./kinds') as typeof import('./kinds'),
  },
  {
    name: 'explain',
    summary: 'say what a rule means',
    load: () => require('./explain') as typeof import('./explain'),
  },
];

/**
 * Runs the `meshwright` command.
 *
 * @param args without the names of node and of the script
 * @returns the exit code: 0 for success, 1 for problems, 2 for a wrong call
 */
export async function main(args: readonly string[], version: string, given: Terminal = thisProcess()): Promise<number> {
  const terminal: Terminal = { ...given, stderr: new Messages(given.stderr) };
  const program = new Command('meshwright')
    .description('A service mesh described as typed TypeScript, checked before it reaches a cluster.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 success, 1 problems were found, 2 the command was called in a wrong way.\nMESHWRIGHT_DEBUG=1 shows where an error comes from.',
    );
  for (const { name, summary } of SUBCOMMANDS) {
    program.command(name).summary(summary).showHelpAfterError(`(see meshwright ${name} --help)`);
  }
  program.hook('preSubcommand', (_program, command) => {
    SUBCOMMANDS.find(({ name }) => name === command.name())
      ?.load()
      .configure(command, terminal);
  });

  // `help x` would not load what it is to describe; `x --help` does.
  const [first, second] = args;
  const isKnown = second === undefined || SUBCOMMANDS.some(({ name }) => name === second);
  const words = first !== 'help' ? args : isKnown ? [...(second === undefined ? [] : [second]), '--help'] : [second];
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const debug = terminal.env.MESHWRIGHT_DEBUG === '1';
    if (debug) terminal.stderr.write(`${trace(error)}\n`);
    if (error instanceof Exit) return error.code;
    const missing = missingPackage(error);
    if (missing !== undefined) {
      terminal.stderr.write(`${missing}\n`);
      return 2;
    }
    // A file that goes away, or is taken away, between two looks.
    if (isFileError(error)) {
      terminal.stderr.write(`${fileProblem(error)}\n`);
      return 2;
    }
    if (!debug) {
      terminal.stderr.write(`unexpected error: ${messageOf(error)} (MESHWRIGHT_DEBUG=1 shows where)\n`);
    }
    return 1;
  } finally {
    terminal.memory?.save();
  }
}

/** A report that is not whole is a problem. */
function endOfOutput(error: unknown): void {
  const reason = codeOf(error) === 'ENOSPC' ? 'the disk is full: free some space' : messageOf(error);
  process.stderr.write(`the output cannot be written: ${reason}\n`);
  process.exit(2);
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${trace(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** What a command needs of the world, as this process has it. */
export function thisProcess() {
  return {
    cwd: process.cwd(),
    stdout: new ProcessOutput(1, () => process.stdout, endOfOutput),
    // Where problems cannot be said there is nobody to say it to.
    stderr: new ProcessOutput(
      2,
      () => process.stderr,
      () => undefined,
    ),
    env: process.env,
    memory: installedMemory(process.env),
  } satisfies Terminal;
}
