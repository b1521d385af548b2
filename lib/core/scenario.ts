import type { ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { describeObject, groupOf, type ObjectReference } from '../kube/object-reference';
import { MeshwrightError } from './errors';
import { StandaloneChart, type SteadyState } from './standalone-chart';

/** Properties of a {@link Scenario}. */
export interface ScenarioProps extends ChartProps {
  /** The folder below `scenarios/`, usually the system the scenario is about: `web`. */
  readonly folder: string;

  /** One sentence: what applying the scenario shows. */
  readonly title: string;
}

/**
 * An alternative to the steady state or an addition to it that is applied by hand and taken back: other weights, a
 * fault, an experiment of chaos. The id is the name of its file.
 *
 * ```ts
 * new Scenario(app, 'conditional-route', { folder: 'web', title: 'Chrome users see v2.' });
 * // dist/scenarios/web/conditional-route.k8s.yaml
 * ```
 *
 * An object with the API group, kind, namespace and name of one of the steady state replaces it while the scenario
 * lasts; any other is added. A comment at the top of the file says which is which, how to apply the file and how to get
 * back. `kubectl apply -f dist` does not descend into folders, so a scenario is never applied by accident.
 */
export class Scenario extends StandaloneChart {
  /** What applying the scenario shows. */
  readonly title: string;

  /** @throws MeshwrightError when the folder or the id is no name for a file, or the title is not one line of text */
  constructor(scope: Construct, id: string, props: ScenarioProps) {
    super(scope, id, `scenarios/${props.folder}/${id}`, props);
    if (props.title.trim() === '' || /[\r\n]/.test(props.title)) {
      throw new MeshwrightError(this, 'title must be one line of text: say in one sentence what the scenario shows');
    }
    this.title = props.title;
  }

  override header(file: string, objects: readonly ObjectReference[], steadyState: SteadyState): readonly string[] {
    const replaced = objects.filter((object) => steadyState.fileOf(object) !== undefined);
    const added = objects.filter((object) => steadyState.fileOf(object) === undefined);
    const steadyFiles = [...new Set(replaced.map((object) => steadyState.fileOf(object) as string))].sort();
    const back: string[] = [];
    if (replaced.length === 0) back.push(`kubectl delete -f ${shellWord(file)}`);
    else {
      const files = steadyFiles.map((name) => ` -f ${shellWord(name)}`).join('');
      back.push(...deleteCommands(added), `kubectl apply${files}`);
    }
    return [
      this.title,
      '',
      ...replaced.map((object) => `Replaces: ${describeObject(object)}`),
      ...added.map((object) => `Adds: ${describeObject(object)}`),
      '',
      `Apply: kubectl apply -f ${shellWord(file)}`,
      ...back.map((command) => `Back: ${command}`),
    ];
  }
}

/** A file as a shell takes it. */
function shellWord(file: string): string {
  return /^[\w./:@%+,-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

/** One command a namespace. */
function deleteCommands(objects: readonly ObjectReference[]): string[] {
  const byNamespace = new Map<string | undefined, string[]>();
  for (const { apiVersion, kind, namespace, name } of objects) {
    const group = groupOf(apiVersion);
    const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), resource]);
  }
  return [...byNamespace].map(
    ([namespace, resources]) =>
      `kubectl delete ${resources.join(' ')}${namespace === undefined ? '' : ` -n ${namespace}`}`,
  );
}
