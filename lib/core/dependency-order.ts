import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { MeshwrightError, SynthesisError } from './errors';
import { StandaloneChart } from './standalone-chart';

/** Stands for "no construct" in arrays of indices. */
const NONE = -1;

/**
 * A construct tree as it is now, in preorder, with the order in which its charts and objects are applied.
 *
 * The order is that of cdk8s: it adds to the tree a dependency of each chart on the charts directly in it, of a chart
 * on every chart one of its constructs depends on, and of every object below a construct on every object below what the
 * construct depends on; then it lists everything depth first, what is depended upon first. That takes time exponential
 * in the edges and adds as many edges as the product of both sides. Here the added edges are never made: an object's
 * edges are read off its ancestors when it is visited, and an ancestor whose targets have all been listed is skipped.
 * The tree is not changed.
 *
 * A standalone chart is an island: what it depends on does not matter for its order, and nothing may depend on it.
 *
 * @see https://cdk8s.io/docs/latest/basics/dependencies/
 */
export class DependencyOrder {
  /** Every construct, each before its children; the root first. */
  readonly constructs: readonly IConstruct[];
  /** Whether a chart of the steady state depends on another: then cdk8s numbers their files. */
  readonly hasDependentCharts: boolean;

  private readonly parent: Int32Array;
  /** The index after the last descendant. */
  private readonly end: Int32Array;
  /** The closest chart, itself included. */
  private readonly chart: Int32Array;
  /** The standalone chart something is in. */
  private readonly island: Int32Array;
  private readonly isObject: Uint8Array;
  private readonly indices = new Map<IConstruct, number>();

  /** What each construct depends on, given or added; sources in preorder. */
  private readonly dependencies: ReadonlyMap<number, readonly number[]>;
  private readonly sources: readonly number[];
  private readonly objectsBelow = new Map<number, readonly number[]>();

