import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CanarySpec } from '../../imports/flagger.app';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import { readAppliedWorld, WorldError } from '../inputs/applied-world';
import { problemOf } from '../inputs/inputs';
import { type ReadWorld, readWorld } from '../inputs/read-world';
import { isFolder, readText } from '../kube/file-problems';
import type { RolloutReport } from '../report/rollout-report';
import type { Assumptions } from '../rollout/assumptions';
import { rehearse } from '../rollout/rehearse';
import { SettingsError } from '../settings/read-settings';
import { describeId, idKey, type Sound } from '../world/entity';
import { CANARY } from '../world/kinds';
import { printAll, wantsColours } from './check-output';
import { collect } from './path-options';
import { judgedByOf } from './read-mesh';
import { type AssumptionOptions, assumptionsOf, OptionError, readAssumptions, wholeOf } from './rollout-options';
import { isAsked, questionsOf, type TrafficOptions, type TrafficQuestions, trafficOf } from './rollout-traffic';
import { Exit, type Terminal } from './terminal';
import { saying, WrongCall } from './wrong-call';

interface Options extends AssumptionOptions, TrafficOptions {
  readonly format: 'text' | 'json' | 'markdown' | 'svg';
  readonly assume?: string;
  readonly ticks?: string;
  readonly all?: true;
  readonly schemas?: string;
}

const HELP = `
CANARY is NAME or NAMESPACE/NAME. PATH is a file, a folder or - for the standard input; the current folder by default.
Of a Canary that stands in several files, the one in a file that is named counts, or the one not deepest in folders.
The tick at which Flagger notices the new version is 0. Without options about what happens, both cases are shown: all
goes well, and the checks fail from the first on.

Examples:
  meshwright rollout weather/ad dist                  tick by tick, and how it goes wrong
  meshwright rollout weather/ad dist --fail-at 3      the check at tick 3 fails
  meshwright rollout weather/ad dist --gate confirm-promotion=never
  meshwright rollout weather/ad dist --request 'GET http://ad.weather:3003/ad' --from weather/frontend-v1
  meshwright rollout weather/ad dist --never '/admin reaches the canary'
  meshwright rollout --all dist                       a line for each Canary

Exit codes: 0 the release ends, how it ends is not known, or what happens was said by options; 1 it never ends although all goes
well, or what must never happen does or cannot be ruled out; 2 wrong call, or something could not be read.`;

