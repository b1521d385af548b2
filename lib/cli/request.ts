import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { JudgedBy } from '../check/judged-by';
import type { AnyJudge } from '../check/late-judge';
import { type AppliedWorld, WorldError } from '../inputs/applied-world';
import { problemOf } from '../inputs/inputs';
import { readText } from '../kube/file-problems';
import type { Mesh } from '../mesh/mesh';
import type { AnsweredRequest } from '../report/request-json';
import { SettingsError } from '../settings/read-settings';
import { CallError, type CallOptions, type HeaderLine, METHOD, parseCall } from '../simulation/call';
import { ClientError, findClient } from '../simulation/find-client';
import { simulate } from '../simulation/simulate';
import { printAll, wantsColours } from './check-output';
import { headerLine } from './header-option';
import { collect } from './path-options';
import { judgedByOf, meshOf, readObjects } from './read-mesh';
import { type ListedRequest, readRequests } from './request-list-file';
import { type Resolution, readResolution, resolved } from './resolve-option';
import { Exit, type Terminal } from './terminal';
import { saying, WrongCall } from './wrong-call';

interface Options {
  readonly from?: string;
  readonly request?: string;
  readonly header?: readonly string[];
  readonly userAgent?: string;
  readonly cookie?: string;
  readonly head?: true;
  readonly resolve?: readonly string[];
  readonly sni?: string;
  readonly tls?: 'plaintext' | 'tls' | 'mtls';
  readonly sourceAddress?: string;
  readonly claims?: string;
  readonly overlay?: readonly string[];
  readonly world?: string;
  readonly requests?: string;
  readonly list?: true;
  readonly format: 'text' | 'json';
  readonly schemas?: string;
}

const HELP = `
PATH is a file, a folder or - for the standard input: of a folder the files directly in it, as kubectl apply -f reads
it, or everything below where none of them is a manifest. Without a PATH it is the base of the world in meshwright.yaml,
or what cdk8s synth writes. URL may begin with a method, and be http, https, grpc, tcp or tls.
A gateway as --from is a client outside that connects to it; outside is one that connects to whatever serves the host.

Examples:
  meshwright request dist --from default/client -H 'end-user: zyx' http://web-svc:8080/
  meshwright request dist --from outside https://shop.example.com/cart
  meshwright request dist --from default/sleep 'TCP db.shop:3306'
  meshwright request dist --overlay dist/scenarios/x.yaml --requests requests.yaml --format json
  meshwright request dist --list

Exit codes: 0 there is an answer, 2 wrong call, or something could not be read.`;

/** Adds what `meshwright request` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description(
      'Say where a request goes, step by step, with the object and the line that decide, and why not elsewhere.',
    )
    .argument('[path...]', 'files, folders or - for the standard input, and the URL at the end')
    .option('--from <workload>', 'who asks: NAMESPACE/WORKLOAD, a gateway, or outside')
    .option('-X, --request <method>', 'the method (default: GET)')
    .option('-H, --header <line>', 'a header, NAME: VALUE (again for more)', collect)
    .option('-A, --user-agent <text>', 'the header user-agent')
    .option('-b, --cookie <text>', 'the header cookie')
    .option('-I, --head', 'the method HEAD')
    .option('--resolve <line>', 'dial this address for a host, HOST:PORT:ADDRESS (again for more)', collect)
    .option('--sni <name>', 'the name that TLS asks for (default: the host)')
    .addOption(new Option('--tls <mode>', 'what the client itself begins').choices(['plaintext', 'tls', 'mtls']))
    .option('--source-address <ip>', 'the address of the client')
    .option('--claims <json>', 'what the token of the request says, taken to be valid')
    .option('--overlay <file>', 'a file that is applied on top (again for more)', collect)
    .option('--world <name>', 'a world of meshwright.yaml')
    .option('--requests <file>', 'many at once: a list of {from, request, headers, sni, tls, sourceAddress, claims}')
    .option('--list', 'name every workload, host and gateway')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((args: readonly string[], options: Options) => run(args, options, terminal));
}

const KNOWN_ERRORS = [WorldError, ClientError, CallError, SchemasError, SettingsError];

async function run(args: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const { paths, url } = split(args, options, terminal.cwd);
    const { overlay: overlays = [], schemas, world } = options;
    const judge = loadSchemas({ cwd: terminal.cwd, folder: schemas, memory: terminal.memory });
    const read = readObjects({ paths, overlays, schemas, world }, terminal, judge);
    const failed = await answer(read, judge, url, options, terminal);
    if (failed || read.problems.length > 0) throw new Exit(2);
  });
}

/** @returns whether something has no answer */
async function answer(
  read: AppliedWorld,
  judge: AnyJudge,
  url: string,
  options: Options,
  terminal: Terminal,
): Promise<boolean> {
  const mesh = meshOf(read);
  if (options.list === true) {
    const names = require('../report/request-names') as typeof import('../report/request-names');
    const found = names.requestNames(mesh);
    const json = `${JSON.stringify(found, undefined, 2)}\n`;
    await printAll(terminal.stdout, options.format === 'json' ? [json] : names.printRequestNames(found));
    return false;
  }
  const several = options.requests !== undefined;
  const requests = several ? readFile(options.requests ?? '', terminal) : [single(url, options)];
  const resolutions = (options.resolve ?? []).map(readResolution);
  const answers = requests.map((request) => answerOne(mesh, request, resolutions, several));
  await printAll(terminal.stdout, print(answers, several, judgedByOf(judge, [read.world]), options, terminal));
  return answers.some(({ answer: each }) => 'error' in each);
}

