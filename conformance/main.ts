import * as fs from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { Argument, Command } from 'commander';
import { ApiClient } from './api-server/api-client';
import { accessOf, Cluster } from './api-server/cluster';
import { installDefinitions, projectDefinitions } from './api-server/custom-resources';
import { compareSharing } from './api-server/repeated-parts';
import { replay } from './api-server/replay';
import { ServerJudge } from './api-server/server-verdict';
import { type ApiServerOptions, compareWithApiServer } from './api-server/target';
import { recordAnswers } from './cel/recording';
import { type CelOptions, compareExpressions } from './cel/target';
import { measureEnvoy } from './envoy/target';
import { withFigures } from './figures';
import { compareWithFlagger, type FlaggerOptions } from './flagger/target';
import { recordTexts } from './kubectl/record';
import { compareTexts, type TextsOptions } from './kubectl/target';
import { recordWrittenYaml } from './kubectl/written-yaml';
import { recordReleases } from './releases/record';
import { apiServerResult, flaggerResult, readResults, type Target, writeResult } from './results';
import { compareRoutes, type RoutingOptions } from './routing/target';
import {
  DEFAULT_FAULTS,
  isExpected,
  type SeededFaultsOptions,
  type SeededFaultsOutcome,
  seedFaults,
} from './seeded-faults/target';

const program = new Command('conformance');

const TARGETS: readonly Target[] = ['api-server', 'cel', 'kubectl', 'envoy', 'routing', 'flagger', 'seeded-faults'];

program
  .command('serve')
  .description('run an API server until it is interrupted')
  .requiredOption('--folder <dir>', 'where its data, logs and kubeconfig go')
  .option('--port <port>', 'its port; the next three are used, too (default: free ones)', Number)
  .option('--controllers', 'run controllers, too: Deployments get ReplicaSets and so on')
  .option('--any-namespace', 'let objects be written to namespaces that do not exist')
  .option('--crds <file...>', 'more custom resource definitions than the project’s own')
  .action(async (options: ServeOptions) => {
    const cluster = await Cluster.start(options);
    const client = new ApiClient(cluster);
    await installDefinitions(client, [...(await projectDefinitions()), ...(options.crds ?? [])]);
    client.close();
    process.stdout.write(`ready: export KUBECONFIG=${cluster.kubeconfig}\n`);
    // It goes on until a signal ends it and its servers with it.
    setInterval(() => {}, 60_000);
  });

program
  .command('api-server')
  .description('compare verdicts about objects with those of a real API server')
  .option('--kind <text>', 'only kinds whose `apiVersion kind` holds this text')
  .option('--findings <dir>', 'write a page for each kind of difference, with the least objects')
  .option('--record', 'write the verdicts that `npm test` replays')
  .option('--kubernetes <version>', 'the server is of another version, such as 1.33.13')
  .option('--server <dir>', 'ask the server of `serve --folder DIR` (default: one is started when it is needed)')
  .action(async (options: ApiServerOptions) => {
    await compareWithApiServer(options);
  });

program
  .command('envoy')
  .description('measure the facts that simulation rests on with real Envoys')
  .action(async () => {
    const measurements = await measureEnvoy();
    if (measurements.some(({ holds }) => !holds)) process.exitCode = 1;
  });

program
  .command('routing')
  .description('compare where requests go with what a real Envoy does that has the same tables')
  .option('--requests <n>', 'how many', Number, 10_000)
  .option('--seed <n>', 'what they are drawn from', Number, 1)
  .action(async (options: RoutingOptions) => {
    if ((await compareRoutes(options)).different > 0) process.exitCode = 1;
  });

program
  .command('flagger')
  .description('compare rehearsed releases with those of a real Flagger, tick by tick')
  .option('--releases <n>', 'how many', Number, 100)
  .option('--seed <n>', 'what they are drawn from', Number, 1)
  .option('--record', 'record releases for the tests in real time, with the controllers of Deployments, instead')
  .action(async ({ record, ...options }: FlaggerOptions & { readonly record?: boolean }) => {
    if (record === true) {
      await recordReleases();
      return;
    }
    const { differences } = await compareWithFlagger(options);
    if (differences.length > 0) process.exitCode = 1;
  });

program
  .command('seeded-faults')
  .description('break the lab in many ways, and count what is found; what is not is printed')
  .option('--faults <n>', 'how many; 0 for every one that there is', Number, DEFAULT_FAULTS)
  .option('--seed <n>', 'what they are drawn from', Number, 1)
  .option('--kind <text>', 'only kinds whose name holds this text')
  .action((options: SeededFaultsOptions) => {
    if (!areFound(measureFaults(options))) process.exitCode = 1;
  });

program
  .command('kubectl')
  .description('compare what is read of texts with what kubectl reads')
  .option('--texts <count>', 'how many', Number, 200_000)
  .option('--from <number>', 'the number of the first', Number, 0)
  .option('--record', 'record what kubectl reads for the tests, instead')
  .action(async ({ record, ...options }: TextsOptions & { readonly record?: boolean }) => {
    if (record === true) await recordTexts();
    else if ((await compareTexts(options)).different > 0) process.exitCode = 1;
  });

program
  .command('cel')
  .description('compare what is said of expressions with what the API server’s compiler says')
  .option('--expressions <n>', 'how many', Number, 20_000)
  .option('--seed <n>', 'what they are drawn from', Number, 1)
  .option('--record', 'record what the compiler says for the tests, instead')
  .action(async ({ record, ...options }: CelOptions & { readonly record?: boolean }) => {
    if (record === true) await recordAnswers();
    else if ((await compareExpressions(options)).different > 0) process.exitCode = 1;
  });