/** Adds what `meshwright rollout` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Rehearse the release of a new version: what Flagger does tick by tick, and how it ends.')
    .argument('[canary]', 'NAME or NAMESPACE/NAME of a Canary')
    .argument('[path...]', 'files, folders or - for the standard input')
    .option('--all', 'a line for each Canary: all arguments are paths')
    .option('--fail-at <tick>', 'the check at this tick fails (again for more)', collect)
    .option('--fail-always', 'every check fails')
    .option('--fail-rate <share>', 'this share of the checks fails at random, 0 to 1')
    .option('--seed <number>', 'what random failures are drawn from')
    .option('--no-data', 'metrics have no value')
    .option(
      '--gate <name=tick>',
      'a webhook, by name or type, opens at this tick: never, or TICK,TICK… to close and open again',
      collect,
    )
    .option('--new-version-at <tick>', 'before this tick there is yet another version', collect)
    .option('--ready <time>', 'how long pods take until they are ready: 30s, or never')
    .option('--primary-ready <time>', 'the same for the pods of the primary')
    .option('--detection <time>', 'how long Flagger takes to notice the change')
    .option('--initial', 'begin with the first installation')
    .option('--rps <number>', 'requests a second')
    .option('--scrape <time>', 'how often Prometheus scrapes')
    .option('--assume <file>', 'what is assumed, as JSON')
    .option(
      '--request <request>',
      "who gets a request over time, such as 'GET http://ad.shop:80/' (again for more)",
      collect,
    )
    .option('-H, --header <line>', 'a header of the request, NAME: VALUE (again for more)', collect)
    .option('--from <workload>', 'who asks: NAMESPACE/WORKLOAD, a gateway, or outside')
    .option('--every <time>', 'how often a user asks (default: 10s)')
    .option('--never <claim>', "what must not happen at any tick, such as '/admin reaches the canary' (again)", collect)
    .option('--ticks <number>', 'show so many ticks, ended or not')
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['text', 'json', 'markdown', 'svg']).default('text'),
    )
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((canary: string | undefined, paths: readonly string[], options: Options) =>
      run(canary, paths, options, terminal),
    );
}

const KNOWN_ERRORS = [WorldError, SchemasError, SettingsError];

async function run(
  canary: string | undefined,
  paths: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const assumptions = assumptionsOf(options, readFile(options.assume, terminal));
    const ticks = options.ticks === undefined ? undefined : wholeOf('--ticks', options.ticks);
    const questions = questionsOf(options);
    const all = options.all === true || isPathAlone(canary, paths, terminal.cwd);
    if (canary === undefined && !all)
      throw new WrongCall('say which Canary: NAME or NAMESPACE/NAME, or --all for each of them');
    if (all && isAsked(questions)) throw new WrongCall('--request and --never are about one Canary: say which');
    const given = [...(all && canary !== undefined ? [canary] : []), ...paths];
    const read = worldFor(isAsked(questions), given.length > 0 ? given : ['.'], options.schemas, terminal);
    for (const problem of read.problems) terminal.stderr.write(`${problem}\n`);
    const known = read.world.all(CANARY);
    // Why there is none has been said.
    if (known.length === 0 && read.problems.length > 0) throw new Exit(2);
    const chosen = all ? known : [find(read, canary ?? '', given)];
    if (chosen.length === 0) throw new WrongCall(noCanary(read));
    refuseIdleOptions(assumptions, chosen);
    const report: RolloutReport = {
      releases: chosen.map((entity) => releaseOf(read, entity, assumptions, ticks, questions)),
      all,
      judgedBy: judgedByOf(read.judge, [read.world]),
    };
    await printAll(terminal.stdout, print(report, options, terminal));
    if (read.problems.length > 0) throw new Exit(2);
    const stuck = report.releases.some(({ timeline }) => timeline.ends === 'stuck');
    const broken = report.releases.some(({ traffic = [] }) =>
      traffic.some(({ verdicts }) => verdicts.some(({ holds }) => holds !== 'yes')),
    );
    if (broken || (stuck && Object.keys(assumptions).length === 0)) throw new Exit(1);
  });
}

/**
 * Everything below the paths; for requests what is applied: of a folder the files directly in it, with files that are
 * named beside it on top.
 */
function worldFor(
  forRequests: boolean,
  paths: readonly string[],
  schemas: string | undefined,
  { cwd, memory }: Terminal,
): ReadWorld {
  const read = readWorld(paths, cwd, schemas, memory);
  if (!forRequests) return read;
  const folders = paths.filter((path) => isFolder(resolve(cwd, path)));
  const files = paths.filter((path) => !folders.includes(path));
  const applied =
    folders.length === 0
      ? { paths: files, overlays: [], schemas, world: undefined }
      : { paths: folders, overlays: files, schemas, world: undefined };
  return { ...read, ...readAppliedWorld(applied, cwd, loadSchemas({ cwd, folder: schemas, memory })) };
}

/** `meshwright rollout dist`: what is no Canary but a path. */
function isPathAlone(canary: string | undefined, paths: readonly string[], cwd: string): boolean {
  return canary !== undefined && paths.length === 0 && (canary === '-' || existsSync(resolve(cwd, canary)));
}

function readFile(file: string | undefined, { cwd, stderr }: Terminal): Assumptions {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readText(resolve(cwd, file));
  } catch (error) {
    throw new OptionError(problemOf(file, error));
  }
  const { assumptions, unknown } = readAssumptions(file, text);
  for (const field of unknown) stderr.write(`${file}: ${field} means nothing here, and is left out\n`);
  return assumptions;
}

/** @throws OptionError when there is no such Canary, or more than one */
function find({ world, refused }: ReadWorld, name: string, paths: readonly string[]): Sound<CanarySpec> {
  const slash = name.indexOf('/');
  const [namespace, own] = slash === -1 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)];
  const found = world
    .current(CANARY)
    .filter(({ id }) => id.name === own && (namespace ?? id.namespace) === id.namespace);
  const [first, second] = found;
  if (first === undefined) {
    const canaries = world.current(CANARY).map(({ id }) => `${id.namespace}/${id.name}`);
    const why = refused.find((line) => line.includes(': Canary ') && line.includes(own));
    const where = paths.length === 0 ? 'the current folder' : paths.join(', ');
    const known = canaries.length === 0 ? 'there is none at all' : `there are ${canaries.join(', ')}`;
    throw new OptionError(
      why === undefined ? `no Canary ${name} in ${where}: ${known}` : `the API server would refuse this Canary: ${why}`,
    );
  }
  if (second !== undefined) {
    const names = found.map(({ id }) => `${id.namespace}/${id.name}`).join(', ');
    throw new OptionError(`more than one Canary ${name}: ${names}: say which, with its namespace`);
  }
  // A file that was named goes on top of what stands in folders.
  const named = world
    .all(CANARY)
    .filter(({ id, manifest }) => idKey(id) === idKey(first.id) && paths.includes(manifest.file));
  return named.at(-1) ?? first;
}

