import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as cdk8s from 'cdk8s';
import { Construct, DependencyGroup } from 'constructs';
import * as fc from 'fast-check';
import { LIST } from '../output/written-files';
import { App } from './app';

/** A construct tree to build twice: each node names an earlier one as its scope. */
interface Recipe {
  readonly nodes: readonly {
    readonly kind: 'chart' | 'renderingChart' | 'construct' | 'object' | 'renderingObject';
    readonly scope: number;
    readonly integerId: boolean;
    readonly named: boolean;
    readonly namespace: string | undefined;
  }[];
  readonly dependencies: readonly {
    readonly from: number;
    readonly to: readonly number[];
    readonly group: boolean;
    readonly backwards: boolean;
  }[];
}

/** Says itself what it renders to. */
class RenderingChart extends cdk8s.Chart {
  override toJson(): unknown[] {
    return [
      ...super.toJson().reverse(),
      undefined,
      { apiVersion: 'v1', kind: 'Note', metadata: { name: this.node.addr } },
    ];
  }
}

/** As imported classes do; the shared reference becomes an anchor. */
class RenderingObject extends cdk8s.ApiObject {
  override toJson(): unknown {
    const json = super.toJson();
    return { ...json, status: { first: json.metadata, second: json.metadata } };
  }
}

class UpperCaseResolver implements cdk8s.IResolver {
  resolve(context: cdk8s.ResolutionContext): void {
    if (context.key.at(-1) === 'shout' && context.value !== 'LOUD') context.replaceValue('LOUD');
  }
}

function build(root: cdk8s.App, recipe: Recipe): void {
  const constructs: Construct[] = [root];
  recipe.nodes.forEach((node, i) => {
    const scope = constructs[node.scope % constructs.length] as Construct;
    const id = node.integerId ? String(100 - i) : `n${i}`;
    const isInChart = scope.node.scopes.some((ancestor) => cdk8s.Chart.isChart(ancestor));
    const Chart = node.kind === 'renderingChart' ? RenderingChart : cdk8s.Chart;
    const ApiObject = node.kind === 'renderingObject' ? RenderingObject : cdk8s.ApiObject;
    if (node.kind === 'construct' && (isInChart || i % 5 === 4)) constructs.push(new Construct(scope, id));
    else if (node.kind.endsWith('hart') || !isInChart) {
      constructs.push(new Chart(scope, id, { namespace: node.namespace, labels: { chart: id } }));
    } else {
      const metadata = { ...(node.named && { name: `name-${i}` }), namespace: node.namespace };
      const spec = { z: i, shout: cdk8s.Lazy.any({ produce: () => `quiet ${i}` }), lines: 'a\nb\n', none: undefined };
      const props = { apiVersion: i % 2 ? 'v1' : 'a.b/v1', kind: i % 3 ? 'CronJob' : 'Thing', metadata, spec };
      constructs.push(new ApiObject(scope, id, props));
    }
  });
  for (const { from, to, group, backwards } of recipe.dependencies) {
    const source = 1 + (from % (constructs.length - 1));
    // On what was created earlier, mostly: everything else is soon a cycle.
    const targets = to.map((i) => (backwards ? 1 + (i % Math.max(1, source - 1)) : i % constructs.length));
    // A construct that depends on itself is dropped by cdk8s without a word.
    const others = targets.filter((target) => target !== source).map((target) => constructs[target] as Construct);
    (constructs[source] as Construct).node.addDependency(...(group ? [new DependencyGroup(...others)] : others));
  }
}

const index = fc.oneof(fc.nat(30), fc.integer({ min: 1, max: 4 }));
const kind = fc.constantFrom('chart', 'construct', 'object', 'object', 'object', 'renderingChart', 'renderingObject');
const recipes: fc.Arbitrary<Recipe> = fc.record({
  nodes: fc.array(
    fc.record({
      kind: kind as fc.Arbitrary<Recipe['nodes'][number]['kind']>,
      scope: index,
      integerId: fc.boolean(),
      named: fc.boolean(),
      namespace: fc.constantFrom(undefined, 'web', 'weather'),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  dependencies: fc.array(
    fc.record({
      from: index,
      to: fc.array(index, { minLength: 1, maxLength: 3 }),
      group: fc.boolean(),
      backwards: fc.constantFrom(true, true, true, false),
    }),
    {
      maxLength: 5,
    },
  ),
});
const settings = fc.record({
  yamlOutputType: fc.constantFrom(0, 1, 1, 2, 3) as fc.Arbitrary<cdk8s.YamlOutputType>,
  outputFileExtension: fc.constantFrom(undefined, '.yaml'),
  recordConstructMetadata: fc.boolean(),
  resolvers: fc.constantFrom<cdk8s.IResolver[]>([], [new UpperCaseResolver()]),
  unsorted: fc.boolean(),
});

describe('App compared with that of cdk8s', () => {
  let folder: string;
  let sorting: string | undefined;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-parity-'));
    sorting = process.env.CDK8S_DISABLE_SORT;
  });
  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
    if (sorting === undefined) delete process.env.CDK8S_DISABLE_SORT;
    else process.env.CDK8S_DISABLE_SORT = sorting;
  });

  const read = (directory: string): Record<string, string> =>
    Object.fromEntries(
      fs
        .readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .filter((file) => path.basename(file) !== LIST)
        .sort()
        .map((file) => [path.relative(directory, file), withoutExactPaths(fs.readFileSync(file, 'utf8'))]),
    );

  /** What ours adds to construct-metadata.json: paths by file and object, beside those by name. */
  const withoutExactPaths = (text: string): string => text.replace(/,?"[^"]*#[^"]*":\{"path":"[^"]*"\}/g, '');

  /** Files and the stream, or nothing when it fails. */
  const synthesize = (app: cdk8s.App, recipe: Recipe) => {
    try {
      build(app, recipe);
      app.synth();
      const stream = app.synthYaml();
      return { files: read(app.outdir), charts: app.charts.map((chart) => chart.node.path), stream };
    } catch {
      return undefined;
    } finally {
      fs.rmSync(app.outdir, { recursive: true, force: true });
    }
  };

  test('writes the same files, or fails as well', () => {
    // With a file for each resource the order of dependencies may be lost, of which ours warns.
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    let compared = 0;
    fc.assert(
      fc.property(recipes, settings, (recipe, { unsorted, ...props }) => {
        process.env.CDK8S_DISABLE_SORT = unsorted ? '1' : '';
        const stock = synthesize(new cdk8s.App({ ...props, outdir: path.join(folder, 'stock') }), recipe);
        const ours = synthesize(new App({ ...props, outdir: path.join(folder, 'ours') }), recipe);

        expect(ours).toEqual(stock);
        if (stock !== undefined) compared++;
      }),
      { numRuns: 300 },
    );
    // The property must not hold for want of apps that can be synthesized.
    expect(compared).toBeGreaterThan(100);
    stderr.mockRestore();
  });
});