function answerOne(
  mesh: Mesh,
  { from, request, options }: ListedRequest,
  resolutions: readonly Resolution[],
  several: boolean,
): AnsweredRequest {
  try {
    const call = resolved(parseCall(findClient(mesh, from), request, options), resolutions);
    return { from, request, answer: simulate(mesh, call) };
  } catch (error) {
    // One that is wrong does not keep the others from their answers.
    if (!several || !(error instanceof ClientError || error instanceof CallError)) throw error;
    return { from, request, answer: { error: error.message } };
  }
}

function print(
  answers: readonly AnsweredRequest[],
  several: boolean,
  judgedBy: JudgedBy,
  { format }: Options,
  terminal: Terminal,
) {
  if (format === 'json') {
    return (require('../report/request-json') as typeof import('../report/request-json')).printRequestJson(
      answers,
      several,
      judgedBy,
    );
  }
  const { printRequestText } = require('../report/request-text') as typeof import('../report/request-text');
  return printRequestText(answers, { colours: wantsColours(terminal), judgedBy });
}

/** The URL is the last argument, unless there are requests in a file, or none is wanted. */
function split(
  args: readonly string[],
  { requests, list, from }: Options,
  cwd: string,
): { readonly paths: readonly string[]; readonly url: string } {
  if (requests !== undefined || list === true) return { paths: args, url: '' };
  const url = args.at(-1);
  if (url === undefined || (!url.includes('://') && existsSync(resolve(cwd, url)))) {
    throw new WrongCall('say what is asked for, such as http://reviews:9080/: it comes after the paths');
  }
  if (from === undefined) {
    throw new WrongCall('say who asks, such as --from default/client; meshwright request --list names everyone');
  }
  // `GET http://…` may come as two words.
  const method = args.at(-2) ?? '';
  if (!METHOD.test(method) || existsSync(resolve(cwd, method))) return { paths: args.slice(0, -1), url };
  return { paths: args.slice(0, -2), url: `${method} ${url}` };
}

function single(url: string, options: Options): ListedRequest {
  const { from = '', sni, tls, sourceAddress } = options;
  const method = options.head === true ? 'HEAD' : options.request;
  if (method === '') throw new WrongCall('-X is empty: write a method, such as POST');
  if (sni === '') throw new WrongCall('--sni is empty: write a name; without the option it is the host');
  if (method !== undefined && /^\S+\s/.test(url.trim()))
    throw new WrongCall(`two methods are given, ${method} and that of '${url}': leave one of the two out`);
  const request = method === undefined ? url : `${method} ${url}`;
  const call: CallOptions = {
    headers: headersOf(options),
    ...(sni === undefined ? {} : { sni }),
    ...(tls === undefined ? {} : { tls }),
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
    ...(options.claims === undefined ? {} : { claims: claimsOf(options.claims) }),
  };
  return { from, request, options: call };
}

function headersOf({ header = [], userAgent, cookie }: Options): readonly HeaderLine[] {
  const lines = header.map((line) => headerLine(line, (text) => new WrongCall(text)));
  return [
    ...lines,
    ...(userAgent === undefined ? [] : [['user-agent', userAgent] as const]),
    ...(cookie === undefined ? [] : [['cookie', cookie] as const]),
  ];
}

function claimsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(text);
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
      return claims as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new WrongCall(`--claims ${text}: write a JSON object, such as {"sub": "jason"}`);
}

function readFile(file: string, { cwd }: Terminal): readonly ListedRequest[] {
  let text: string;
  try {
    text = readText(file === '-' ? file : resolve(cwd, file));
  } catch (error) {
    throw new WrongCall(problemOf(file, error));
  }
  return readRequests(file === '-' ? '<stdin>' : file, text);
}