  /**
   * @throws MeshwrightError for a cycle, for a dependency of or on something outside of every chart or on another app,
   *   and for a dependency on a construct of a standalone chart from outside
   */
  constructor(readonly root: IConstruct) {
    const constructs: IConstruct[] = [];
    const parents: number[] = [];
    const stack: [IConstruct, number][] = [[root, NONE]];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [construct, parent] = next;
      const index = constructs.push(construct) - 1;
      parents.push(parent);
      const children = construct.node.children;
      for (let i = children.length - 1; i >= 0; i--) stack.push([children[i] as IConstruct, index]);
    }
    const count = constructs.length;
    this.constructs = constructs;
    this.parent = Int32Array.from(parents);
    this.end = new Int32Array(count);
    this.chart = new Int32Array(count).fill(NONE);
    this.island = new Int32Array(count).fill(NONE);
    this.isObject = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const construct = constructs[i] as IConstruct;
      const parent = this.at(this.parent, i);
      this.indices.set(construct, i);
      this.isObject[i] = ApiObject.isApiObject(construct) ? 1 : 0;
      this.chart[i] = Chart.isChart(construct) ? i : parent === NONE ? NONE : this.at(this.chart, parent);
      this.island[i] = StandaloneChart.isStandaloneChart(construct)
        ? i
        : parent === NONE
          ? NONE
          : this.at(this.island, parent);
    }
    for (let i = count - 1; i >= 0; i--) {
      if (this.end[i] === 0) this.end[i] = i + 1;
      const parent = this.at(this.parent, i);
      if (parent !== NONE && this.at(this.end, parent) < this.at(this.end, i)) this.end[parent] = this.at(this.end, i);
    }
    const { dependencies, hasDependentCharts } = this.findDependencies();
    this.dependencies = dependencies;
    this.sources = [...dependencies.keys()];
    this.hasDependentCharts = hasDependentCharts;
  }

  /** The charts of the steady state, a chart after those it depends on. */
  charts(): Chart[] {
    const charts: Chart[] = [];
    for (const index of this.topology(0)) {
      const construct = this.constructs[index] as IConstruct;
      if (Chart.isChart(construct) && this.at(this.island, index) === NONE) charts.push(construct);
    }
    return charts;
  }

  /** The standalone charts, as they were created. */
  standaloneCharts(): StandaloneChart[] {
    return this.constructs.filter((construct) => StandaloneChart.isStandaloneChart(construct));
  }

  /** The objects written with a chart: its own without those of charts in it; all of them for a standalone chart. */
  objectsOf(chart: Chart): ApiObject[] {
    const index = this.indexOf(chart);
    const whole = StandaloneChart.isStandaloneChart(chart);
    const objects: ApiObject[] = [];
    for (const i of this.topology(index)) {
      if (this.isObject[i] === 1 && (whole || this.chart[i] === index)) objects.push(this.constructs[i] as ApiObject);
    }
    return objects;
  }

  private at(array: Int32Array, index: number): number {
    return array[index] as number;
  }

  private indexOf(construct: IConstruct): number {
    const index = this.indices.get(construct);
    if (index === undefined) throw new MeshwrightError(construct, 'is not part of this app');
    return index;
  }

  private findDependencies() {
    const dependencies = new Map<number, Set<number>>();
    const errors: Error[] = [];
    let hasDependentCharts = false;
    const add = (source: number, target: number) => {
      const targets = dependencies.get(source);
      if (targets === undefined) dependencies.set(source, new Set([target]));
      else targets.add(target);
    };
    this.constructs.forEach((construct, source) => {
      for (const dependency of construct.node.dependencies) {
        const problem = this.check(source, dependency);
        if (problem !== undefined) errors.push(problem);
        else if (this.island[source] === this.island[this.indexOf(dependency)]) add(source, this.indexOf(dependency));
      }
    });
    SynthesisError.throwIfAny(errors);

    // The dependencies between charts that cdk8s adds: first on charts directly inside, then those of the constructs.
    for (let i = 0; i < this.constructs.length; i++) {
      const parent = this.at(this.parent, i);
      if (this.chart[i] !== i || parent === NONE || this.chart[parent] !== parent) continue;
      add(parent, i);
      if (this.island[i] === NONE) hasDependentCharts = true;
    }
    const sources = [...dependencies.keys()].sort((a, b) => a - b);
    const between: [number, number][] = [];
    for (const source of sources) {
      for (const target of dependencies.get(source) ?? []) {
        if (this.chart[source] !== this.chart[target]) {
          between.push([this.at(this.chart, source), this.at(this.chart, target)]);
          if (this.island[source] === NONE) hasDependentCharts = true;
        }
      }
    }
    for (const [source, target] of between) add(source, target);

    const sorted = [...dependencies].sort(([a], [b]) => a - b);
    return { dependencies: new Map(sorted.map(([source, targets]) => [source, [...targets]])), hasDependentCharts };
  }

  private check(source: number, dependency: IConstruct): MeshwrightError | undefined {
    const construct = this.constructs[source] as IConstruct;
    const path = dependency.node.path;
    const target = this.indices.get(dependency);
    if (target === undefined) {
      return new MeshwrightError(
        construct,
        `depends on '${path}' of another app: depend on constructs of the same app`,
      );
    }
    if (this.chart[source] === NONE || this.chart[target] === NONE) {
      const outside = this.chart[source] === NONE ? 'this construct' : `'${path}'`;
      return new MeshwrightError(
        construct,
        `depends on '${path}', but ${outside} is not in a chart: only what is in a chart has an order`,
      );
    }
    if (target === source) return new MeshwrightError(construct, 'depends on itself: remove the dependency');
    const island = this.at(this.island, target);
    if (island !== NONE && island !== this.island[source]) {
      const chart = this.constructs[island] as IConstruct;
      return new MeshwrightError(
        construct,
        `depends on '${path}', but '${chart.node.path}' is written to a file of its own that is applied alone: ` +
          `remove the dependency or move '${path}' into a chart of the steady state`,
      );
    }
    return undefined;
  }

  /** The objects a dependency on a construct is a dependency on: those of its chart, in it or below. */
  private objectsIn(index: number): readonly number[] {
    const known = this.objectsBelow.get(index);
    if (known !== undefined) return known;
    const objects: number[] = [];
    for (let i = index; i < this.at(this.end, index); i++) {
      if (this.isObject[i] === 1 && this.chart[i] === this.chart[index]) objects.push(i);
    }
    this.objectsBelow.set(index, objects);
    return objects;
  }

  /** The constructs at and below `start`, each after what it depends on there. */
  private topology(start: number): Iterable<number> {
    const end = this.at(this.end, start);
    const graph = new Subgraph(start, end);
    for (let i = firstAtLeast(this.sources, start); i < this.sources.length; i++) {
      const source = this.sources[i] as number;
      if (source >= end) break;
      const targets = this.dependencies.get(source) ?? [];
      const inside = targets.filter((target) => target >= start && target < end);
      if (inside.length > 0) graph.dependencies.set(source, inside);
    }
    return this.sort(graph);
  }

  private *range(start: number, end: number): Iterable<number> {
    for (let i = start; i < end; i++) yield i;
  }

  private sort(graph: Subgraph): Iterable<number> {
    const { start, end } = graph;
    const roots = this.roots(graph);
    if (graph.dependencies.size === 0) return roots;

    const NEW = 0;
    const OPEN = 1;
    const LISTED = 2;
    const state = new Uint8Array(end - start);
    const list: number[] = [];
    const visit = (root: number) => {
      const path = [{ index: root, rest: this.targetsOf(root, graph) }];
      state[root - start] = OPEN;
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const { done, value: target } = top.rest.next();
        if (done) {
          state[top.index - start] = LISTED;
          list.push(top.index);
          path.pop();
        } else if (state[target - start] === NEW) {
          state[target - start] = OPEN;
          path.push({ index: target, rest: this.targetsOf(target, graph) });
        } else if (state[target - start] === OPEN) {
          const cycle = path.slice(path.findIndex(({ index }) => index === target)).map(({ index }) => index);
          throw this.cycle(cycle);
        }
      }
    };
    for (const root of roots) visit(root);
    // What no root leads to is in a cycle or behind one.
    if (list.length < end - start) for (let i = start; i < end; i++) if (state[i - start] === NEW) visit(i);
    return list;
  }

  /** What nothing depends on, in the order in which cdk8s starts from it. */
  private roots(graph: Subgraph): Iterable<number> {
    const { start, end } = graph;
    const dependedUpon = new Uint8Array(end - start);
    const marked = new Set<number>();
    for (const [source, targets] of graph.dependencies) {
      const sources = this.objectsIn(source);
      for (const target of targets) {
        dependedUpon[target - start] = 1;
        if (sources.length === 0 || marked.has(target)) continue;
        for (const object of this.objectsIn(target)) {
          if (sources.length > 1 || sources[0] !== object) dependedUpon[object - start] = 1;
        }
        const only = sources[0] as number;
        if (sources.length > 1 || only < target || only >= this.at(this.end, target)) marked.add(target);
      }
    }
    // cdk8s keeps constructs in an object by path, and JavaScript lists keys that are integers first.
    const ids = start === 0 ? this.integerPaths() : [];
    if (graph.dependencies.size === 0 && ids.length === 0) return this.range(start, end);
    const first = new Set(ids);
    const rest = [...this.range(start, end)].filter((index) => !first.has(index));
    return [...ids, ...rest].filter((index) => dependedUpon[index - start] === 0);
  }

  private integerPaths(): number[] {
    return this.root.node.children
      .filter(({ node }) => /^(0|[1-9]\d{0,9})$/.test(node.id) && Number(node.id) < 2 ** 32 - 1)
      .map((construct) => this.indexOf(construct));
  }

  /** What a construct depends on within the graph: directly, and as an object of something with dependencies. */
  private *targetsOf(index: number, graph: Subgraph): Generator<number, void> {
    yield* graph.dependencies.get(index) ?? [];
    if (this.isObject[index] === 0) return;
    for (const ancestor of this.ancestorsInChart(index)) {
      const targets = graph.dependencies.get(ancestor);
      if (targets === undefined || graph.listedSources.has(ancestor)) continue;
      let withoutItself = true;
      for (const target of targets) {
        if (graph.listedTargets.has(target)) continue;
        let complete = true;
        for (const object of this.objectsIn(target)) {
          if (object === index) complete = false;
          else yield object;
        }
        if (complete) graph.listedTargets.add(target);
        else withoutItself = false;
      }
      if (withoutItself) graph.listedSources.add(ancestor);
    }
  }

  /** From the chart down to the construct itself, as far as something there has dependencies. */
  private ancestorsInChart(index: number): number[] {
    const path: number[] = [];
    for (let i = index; i !== NONE; i = this.at(this.parent, i)) {
      if (this.dependencies.has(i)) path.push(i);
      if (i === this.chart[index]) break;
    }
    return path.reverse();
  }

  private cycle(cycle: readonly number[]): MeshwrightError {
    const paths = cycle.map((index) => `'${(this.constructs[index] as IConstruct).node.path}'`);
    const where = this.constructs[cycle[0] as number] as IConstruct;
    return new MeshwrightError(
      where,
      `dependency cycle: ${[...paths, paths[0]].join(' depends on ')}: remove one of these dependencies`,
    );
  }
}

/** The dependencies among the constructs from `start` to before `end`, and how far the listing of targets has come. */
class Subgraph {
  readonly dependencies = new Map<number, readonly number[]>();
  /** Constructs all of whose objects are listed. */
  readonly listedTargets = new Set<number>();
  /** Constructs all of whose dependencies are listed. */
  readonly listedSources = new Set<number>();

  constructor(
    readonly start: number,
    readonly end: number,
  ) {}
}

/** The position of the first number that is not below `least`. */
function firstAtLeast(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