/** @throws WrongCall for what is said of hooks that none of the Canaries has: nothing of it would happen */
function refuseIdleOptions({ gates = {}, refused = {} }: Assumptions, canaries: readonly Sound<CanarySpec>[]): void {
  const hooks = canaries.flatMap(({ spec }) => spec.analysis?.webhooks ?? []);
  const known = new Set(hooks.flatMap(({ name, type }) => [name, type || 'rollout']));
  const names = [...new Set(hooks.map((hook) => hook.name))].join(', ');
  const idle = Object.keys({ ...gates, ...refused }).filter((name) => !known.has(name));
  if (idle.length === 0) return;
  const whose = canaries.length === 1 ? 'the Canary has' : 'the Canaries have';
  throw new WrongCall(
    `${whose} no webhook of the name or the type ${idle.join(', ')}: ${names === '' ? 'there is none at all' : `there are ${names}`}`,
  );
}

function noCanary({ refused }: ReadWorld): string {
  const why = refused.find((line) => line.includes(': Canary '));
  return why === undefined ? 'there is no Canary in these files' : `the API server would refuse the Canary: ${why}`;
}

function releaseOf(
  { world, refusal, meshConfig }: ReadWorld,
  entity: Sound<CanarySpec>,
  assumptions: Assumptions,
  ticks: number | undefined,
  questions: TrafficQuestions,
): RolloutReport['releases'][number] {
  // A Canary without a spec is one for the definition.
  const { kind, name } = entity.spec.targetRef ?? { kind: 'target', name: '?' };
  const timeline = rehearse(world, entity, assumptions, { ticks, refusal });
  const said =
    Object.keys(assumptions).some((key) => !NEUTRAL.has(key)) ||
    [assumptions.ready, assumptions.primaryReady].includes('never');
  const failing = said ? undefined : rehearse(world, entity, { ...assumptions, failing: 'always' }, { refusal });
  const settings = meshConfig === undefined ? {} : { meshConfig };
  const cases = [
    [failing === undefined ? 'As assumed' : 'When all goes well', timeline] as const,
    // A release of which no check can fail goes the same way.
    ...(failing === undefined || failing.ends === 'Succeeded'
      ? []
      : [['When the checks fail from the first on', failing] as const]),
  ];
  return {
    timeline,
    file: entity.manifest.file,
    others: world
      .alternatives(entity.id)
      .filter((each) => each !== entity)
      .map(({ manifest }) => manifest.file),
    target: describeId({ group: '', kind, namespace: entity.id.namespace, name }),
    ...(failing === undefined ? {} : { failing }),
    ...(isAsked(questions)
      ? {
          traffic: cases.map(([title, of]) =>
            trafficOf(title, { world, canary: entity, timeline: of, settings }, questions),
          ),
        }
      : {}),
  };
}

/** What can be said without saying what happens. */
const NEUTRAL: ReadonlySet<string> = new Set<keyof Assumptions>([
  ...(['ready', 'primaryReady', 'rps', 'scrapeInterval', 'detectionDelay', 'initial', 'seed'] as const),
]);

function print(report: RolloutReport, { format }: Options, terminal: Terminal): Iterable<string> {
  // Each is loaded when it is needed.
  switch (format) {
    case 'json':
      return (require('../report/rollout-json') as typeof import('../report/rollout-json')).printRolloutJson(report);
    case 'markdown':
      return (
        require('../report/rollout-markdown') as typeof import('../report/rollout-markdown')
      ).printRolloutMarkdown(report);
    case 'svg':
      return (require('../report/rollout-svg') as typeof import('../report/rollout-svg')).printRolloutSvg(report);
    case 'text':
      return (require('../report/rollout-text') as typeof import('../report/rollout-text')).printRolloutText(report, {
        colours: wantsColours(terminal),
      });
  }
}
