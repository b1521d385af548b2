import type { CustomResourceDefinition, CustomResourceVersion } from './custom-resource-definition';
import { identifier, nameShapes } from './names';
import { type ObjectNames, objectNames, WITH_NAMES } from './object-names';
import { HELPERS, printShape } from './print-type';
import { type Shape, Shapes } from './shapes';
import { reference } from './vendor-reference';

/** What the API server, not the user, writes, and what the class knows itself. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** What modules import, declare or take from the language; a class cannot be called `Object` in a CommonJS module. */
const RESERVED: readonly string[] = [
  ...['ApiObject', 'ApiObjectMetadata', 'GroupVersionKind', 'JsonPatch', 'Construct', 'Metadata', 'ClusterMetadata'],
  ...['Array', 'Exclude', 'NameField', 'NameOf', 'Named', 'Object', 'Omit', 'Pick', 'Record', 'WithNamed'],
  ...Object.keys(HELPERS),
];

interface Kind {
  readonly definition: CustomResourceDefinition;
  readonly version: CustomResourceVersion;
  readonly className: string;
  /** What stands beside `metadata`, usually `spec` alone. */
  readonly shape: Shape;
  /** Where it names other objects. */
  readonly names: ObjectNames | undefined;
}

/** What a module holds beside the types of the newest versions. */
export interface ModuleOptions {
  /** Older versions that are served, as classes of their own: `WidgetV1Beta1`. @default false */
  readonly allVersions?: boolean;
  /** What the definitions say of their fields, as comments. @default false */
  readonly descriptions?: boolean;
}

/**
 * The TypeScript module of one API group: for each kind its types and a construct, in its newest stable version, or in
 * each that is served.
 *
 * @param sourceUrls where the definitions come from, for the module's comment
 */
export function generateModule(
  group: string,
  definitions: readonly CustomResourceDefinition[],
  sourceUrls: readonly string[],
  { allVersions = false, descriptions = false }: ModuleOptions = {},
): string {
  const shapes = new Shapes(descriptions);
  const classNames = new Set(RESERVED);
  const sorted = [...definitions].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const newest = sorted.map((definition): Kind => {
    const version = preferredVersion(definition.versions);
    return kindOf(definition, version, classNameOf(definition.kind, classNames), shapes);
  });
  // After all newest ones, whose names do not depend on what else there is.
  const older = !allVersions
    ? []
    : newest.flatMap(({ definition, version: preferred }) =>
        servedVersions(definition.versions)
          .filter((version) => version !== preferred)
          .map((version): Kind => {
            const className = classNameOf(definition.kind + versionSuffix(version.name), classNames);
            return kindOf(definition, version, className, shapes);
          }),
      );
  const kinds = [...newest, ...older];
  const clusterScoped = kinds.some((kind) => kind.definition.scope === 'Cluster');

  const names = nameShapes(shapes.all, taken(kinds), (path) => reference(group, path).name);
  const parts = shapes.all.map((shape) => printShape(shape, names.get(shape) ?? '', referenceUrl(group, shape), names));
  const classes = kinds.map((kind) => printKind(group, kind, names));

  const body = [...classes, ...parts].join('\n');
  const helpers = Object.entries(HELPERS)
    .filter(([name]) => body.includes(`${name}<`) || (name === 'ExactlyOne' && body.includes('AtMostOne<')))
    .map(([, source]) => source);
  return [
    header(group, sourceUrls),
    imports(clusterScoped),
    METADATA,
    ...(clusterScoped ? [CLUSTER_METADATA] : []),
    CALLED,
    ...helpers,
    ...(kinds.some((kind) => kind.names) ? [WITH_NAMES] : []),
    body,
  ].join('\n');
}

function kindOf(
  definition: CustomResourceDefinition,
  version: CustomResourceVersion,
  className: string,
  shapes: Shapes,
): Kind {
  const shape = shapes.resource(version.schema, className, NOT_WRITTEN);
  const { spec = {} } = version.schema.properties ?? {};
  return { definition, version, className, shape, names: objectNames(spec) };
}

/** As cdk8s writes it: `v1beta1` as `V1Beta1`. */
function versionSuffix(version: string): string {
  return identifier(version).replace(/(?<=\d)[a-z]/g, (letter) => letter.toUpperCase());
}

/**
 * The class of a kind: of the same name, unless the module uses that name itself, as for Crossplane's `Object` and the
 * `Record` of several DNS operators.
 *
 * @param used names of the module; the new ones are added
 */
function classNameOf(kind: string, used: Set<string>): string {
  const name = identifier(kind);
  const candidates = [name, `${name}Resource`];
  for (let count = 2; candidates.every((candidate) => isUsed(candidate, used)); count++) {
    candidates.push(`${name}Resource${count}`);
  }
  const free = candidates.find((candidate) => !isUsed(candidate, used)) as string;
  used.add(free).add(`${free}Props`);
  return free;
}

function isUsed(className: string, used: ReadonlySet<string>): boolean {
  return used.has(className) || used.has(`${className}Props`);
}

