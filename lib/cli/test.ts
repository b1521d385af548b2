import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { AnyJudge } from '../check/late-judge';
import { WorldError } from '../inputs/applied-world';
import { OutputError } from '../output/output-error';
import { mutationCounts, type TestReport } from '../report/test-report';
import { coverageOf } from '../routing-tests/run-coverage';
import { runTest, type TestMesh, type TestResult } from '../routing-tests/run-tests';
import type { TestFile } from '../routing-tests/test-file';
import { SettingsError } from '../settings/read-settings';
import { isError } from '../violation/violation';
import { printAll, wantsColours } from './check-output';
import { collect, fileOption } from './path-options';
import { judgedByOf } from './read-mesh';
import { OptionError } from './rollout-options';
import { Exit, type Terminal } from './terminal';
import { readTestFiles } from './test-files';
import { TestMeshes } from './test-meshes';
import { saying } from './wrong-call';

interface Options {
  readonly mesh?: readonly string[];
  readonly overlay?: readonly string[];
  readonly world?: string;
  readonly coverage?: true;
  readonly minCoverage?: string;
  readonly mutate?: true;
  readonly minKilled?: string;
  readonly junit?: string;
  readonly format: 'text' | 'json';
  readonly schemas?: string;
}

const HELP = `
FILE is a file of tests, a folder with some below it, or - for the standard input. The files of istio-config-validator
work as they are. The mesh is what --mesh says, else what the file of tests says with mesh, else the base of the world in
meshwright.yaml, else what cdk8s synth writes.

Examples:
  meshwright test tests --mesh manifests
  meshwright test tests --coverage --min-coverage 90
  meshwright test tests --mutate
  meshwright test tests --junit results.xml

Exit codes: 0 every test passes; 1 a test fails, or less is covered or noticed than is asked for; 2 wrong call, or something could
not be read, such as a file of tests that means nothing.`;

/** Adds what `meshwright test` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Run tests of requests that are written in YAML: which rule takes a request, and what becomes of it.')
    .argument('<file...>', 'files of tests, folders, or - for the standard input')
    .option('--mesh <path>', 'a file or folder of manifests (again for more)', collect)
    .option('--overlay <file>', 'a file that is applied on top (again for more)', collect)
    .option('--world <name>', 'a world of meshwright.yaml')
    .option('--coverage', 'say which routes no test reaches')
    .option('--min-coverage <percent>', 'fail where tests reach fewer of the routes')
    .option('--mutate', 'change one field of the mesh at a time, and say which changes no test notices')
    .option('--min-killed <percent>', 'fail where tests notice fewer of the changes')
    .option('--junit <file>', 'write the results as JUnit XML, too; missing folders are made', fileOption)
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((files: readonly string[], options: Options) => run(files, options, terminal));
}

const KNOWN_ERRORS = [WorldError, SchemasError, SettingsError, OutputError];

async function run(paths: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const least = {
      coverage: percentOption('--min-coverage', options.minCoverage),
      killed: percentOption('--min-killed', options.minKilled),
    };
    const { tests, judge } = placedTests(paths, options, terminal);
    const results = tests.map(({ place, test }) => runTest(place, test));
    const passed = results.every((each) => each.passed);
    const isCoverage = options.coverage === true || least.coverage !== undefined;
    const isMutation = options.mutate === true || least.killed !== undefined;
    const report: TestReport = {
      results,
      ...(isCoverage ? { coverage: coverageOf(results) } : {}),
      ...(isMutation && passed ? { mutation: mutationOf(results, judge) } : {}),
      judgedBy: judgedByOf(judge, [...new Set(tests.map(({ place }) => place.mesh.given))]),
    };
    if (options.junit !== undefined) writeJunit(options.junit, report, terminal);
    await printAll(terminal.stdout, print(report, options, terminal));
    if (isMutation && !passed) terminal.stderr.write('the mesh is only changed where every test passes\n');
    const missed = shortfalls(report, least);
    for (const line of missed) terminal.stderr.write(`${line}\n`);
    if (!passed || missed.length > 0) throw new Exit(1);
  });
}

/** What is reached or noticed less than is asked for, one line each. */
function shortfalls(
  { coverage, mutation }: TestReport,
  least: { readonly coverage: number | undefined; readonly killed: number | undefined },
): readonly string[] {
  const found: string[] = [];
  if (coverage !== undefined && coverage.reached * 100 < coverage.routes.length * (least.coverage ?? 0)) {
    found.push(`tests reach less than ${least.coverage} % of the routes`);
  }
  if (mutation !== undefined) {
    const { noticed, all } = mutationCounts(mutation);
    if (noticed * 100 < all * (least.killed ?? 0)) {
      found.push(`tests notice less than ${least.killed} % of the changes of the mesh`);
    }
  }
  return found;
}

function mutationOf(results: readonly TestResult[], judge: AnyJudge) {
  const { mutate } = require('../routing-tests/mutation/mutate') as typeof import('../routing-tests/mutation/mutate');
  return mutate(results, (manifest) => {
    const { sound, scope, violations } = judge.judge(manifest);
    return !sound || violations.some(isError) ? undefined : { manifest, sound, scope };
  });
}

interface PlacedTest {
  readonly place: TestMesh;
  readonly test: TestResult['test'];
}

/** Every test with the mesh that it is made in. Nothing is run where something cannot be read. */
function placedTests(
  paths: readonly string[],
  options: Options,
  terminal: Terminal,
): { readonly tests: readonly PlacedTest[]; readonly judge: AnyJudge } {
  const { stderr, cwd } = terminal;
  const { files, problems } = readTestFiles(paths, cwd);
  for (const warning of files.flatMap(({ warnings }) => warnings)) stderr.write(`${warning}\n`);
  for (const problem of problems) stderr.write(`${problem}\n`);
  if (problems.length > 0) throw new Exit(2);
  const judge = loadSchemas({ cwd, folder: options.schemas, memory: terminal.memory });
  const meshes = new TestMeshes(judge, cwd);
  const tests = files.flatMap((file) => {
    const source = { paths: meshPaths(file, options, cwd), overlays: options.overlay ?? [], world: options.world };
    return file.tests.map((test) => ({ test, place: meshes.for(file.name, source, test.overlays) }));
  });
  for (const line of meshes.refused) stderr.write(`left out, as the API server would refuse it: ${line}\n`);
  for (const problem of meshes.problems) stderr.write(`${problem}\n`);
  if (meshes.problems.length > 0) throw new Exit(2);
  return { tests, judge };
}

function meshPaths({ mesh = [] }: TestFile, options: Options, cwd: string): readonly string[] {
  return options.mesh ?? mesh.map((path) => relative(cwd, path) || '.');
}

function percentOption(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new OptionError(`${flag} ${text}: give a percentage from 0 to 100`);
}

function writeJunit(file: string, report: TestReport, { cwd }: Terminal): void {
  const { printTestJunit } = require('../report/test-junit') as typeof import('../report/test-junit');
  const { writeFile } = require('../output/write-file') as typeof import('../output/write-file');
  writeFile(resolve(cwd, file), [...printTestJunit(report)].join(''));
}

function print(report: TestReport, { format }: Options, terminal: Terminal): Iterable<string> {
  if (format === 'json') {
    return (require('../report/test-json') as typeof import('../report/test-json')).printTestJson(report);
  }
  const { printTestText } = require('../report/test-text') as typeof import('../report/test-text');
  return printTestText(report, { colours: wantsColours(terminal) });
}
