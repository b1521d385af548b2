import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { EXTERNAL_KINDS } from '../kube/external-kinds';
import { METADATA } from './construct-metadata';
import { MeshwrightError } from './errors';
import { WRITES_STANDALONE_CHARTS } from './standalone-chart';

/**
 * What exists without a manifest, by kind. What belongs to a namespace is written `namespace/name`, or `name` for any
 * namespace; `*` stands for any characters.
 */
export interface ExternalNames {
  /** Names that clients may call: `api.example.com`. */
  readonly hosts?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly services?: readonly string[];
  readonly gateways?: readonly string[];
  readonly secrets?: readonly string[];
  readonly configMaps?: readonly string[];
  readonly serviceAccounts?: readonly string[];
  readonly nodes?: readonly string[];
  /** Of other kinds, by their names: `{ PersistentVolumeClaim: ['shop/data'] }`. */
  readonly others?: Readonly<Record<string, readonly string[]>>;
}

/** The kind of metadata that says it. */
const TYPE = 'meshwright.dev/external';

/** A thing that exists without a manifest, and the construct that says so. */
export interface ExternalThing {
  readonly kind: string;
  readonly name: string;
  readonly saidBy: string;
}

/**
 * Says what exists beyond this app, so that nobody takes it for missing: Secrets that are made by hand, Services of other
 * teams, hosts that clients may call. It counts for the check of `cdk8s synth`, for tests, and for the whole app, whichever
 * construct it is said of. `external` in `meshwright.yaml` says the same for manifests of any origin.
 *
 * ```ts
 * external(app, { secrets: ['shop/database-credentials'], services: ['payments/*'] });
 * ```
 *
 * @throws MeshwrightError for a kind or a name that cannot be one
 */
export function external(scope: IConstruct, names: ExternalNames): void {
  const { others = {}, ...usual } = names;
  const kinds: Readonly<Record<string, string>> = EXTERNAL_KINDS;
  const things = [
    ...Object.entries(usual).map(([key, list]) => [kinds[key] ?? key, list] as const),
    ...Object.entries(others),
  ].flatMap(([kind, list]) => (list ?? []).map((name) => ({ kind, name })));
  for (const { kind, name } of things) {
    if (!/^[A-Z][A-Za-z]*$/.test(kind)) {
      throw new MeshwrightError(scope, `external: "${kind}" is no kind: write one as manifests do, such as Secret`);
    }
    if (!/^[^\s/]+(\/[^\s/]+)?$/.test(name)) {
      throw new MeshwrightError(scope, `external: "${name}" is no name of a ${kind}: write namespace/name, or name`);
    }
    scope.node.addMetadata(TYPE, { kind, name });
  }
  if (things.length > 0) tellPluginsFor(scope.node.root);
}

/** All that an app says to exist beyond it. */
export function externalThings(root: IConstruct): readonly ExternalThing[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === TYPE)
        .map(({ data }) => ({ ...(data as Pick<ExternalThing, 'kind' | 'name'>), saidBy: node.path })),
    );
}

/** What cdk8s-cli passes on to plugins: names with the path of a construct, and nothing else. */
export function externalMetadata(root: IConstruct): Record<string, { path: string }> {
  return Object.fromEntries(
    externalThings(root).map(({ kind, name, saidBy }) => [`#external/${kind}/${name}`, { path: saidBy }]),
  );
}

const told = new WeakSet<IConstruct>();

/** The App of Meshwright tells plugins by itself. That of cdk8s writes what it knows when it is synthesized. */
function tellPluginsFor(root: IConstruct): void {
  if (WRITES_STANDALONE_CHARTS in root || told.has(root)) return;
  told.add(root);
  process.once('exit', () => {
    const { outdir } = root as { readonly outdir?: unknown };
    if (typeof outdir !== 'string') return;
    const file = join(outdir, METADATA);
    if (!existsSync(file)) return;
    const written = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string; readonly resources: object };
    writeFileSync(file, JSON.stringify({ ...written, resources: { ...written.resources, ...externalMetadata(root) } }));
  });
}
