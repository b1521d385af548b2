import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CanarySpec } from '../../imports/flagger.app';
import { SchemasError } from '../check/installed-schemas';
import { problemOf } from '../inputs/inputs';
import { type ReadWorld, readWorld } from '../inputs/read-world';
import type { RolloutReport } from '../report/rollout-report';
import type { Assumptions } from '../rollout/assumptions';
import { rehearse } from '../rollout/rehearse';
import { SettingsError } from '../settings/read-settings';
import { describeId, idKey, type Sound } from '../world/entity';
import { CANARY } from '../world/kinds';
import { printAll, wantsColours } from './check-output';
import { type AssumptionOptions, assumptionsOf, OptionError, readAssumptions, wholeOf } from './rollout-options';
import { Exit, type Terminal } from './terminal';

interface Options extends AssumptionOptions {
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
  meshwright rollout --all dist                       a line for each Canary

Exit codes: 0 the release ends, or what happens was said by options; 1 it never ends although all goes well;
2 wrong call, or something could not be read.`;

const collect = (value: string, previous: readonly string[] = []) => [...previous, value];

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

async function run(
  canary: string | undefined,
  paths: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const fail = (message: string) => {
    terminal.stderr.write(`${message}\n`);
    return new Exit(2);
  };
  try {
    const assumptions = assumptionsOf(options, readFile(options.assume, terminal));
    const ticks = options.ticks === undefined ? undefined : wholeOf('--ticks', options.ticks);
    const all = options.all === true || isPathAlone(canary, paths, terminal.cwd);
    if (canary === undefined && !all) throw fail('say which Canary: NAME or NAMESPACE/NAME, or --all for each of them');
    const given = [...(all && canary !== undefined ? [canary] : []), ...paths];
    const read = readWorld(given.length > 0 ? given : ['.'], terminal.cwd, options.schemas);
    for (const problem of read.problems) terminal.stderr.write(`${problem}\n`);
    const chosen = all ? read.world.all(CANARY) : [find(read, canary ?? '', given)];
    if (!all) for (const line of idleOptions(assumptions, chosen)) terminal.stderr.write(`${line}\n`);
    if (chosen.length === 0) throw fail(noCanary(read));
    const report: RolloutReport = {
      releases: chosen.map((entity) => releaseOf(read, entity, assumptions, ticks)),
      all,
    };
    await printAll(terminal.stdout, print(report, options, terminal));
    if (read.problems.length > 0) throw new Exit(2);
    const stuck = report.releases.some(({ timeline }) => timeline.ends === 'stuck');
    if (stuck && Object.keys(assumptions).length === 0) throw new Exit(1);
  } catch (error) {
    if (error instanceof OptionError || error instanceof SchemasError || error instanceof SettingsError) {
      throw fail(error.message);
    }
    throw error;
  }
}

/** `meshwright rollout dist`: what is no Canary but a path. */
function isPathAlone(canary: string | undefined, paths: readonly string[], cwd: string): boolean {
  return canary !== undefined && paths.length === 0 && (canary === '-' || existsSync(resolve(cwd, canary)));
}

function readFile(file: string | undefined, { cwd, stderr }: Terminal): Assumptions {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
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

/** Options about hooks that the Canary does not have. */
function idleOptions(
  { gates = {}, refused = {} }: Assumptions,
  [canary]: readonly Sound<CanarySpec>[],
): readonly string[] {
  const hooks = canary?.spec.analysis?.webhooks ?? [];
  const known = new Set(hooks.flatMap(({ name, type }) => [name, type || 'rollout']));
  return Object.keys({ ...gates, ...refused })
    .filter((name) => !known.has(name))
    .map((name) => {
      const names = hooks.map((hook) => hook.name).join(', ');
      return `the Canary has no webhook of the name or the type ${name}${names === '' ? '' : `: it has ${names}`}`;
    });
}

function noCanary({ refused }: ReadWorld): string {
  const why = refused.find((line) => line.includes(': Canary '));
  return why === undefined ? 'there is no Canary in these files' : `the API server would refuse the Canary: ${why}`;
}

function releaseOf(
  { world, refusal }: ReadWorld,
  entity: Sound<CanarySpec>,
  assumptions: Assumptions,
  ticks: number | undefined,
): RolloutReport['releases'][number] {
  // A Canary without a spec is one for the definition.
  const { kind, name } = entity.spec.targetRef ?? { kind: 'target', name: '?' };
  const timeline = rehearse(world, entity, assumptions, { ticks, refusal });
  const said =
    Object.keys(assumptions).some((key) => !NEUTRAL.has(key)) ||
    [assumptions.ready, assumptions.primaryReady].includes('never');
  return {
    timeline,
    file: entity.manifest.file,
    others: world
      .alternatives(entity.id)
      .filter((each) => each !== entity)
      .map(({ manifest }) => manifest.file),
    target: describeId({ group: '', kind, namespace: entity.id.namespace, name }),
    ...(said ? {} : { failing: rehearse(world, entity, { ...assumptions, failing: 'always' }, { refusal }) }),
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
