import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ObjectReference } from '../kube/object-reference';
import { MeshwrightError } from './errors';

/** How an app says that it writes standalone charts to files of their own; cdk8s's own `App` does not. */
export const WRITES_STANDALONE_CHARTS = Symbol.for('meshwright.WritesStandaloneCharts');

/** Marks standalone charts: a brand holds where `instanceof` fails, with two copies of this package. */
const STANDALONE = Symbol.for('meshwright.StandaloneChart');

/** The objects that `kubectl apply -f dist` applies. */
export interface SteadyState {
  /** The file, relative to the repository, with the object of that API group, kind, namespace and name. */
  fileOf(object: ObjectReference): string | undefined;
}

/**
 * A chart that is not part of the steady state: it is written to a file of its own below the output directory, whatever
 * the `yamlOutputType` is, and neither its objects nor its dependencies change the names, the order or the content of
 * the other files. Nothing of it is in `app.k8s.yaml` or on the standard output of `cdk8s synth --stdout`.
 *
 * It is created directly in the app, not inside another chart. What is in it may depend on constructs of the steady
 * state, which says nothing about files; nothing outside may depend on it.
 *
 * @see https://cdk8s.io/docs/latest/basics/chart/
 */
export abstract class StandaloneChart extends Chart {
  /** Whether something is a standalone chart. */
  static isStandaloneChart(value: unknown): value is StandaloneChart {
    return typeof value === 'object' && value !== null && STANDALONE in value;
  }

  /** Real class membership: `Chart` takes every chart for an instance of each of its subclasses. */
  static override [Symbol.hasInstance](value: unknown): value is Chart {
    // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this and mean themselves
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** Where it is written: a path relative to the output directory, without the extension. */
  readonly file: string;

  /**
   * @param file where it is written: a path relative to the output directory, without the extension, of lower-case
   *   letters, digits, `.`, `-` and `_`
   * @throws MeshwrightError when the file is no such path, or when the chart is inside another
   */
  constructor(scope: Construct, id: string, file: string, props: ChartProps = {}) {
    super(scope, id, props);
    const around = this.node.scopes.slice(0, -1).find((ancestor) => Chart.isChart(ancestor));
    if (around !== undefined) {
      throw new MeshwrightError(
        this,
        `is written to a file of its own, so it cannot be inside the chart '${around.node.path}': create it in the app`,
      );
    }
    if (!file.split('/').every((part) => /^[a-z0-9][a-z0-9._-]*$/.test(part))) {
      throw new MeshwrightError(
        this,
        `'${file}' cannot be the path of a file: use lower-case letters, digits, '.', '-' and '_', with '/' between ` +
          'folders and no extension',
      );
    }
    this.file = file;
    Object.defineProperty(this, STANDALONE, { value: true });
    this.node.addValidation({
      validate: () =>
        WRITES_STANDALONE_CHARTS in this.node.root
          ? []
          : [
              `cdk8s's own App would apply this chart with all the others instead of writing it to ${file}: ` +
                "create the app with Meshwright's App",
            ],
    });
  }

  /** The extension of the file. @default - the `outputFileExtension` of the app */
  get fileExtension(): string | undefined {
    return undefined;
  }

  /**
   * The comment at the top of the file: its lines without `#`, none for no comment.
   *
   * @param _file the file, relative to the repository
   * @param _objects the objects in the file
   * @param _steadyState what is applied without it
   */
  header(_file: string, _objects: readonly ObjectReference[], _steadyState: SteadyState): readonly string[] {
    return [];
  }
}