function taken(kinds: readonly Kind[]): string[] {
  return [...RESERVED, ...kinds.flatMap(({ className }) => [className, `${className}Props`])];
}

function referenceUrl(group: string, shape: Shape): string | undefined {
  const named = shape.paths.map((path) => reference(group, path)).find((entry) => entry.name !== undefined);
  return named?.url ?? reference(group, shape.paths[0] ?? '').url;
}

function header(group: string, sourceUrls: readonly string[]): string {
  const sources = sourceUrls.map((url) => `//   ${url}\n`).join('');
  return `// Generated by \`meshwright import\`: do not edit.\n// The kinds of ${group}, from\n${sources}`;
}

function imports(clusterScoped: boolean): string {
  const types = [
    'ApiObject',
    'type ApiObjectMetadata',
    'type GroupVersionKind',
    ...(clusterScoped ? ['JsonPatch'] : []),
  ];
  return `import { ${types.join(', ')} } from 'cdk8s';\nimport type { Construct } from 'constructs';\n`;
}

const METADATA = `/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export type Metadata = Pick<
  ApiObjectMetadata,
  'name' | 'namespace' | 'labels' | 'annotations' | 'finalizers' | 'ownerReferences'
>;
`;

const CLUSTER_METADATA = `/** Metadata of an object that belongs to no namespace. */
export type ClusterMetadata = Omit<Metadata, 'namespace'>;
`;

const CALLED = `function called<Props extends { readonly metadata?: { readonly name?: string } }>(id: string, props: Props) {
  return { ...props, metadata: { ...props.metadata, name: props.metadata?.name ?? id } };
}
`;

function printKind(
  group: string,
  { definition, version, className, shape, names: named }: Kind,
  names: ReadonlyMap<Shape, string>,
): string {
  const { kind, scope } = definition;
  const see = reference(group, kind).url;
  const cluster = scope === 'Cluster';
  const metadata = {
    name: 'metadata',
    required: false,
    type: { kind: 'text' as const, text: cluster ? 'ClusterMetadata' : 'Metadata' },
    notes: [],
  };
  const props = printShape({ ...shape, members: [metadata, ...shape.members] }, `${className}Props`, see, names);
  const optional = shape.members.some((member) => member.required) || shape.groups.length > 0 ? '' : ' = {}';
  const type = named ? `WithNamed<${className}Props>` : `${className}Props`;
  const opaque = named?.opaque.map((field) => `'${field}'`).join(', ');
  const given = named ? `    const given = withNames<${className}Props>(props${opaque ? `, [${opaque}]` : ''});\n` : '';
  const removal = cluster
    ? `    // The chart's namespace is not this object's.\n    this.addJsonPatch(JsonPatch.remove('/metadata/namespace'));\n`
    : '';
  return `${props}
/**
 * ${article(kind)} ${kind} as a construct: what is given is what the API server gets.
 * The id is its name, unless \`metadata\` has one.
${see === undefined ? '' : ` * @see ${see}\n`} */
export class ${className} extends ApiObject {
  static readonly GVK = {
    apiVersion: '${group}/${version.name}',
    kind: '${kind}',
  } as const satisfies GroupVersionKind;

  /** The manifest, for where there is no chart. */
  static manifest(props: ${className}Props): typeof ${className}.GVK & ${className}Props {
    return { ...${className}.GVK, ...props };
  }

  constructor(scope: Construct, id: string, props: ${type}${optional}) {
${given}    super(scope, id, ${className}.manifest(called(id, ${named ? 'given' : 'props'})));
${removal}  }
}
`;
}

function article(kind: string): string {
  return /^[AEIOU]/.test(kind) ? 'An' : 'A';
}

/** The newest stable version that is served: `v2` before `v1` before `v2beta1` before `v1alpha3`. */
export function preferredVersion(versions: readonly CustomResourceVersion[]): CustomResourceVersion {
  const [first] = servedVersions(versions);
  if (first === undefined) throw new Error('a custom resource definition has no versions');
  return first;
}

/** The versions that are served, or all where none is, in the order in which Kubernetes prefers them. */
function servedVersions(versions: readonly CustomResourceVersion[]): CustomResourceVersion[] {
  const served = versions.filter((version) => version.served);
  return [...(served.length > 0 ? served : versions)].sort((a, b) => compareVersions(a.name, b.name));
}

/**
 * The order in which Kubernetes prefers versions; what is no such version comes last, by name.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
 */
function compareVersions(a: string, b: string): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  if (!rankA || !rankB) return rankA ? -1 : rankB ? 1 : a < b ? -1 : 1;
  return rankB.stability - rankA.stability || rankB.major - rankA.major || rankB.minor - rankA.minor;
}

function rank(name: string): { stability: number; major: number; minor: number } | undefined {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(name);
  if (!match) return undefined;
  return {
    stability: { alpha: 0, beta: 1 }[match[2] ?? ''] ?? 2,
    major: Number(match[1]),
    minor: Number(match[3] ?? 0),
  };
}
