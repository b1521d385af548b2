import * as os from 'node:os';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import { DependencyOrder } from './dependency-order';
import { describeError } from './errors';
import { writeFiles } from './output-folder';
import { WRITES_STANDALONE_CHARTS } from './standalone-chart';
import { Synthesis } from './synthesis';

/** Properties of an {@link App}: those of cdk8s. @see https://cdk8s.io/docs/latest/basics/app/ */
export type AppProps = cdk8s.AppProps;

/**
 * The app of cdk8s with another synthesis: the same files with the same bytes, in time proportional to the number of
 * objects. The rest of the differences:
 *
 * - strings that `kubectl` would refuse or take for something else are quoted (`0o644`, text that begins with a tab);
 * - nothing is written until everything is known to be right; a failing synthesis leaves the output directory as it was;
 * - a file whose content does not change is not touched, and none is ever half written;
 * - all problems are reported, one line each with the path of the construct;
 * - two objects with the same API group, kind, namespace and name are an error, as `kubectl` would apply only the last;
 * - with a file for each resource, objects that differ only in their namespace get files of their own
 *   (`Kind.name.namespace`), where cdk8s overwrites the first with the second;
 * - standalone charts, such as `Scenario`, are written to files of their own below the output directory;
 * - the tree is not changed by synthesis: cdk8s adds dependencies to it;
 * - `cdk8s synth --stdout` prints one stream of documents, the steady state. cdk8s-cli synthesizes into a temporary
 *   folder and copies every file it finds there to the standard output at the same time: without `---` between files, so
 *   that the end of one and the start of the next become one broken document, and with files of scenarios among them.
 *   Therefore an app whose `CDK8S_OUTDIR` is such a folder (`cdk8s-XXXXXX` in the system's folder for temporary files)
 *   writes a single file there, whatever the `yamlOutputType` is.
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
    try {
      const app = new App(props);
      build(app);
      app.synth();
    } catch (error) {
      for (const line of describeError(error)) process.stderr.write(`error: ${line}\n`);
      if (process.env.MESHWRIGHT_DEBUG === '1') process.stderr.write(`${stackOf(error)}\n`);
      process.exitCode = 1;
    }
  }

  private readonly feedsStandardOutput: boolean;

  constructor(props: AppProps = {}) {
    super(props);
    Object.defineProperty(this, WRITES_STANDALONE_CHARTS, { value: true });
    this.feedsStandardOutput = props.outdir === undefined && isFolderForStandardOutput(process.env.CDK8S_OUTDIR);
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
    writeFiles(this.outdir, this.render());
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
    return new Synthesis(this).files({
      outputFileExtension: this.outputFileExtension,
      yamlOutputType: this.feedsStandardOutput ? cdk8s.YamlOutputType.FILE_PER_APP : this.yamlOutputType,
      // Private to cdk8s, which leaves no other way to learn it.
      // biome-ignore lint/complexity/useLiteralKeys: TypeScript lets only this form through
      recordConstructMetadata: this['recordConstructMetadata'],
      standaloneCharts: !this.feedsStandardOutput,
    });
  }
}

function isFolderForStandardOutput(outdir: string | undefined): boolean {
  if (outdir === undefined) return false;
  const folder = path.resolve(outdir);
  return path.dirname(folder) === path.resolve(os.tmpdir()) && /^cdk8s-[A-Za-z0-9]{6}$/.test(path.basename(folder));
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  const errors = error instanceof AggregateError ? error.errors.map((each) => `\n${stackOf(each)}`).join('') : '';
  return `${error.stack ?? error.message}${errors}${cause}`;
}
