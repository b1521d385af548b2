import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import { readable } from '../kube/readable';
import { AppOutput, printMetadata } from './app-output';
import { METADATA } from './construct-metadata';
import { DependencyOrder } from './dependency-order';
import { describeError } from './errors';
import { WRITES_STANDALONE_CHARTS } from './standalone-chart';
import { Synthesis, type SynthesizedFiles } from './synthesis';
import { type AppTarget, chooseTargets, keepTargets } from './targets';

/** Properties of an {@link App}: those of cdk8s. @see https://cdk8s.io/docs/latest/basics/app/ */
export type AppProps = cdk8s.AppProps;

/**
 * The app of cdk8s with another synthesis: the same files with the same bytes, in time proportional to the number of
 * objects. The rest of the differences:
 *
 * - strings that `kubectl` would refuse or take for something else are quoted (`0o644`, text that begins with a tab);
 * - nothing is written until everything is known to be right; a failing synthesis leaves the output directory as it was
 *   (cdk8s-cli deletes its output folder before it starts the app: give it one below `.synth`, as in `output: .synth/dist`, for
 *   which `dist` is replaced when all has succeeded);
 * - a file whose content does not change is not touched, and none is ever half written;
 * - all problems are reported, one line each with the path of the construct;
 * - two objects with the same API group, kind, namespace and name are an error, as `kubectl` would apply only the last;
 * - with a file for each resource, objects that differ only in their namespace get files of their own
 *   (`Kind.name.namespace`), where cdk8s overwrites the first with the second;
 * - standalone charts, such as `Scenario`, are written to files of their own below the output directory;
 * - a path in a JSON patch that is not there is an error, where cdk8s does something else, or nothing, for some of them;
 * - files that the app wrote before and does not write now are removed; the list `.meshwright` beside them says which are
 *   its own, and no other file is touched;
 * - the tree is not changed by synthesis: cdk8s adds dependencies to it;
 * - `cdk8s synth --stdout` prints one stream of documents, the steady state. cdk8s-cli synthesizes into a temporary
 *   folder and copies every file it finds there to the standard output at the same time: without `---` between files, so
 *   that the end of one and the start of the next become one broken document, and with files of scenarios among them.
 *   Therefore an app whose `CDK8S_OUTDIR` is such a folder (`cdk8s-XXXXXX` in the system's folder for temporary files)
 *   writes a single file there, whatever the `yamlOutputType` is;
 * - several apps in one program, with an `outdir` each or one for all, are one synthesis for cdk8s-cli and its plugins;
 * - what works otherwise than one would think is said on the standard error: `warning: …`.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export class App extends cdk8s.App {
  /**
   * Builds an app and synthesizes it: the whole of a `main.ts`.
   *
   * ```ts
   * export function lab(app: App) {
   *   new WebChart(app, 'web');
   * }
   * if (require.main === module) App.run(lab);
   * ```
   *
   * A problem is printed to the standard error as `error: [web/route] …`, one line each; the process then ends with exit
   * code 1 and nothing is written. With `MESHWRIGHT_DEBUG=1` in the environment the stack follows.
   */
  static run(build: (app: App) => void, props: AppProps = {}): void {
    App.runLabelled(labelOf(props), build, props);
  }

  /**
   * Builds an app for each target, an environment or a cluster, and synthesizes it into a folder of its own: the whole
   * of a `main.ts` for many clusters. Each folder is a steady state of its own, for `kubectl apply -f` or one Argo CD
   * Application; `meshwright diff dist/staging/west dist/prod/west` says how two differ.
   *
   * ```ts
   * App.runTargets({ 'dev/west': { replicas: 1 }, 'prod/west': { replicas: 3 } }, (app, { replicas }, target) => {
   *   new ShopChart(app, 'shop', { replicas, cluster: target.parts[1] });
   * });
   * // dist/dev/west/shop.k8s.yaml, dist/prod/west/shop.k8s.yaml
   * ```
   *
   * With `MESHWRIGHT_TARGET=prod/west` in the environment (or `prod`, or several with commas) only these are built; the
   * folders of the others stay as they are.
   *
   * @param targets settings by target: one or more names of folders with `/` between them
   */
  static runTargets<const Name extends string, Settings>(
    targets: Readonly<Record<Name, Settings>>,
    build: (app: App, settings: Settings, target: AppTarget<NoInfer<Name>>) => void,
    { outdir = 'dist', ...props }: AppProps = {},
  ): void {
    try {
      const wanted = chooseTargets(Object.keys(targets) as Name[], process.env.MESHWRIGHT_TARGET);
      keepTargets(
        Object.keys(targets).filter((name) => !wanted.some((each) => each.name === name)),
        outdir,
      );
      for (const target of wanted) {
        const settings = (targets as Readonly<Record<string, Settings>>)[target.name] as Settings;
        const own = { ...props, outdir: path.join(outdir, ...target.name.split('/')) };
        App.runLabelled(`${target.name}: `, (app) => build(app, settings, target), own);
      }
    } catch (error) {
      fail('', error);
    }
  }

  private static runLabelled(label: string, build: (app: App) => void, props: AppProps): void {
    try {
      const app = new App(props);
      app.label = label;
      build(app);
      app.synth();
    } catch (error) {
      fail(label, error);
    }
  }

  private readonly output: AppOutput;
  private readonly isAskedForMetadata: boolean;
  private label = '';

  constructor(props: AppProps = {}) {
    const output = new AppOutput(props.outdir);
    super({ ...props, outdir: output.folder });
    Object.defineProperty(this, WRITES_STANDALONE_CHARTS, { value: true });
    this.output = output;
    this.isAskedForMetadata = props.recordConstructMetadata === true;
  }

  /** The charts of the steady state in the order they are applied, then the standalone charts. */
  override get charts(): cdk8s.Chart[] {
    const order = new DependencyOrder(this);
    return [...order.charts(), ...order.standaloneCharts()];
  }

  /**
   * Writes the manifests to the output directory.
   *
   * @throws MeshwrightError or SynthesisError saying what is wrong with the app or why a file cannot be written
   */
  override synth(): void {
    const files = this.synthesize();
    for (const warning of files.warnings) process.stderr.write(readable(`warning: ${this.label}${warning}\n`));
    if (this.isAskedForMetadata) files.content.set(METADATA, printMetadata(files.metadata('')));
    this.output.write(files, !this.isAskedForMetadata && this.tellsPlugins);
  }

  /** The steady state as one stream of YAML documents. */
  override synthYaml(): string {
    return new Synthesis(this).stream();
  }

  /**
   * What `synth()` writes, without writing it: content by path relative to the output directory.
   *
   * @throws MeshwrightError or SynthesisError saying what is wrong with the app
   */
  render(): ReadonlyMap<string, string> {
    const files = this.synthesize();
    if (this.tellsPlugins) files.content.set(METADATA, printMetadata(files.metadata('')));
    return files.content;
  }

  private synthesize(): SynthesizedFiles {
    const { feedsStandardOutput, name } = this.output;
    return new Synthesis(this).files({
      outputFileExtension: this.outputFileExtension,
      yamlOutputType: feedsStandardOutput ? cdk8s.YamlOutputType.FILE_PER_APP : this.yamlOutputType,
      folder: name,
      standaloneCharts: !feedsStandardOutput,
    });
  }

  private get tellsPlugins(): boolean {
    // Private to cdk8s, which leaves no other way to learn it.
    // biome-ignore lint/complexity/useLiteralKeys: TypeScript lets only this form through
    return this['recordConstructMetadata'];
  }
}

let runs = 0;

/** Which of several apps of a program a line is about. */
function labelOf({ outdir }: AppProps): string {
  runs++;
  if (outdir !== undefined) return `${outdir}: `;
  return runs === 1 ? '' : `app ${runs}: `;
}

/** Says what is wrong, and lets the program end with exit code 1. */
function fail(label: string, error: unknown): void {
  for (const line of describeError(error)) process.stderr.write(readable(`error: ${label}${line}\n`));
  if (process.env.MESHWRIGHT_DEBUG === '1') process.stderr.write(`${stackOf(error)}\n`);
  process.exitCode = 1;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  const errors = error instanceof AggregateError ? error.errors.map((each) => `\n${stackOf(each)}`).join('') : '';
  return `${error.stack ?? error.message}${errors}${cause}`;
}