program
  .command('replay')
  .description('compare the recorded verdicts of an API server, all of them, without a server')
  .action(() => {
    const { verdicts, differences } = replay();
    for (const { difference, name } of differences) process.stdout.write(`${difference}: ${name}\n`);
    process.stdout.write(`${verdicts} verdicts, ${differences.length} differ\n`);
    const shared = compareSharing();
    for (const { name } of shared.differences) process.stdout.write(`other with parts in common: ${name}\n`);
    process.stdout.write(`${shared.objects} objects with parts in common, ${shared.differences.length} differ\n`);
    if (differences.length + shared.differences.length > 0) process.exitCode = 1;
  });

program
  .command('written-yaml')
  .description('give what the app writes to the reader of kubectl, and record that it comes back as it was')
  .action(async () => {
    if ((await recordWrittenYaml()) > 0) process.exitCode = 1;
  });

program
  .command('verdicts')
  .description('say what an API server says of objects: JSON lines in, verdicts as JSON lines out')
  .requiredOption('--folder <dir>', 'the folder given to `serve`')
  .action(async ({ folder }: { readonly folder: string }) => {
    const client = new ApiClient(accessOf(path.resolve(folder)));
    const judge = await ServerJudge.of(client);
    const answers: Promise<void>[] = [];
    let last: Promise<void> = Promise.resolve();
    for await (const line of readline.createInterface({ input: process.stdin })) {
      if (line.trim() === '') continue;
      const answer = judge.judge(line);
      const before = last;
      last = (async () => {
        const verdict = await answer;
        await before;
        process.stdout.write(`${JSON.stringify(verdict)}\n`);
      })();
      answers.push(last);
      if (answers.length >= 256) await answers.shift();
    }
    await last;
    client.close();
  });

interface ServeOptions {
  readonly folder: string;
  readonly port?: number;
  readonly controllers?: boolean;
  readonly anyNamespace?: boolean;
  readonly crds?: readonly string[];
}

/** Compares with everything; whether all is equal. */
const compareAll: Readonly<Record<Target, (keep: boolean) => Promise<boolean>>> = {
  'api-server': async (keep) => {
    const result = apiServerResult(await compareWithApiServer({}));
    if (keep) writeResult('api-server', result);
    return result.faults === 0;
  },
  cel: async (keep) => {
    const outcome = await compareExpressions({ expressions: 20_000, seed: 1 });
    if (keep) writeResult('cel', outcome);
    return outcome.different === 0;
  },
  kubectl: async (keep) => {
    const outcome = await compareTexts({ texts: 200_000, from: 0 });
    if (keep) writeResult('kubectl', outcome);
    return outcome.different === 0;
  },
  envoy: async (keep) => {
    const measurements = await measureEnvoy();
    if (keep) writeResult('envoy', { measurements });
    return measurements.every(({ holds }) => holds);
  },
  routing: async (keep) => {
    const outcome = await compareRoutes();
    if (keep) writeResult('routing', outcome);
    return outcome.different === 0;
  },
  flagger: async (keep) => {
    const outcome = await compareWithFlagger({});
    if (keep) writeResult('flagger', flaggerResult(outcome));
    return outcome.differences.length === 0;
  },
  'seeded-faults': async (keep) => {
    const outcome = measureFaults({ faults: DEFAULT_FAULTS, seed: 1 });
    if (keep) writeResult('seeded-faults', outcome);
    return areFound(outcome);
  },
};

function measureFaults(options: SeededFaultsOptions): SeededFaultsOutcome {
  const outcome = seedFaults(options, (fault) => {
    if (isExpected(fault)) return;
    const { kind, change, found } = fault;
    const by = found.length === 0 ? 'nobody' : found.join(', ');
    process.stdout.write(
      `${kind.name}: ${change.of.file}: ${change.says}: found by ${by}, expected ${kind.rules.join(' or ')}\n`,
    );
  });
  const { faults, expected, otherwise, missed } = outcome;
  process.stdout.write(`${faults} faults: ${expected} found as expected, ${otherwise} otherwise, ${missed} missed\n`);
  return outcome;
}

/** As many as should be. */
function areFound({ faults, expected }: SeededFaultsOutcome): boolean {
  return expected >= 0.95 * faults;
}

async function compareEverything(targets: readonly Target[], keep: boolean): Promise<void> {
  for (const target of targets) {
    process.stdout.write(`\n## ${target}\n\n`);
    if (!(await compareAll[target](keep))) process.exitCode = 1;
  }
}

const PAGE = path.join(__dirname, '../docs/conformance.md');

function writePage(): void {
  fs.writeFileSync(PAGE, withFigures(fs.readFileSync(PAGE, 'utf8'), readResults()));
}

program
  .command('all', { isDefault: true })
  .description('compare with everything')
  .action(() => compareEverything(TARGETS, false));

program
  .command('figures')
  .description('compare, and write the results and docs/conformance.md')
  .addArgument(new Argument('[targets...]', 'with what (default: everything)').choices(TARGETS))
  .action(async (targets: readonly Target[]) => {
    await compareEverything(targets.length > 0 ? targets : TARGETS, true);
    writePage();
  });

program
  .command('page')
  .description('write docs/conformance.md from the results of the last comparisons')
  .action(writePage);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
