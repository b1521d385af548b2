import { posix } from 'node:path';
import { liftConstants } from './code/constants';
import { type Expression, everyPart, type Handle, type Imported, type TypeName } from './code/expression';
import { placeComments } from './code/place-comments';
import { commentLine, inComment, type Names, print } from './code/print';
import type { Declaration } from './declaration';
import { pathOf } from './kinds/metadata';
import { camel } from './plan';
import type { Registry } from './registry';
import type { Unit } from './unit';

/** TypeScript, or what is left of it when types are taken away: CommonJS, which runs as it is. */
export type Dialect = 'TypeScript' | 'JavaScript';

/** Names that are the language's, or those of every module. */
const RESERVED = new Set([
  ...['break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum'],
  ...['export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in', 'instanceof'],
  ...['interface', 'let', 'new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static', 'super'],
  ...['switch', 'this', 'throw', 'true', 'try', 'typeof', 'undefined', 'var', 'void', 'while', 'with', 'yield'],
  ...['await', 'async', 'arguments', 'eval', 'require', 'module', 'exports', 'process', 'scope', 'id', 'props'],
  ...['join', 'readFileSync', 'k8s', 'networking', 'security', 'telemetry', 'extensions', 'flaggerKinds'],
  ...['chaosbladeKinds', 'gatewayKinds', 'gatewayApi', 'app', 'build'],
]);

/** What a chart has by itself. */
const OF_CHARTS = new Set([
  ...['node', 'namespace', 'labels', 'toJson', 'toString', 'addDependency', 'apiObjects', 'generateObjectName'],
  ...['file', 'fileExtension', 'header', 'title', 'folder', 'constructor', 'validate'],
]);

/** What a chart is called where others name it. */
export function variableOf({ id }: Unit): string {
  return freeName(camel(id), RESERVED);
}

/** Prints the module of a chart. */
export class ModulePrinter {
  private readonly names = new Map<Handle, string>();
  private readonly fields = new Set<Handle>();
  private readonly used = new Set<Handle>();
  private readonly parameters = new Map<Unit, string>();

  constructor(
    private readonly unit: Unit,
    private readonly declarations: readonly Declaration[],
    private readonly registry: Registry,
    /** Handles that other charts name. */
    usedElsewhere: ReadonlySet<Handle>,
    /** What fields of other charts are called. */
    private readonly fieldNames: Map<Handle, string>,
    /** Where objects are that are left as YAML, from the root of the project. */
    private readonly yaml: string | undefined,
  ) {
    const taken = new Set(RESERVED);
    for (const needed of registry.needsOf(unit)) {
      this.parameters.set(needed, variableOf(needed));
      taken.add(variableOf(needed));
    }
    for (const part of declarations.flatMap(({ expression }) => [...everyPart(expression)])) {
      if (part.type === 'reference') this.used.add(part.to);
    }
    for (const { handle } of declarations) {
      if (handle === undefined) continue;
      const isField = usedElsewhere.has(handle);
      if (!isField && !this.used.has(handle)) continue;
      const name = freeName(handle.name, isField ? new Set([...taken, ...OF_CHARTS]) : taken);
      taken.add(name);
      this.names.set(handle, name);
      if (isField) {
        this.fields.add(handle);
        fieldNames.set(handle, name);
      }
    }
  }

  print(dialect: Dialect): string {
    const { unit } = this;
    const ordered = this.ordered();
    const commented = ordered.map((declaration) => {
      const { sources, expression } = declaration;
      const [only, second] = sources;
      if (second !== undefined) {
        const all = sources.flatMap(({ comments, object }) =>
          comments.map((comment) => ({ ...comment, path: [...pathOf(object), ...comment.path] })),
        );
        return placeComments(expression, all);
      }
      return placeComments(expression, only?.comments ?? []);
    });
    const isTaken = (name: string) => name === unit.className;
    const { expressions, constants, loose } = liftConstants(
      commented.map(({ expression }, index) => ({ expression, isLoose: isLoose(ordered[index] as Declaration) })),
      isTaken,
    );
    const imports = new Imports(dialect, posix.dirname(unit.module));
    const names: Names = {
      ofHandle: (handle) => this.nameOf(handle),
      ofImport: (imported) => imports.use(imported),
      ofFile: (path) => imports.read(path),
    };
    const base =
      unit.scenario === undefined ? imports.value('cdk8s', 'Chart') : imports.value('meshwright', 'Scenario');
    const statements = ordered.map((declaration, index) =>
      this.statement(declaration, expressions[index] as Expression, commented[index]?.before ?? [], names),
    );
    if (this.yaml !== undefined) statements.push(this.include(imports, this.yaml));
    const constantsText = constants.map(({ name, value }) => {
      const isConst =
        dialect === 'TypeScript' && (value.type === 'record' || value.type === 'list') && !loose.has(name);
      return `const ${name} = ${print(value, names)}${isConst ? ' as const' : ''};`;
    });
    const isTyped = dialect === 'TypeScript';
    if (isTyped) imports.type('constructs', 'Construct');
    const fields = isTyped
      ? [...this.fields].map((handle) => `  readonly ${this.names.get(handle)}: ${this.typeOf(handle.type, imports)};`)
      : [];
    const parts = [
      unit.header.map(commentLine).join('\n'),
      () => imports.print([...this.parameters.keys()]),
      constantsText.join('\n'),
      this.propsInterface(dialect),
      [
        isTyped ? `/** ${inComment(`What \`${unit.file.split('/').at(-1)}\` describes${this.inNamespace()}.`)} */` : '',
        `${isTyped ? 'export ' : ''}class ${unit.className} extends ${base} {`,
        ...fields,
        fields.length > 0 ? '' : undefined,
        `constructor(${this.constructorParameters(dialect)}) {`,
        `super(scope, id${this.superProps()});`,
        separated(statements),
        '}',
        '}',
        isTyped ? '' : `exports.${unit.className} = ${unit.className};`,
      ]
        .filter((line) => line !== undefined)
        .join('\n'),
    ];
    return `${parts
      .map((part) => (typeof part === 'string' ? part : part()))
      .filter((part) => part !== '')
      .join('\n\n')}\n`;
  }

  /** As in the file, but what is named comes before what names it. */
  private ordered(): readonly Declaration[] {
    const place = (declaration: Declaration) => {
      const indices = declaration.sources.map((source) => this.unit.objects.indexOf(source)).filter((at) => at !== -1);
      return indices.length === 0 ? -1 : Math.min(...indices);
    };
    // A host that nobody names in the end was only thought of.
    const isNeeded = ({ id, handle }: Declaration) =>
      id !== undefined || (handle !== undefined && this.names.has(handle));
    const inFile = this.declarations.filter(isNeeded).sort((a, b) => place(a) - place(b));
    const byHandle = new Map(
      inFile.flatMap((each) => (each.handle === undefined ? [] : [[each.handle, each] as const])),
    );
    const done = new Set<Declaration>();
    const visit = (declaration: Declaration): void => {
      if (done.has(declaration)) return;
      for (const part of everyPart(declaration.expression)) {
        const needed = part.type === 'reference' ? byHandle.get(part.to) : undefined;
        if (needed !== undefined && needed !== declaration) visit(needed);
      }
      done.add(declaration);
    };
    for (const declaration of inFile) visit(declaration);
    return [...done];
  }

  private statement(
    { handle, patches }: Declaration,
    expression: Expression,
    comments: readonly string[],
    names: Names,
  ): string {
    const value = print(expression, names);
    const name = handle && this.names.get(handle);
    const patched =
      patches.length === 0 ? '' : `.addJsonPatch(${patches.map((patch) => print(patch, names)).join(', ')})`;
    const code =
      handle === undefined || name === undefined
        ? `${value}${patched};`
        : this.fields.has(handle)
          ? `this.${name} = ${value};`
          : `const ${name} = ${value};`;
    return [...comments.map(commentLine), code].join('\n');
  }

  private include(imports: Imports, file: string): string {
    const include = imports.value('cdk8s', 'Include');
    return `new ${include}(this, 'yaml', { url: ${imports.path(file)} });`;
  }

  private nameOf(handle: Handle): string {
    const unit = this.registry.unitOf(handle);
    if (unit === this.unit)
      return this.fields.has(handle) ? `this.${this.names.get(handle)}` : (this.names.get(handle) ?? '');
    return `${this.parameters.get(unit)}.${this.fieldNames.get(handle)}`;
  }

  private typeOf({ module, name, arguments: parts = [] }: TypeName, imports: Imports): string {
    const given = parts.filter((part) => part !== '');
    const [root = name, ...rest] = name.split('.');
    const written = [imports.type(module, root), ...rest].join('.');
    return `${written}${given.length === 0 ? '' : `<${given.join(', ')}>`}`;
  }

  private inNamespace(): string {
    const { namespace, scenario } = this.unit;
    const of = namespace === undefined ? '' : `, in namespace \`${namespace}\``;
    return scenario === undefined ? of : `${of}, in place of what there is`;
  }

  private propsInterface(dialect: Dialect): string {
    if (dialect === 'JavaScript' || this.parameters.size === 0) return '';
    const props = [...this.parameters].map(([unit, name]) => `  readonly ${name}: ${unit.className};`);
    return [
      `/** What it names of other charts. */`,
      `export interface ${this.unit.className}Props {`,
      ...props,
      '}',
    ].join('\n');
  }

  private constructorParameters(dialect: Dialect): string {
    const names = [...this.parameters.values()];
    const rest = names.length === 0 ? '' : `{ ${names.join(', ')} }`;
    if (dialect === 'JavaScript') return ['scope', 'id', rest].filter((part) => part !== '').join(', ');
    return ['scope: Construct', 'id: string', rest === '' ? '' : `${rest}: ${this.unit.className}Props`]
      .filter((part) => part !== '')
      .join(', ');
  }

  private superProps(): string {
    const { namespace, scenario } = this.unit;
    const text = (value: string) => print({ type: 'literal', value }, NO_NAMES);
    const props = [
      ...(scenario === undefined ? [] : [`folder: ${text(scenario.folder)}`, `title: ${text(scenario.title)}`]),
      ...(namespace === undefined ? [] : [`namespace: ${text(namespace)}`]),
    ];
    return props.length === 0 ? '' : `, { ${props.join(', ')} }`;
  }
}

const NO_NAMES: Names = { ofHandle: () => '', ofImport: () => '', ofFile: () => '' };

/** What a module imports. */
class Imports {
  private readonly values = new Map<string, Set<string>>();
  private readonly types = new Map<string, Set<string>>();
  private readonly namespaces = new Map<string, string>();
  private readonly nodeModules = new Map<string, string>();

  constructor(
    private readonly dialect: Dialect,
    /** The folder of the module, from the root of the project. */
    private readonly folder: string,
  ) {}

  use({ module, name, as }: Imported): string {
    if (name !== '*') return this.value(module, name);
    this.namespaces.set(module, as ?? name);
    return as ?? name;
  }

  value(module: string, name: string): string {
    this.values.set(module, (this.values.get(module) ?? new Set()).add(name));
    return name;
  }

  type(module: string, name: string): string {
    this.types.set(module, (this.types.get(module) ?? new Set()).add(name));
    return name;
  }

  /** The text of a file of the project. */
  read(path: string): string {
    this.nodeModules.set('node:fs', 'readFileSync');
    return `readFileSync(${this.path(path)}, 'utf8')`;
  }

  /** A file of the project. */
  path(path: string): string {
    this.nodeModules.set('node:path', 'join');
    return `join(__dirname, ${print({ type: 'literal', value: posix.relative(this.folder, path) }, NO_NAMES)})`;
  }

  print(units: readonly Unit[]): string {
    const isTyped = this.dialect === 'TypeScript';
    const modules = new Set([...this.values.keys(), ...(isTyped ? this.types.keys() : []), ...this.namespaces.keys()]);
    const lines = [...this.nodeModules]
      .sort()
      .map(([module, name]) =>
        isTyped ? `import { ${name} } from '${module}';` : `const { ${name} } = require('${module}');`,
      );
    for (const module of [...modules].sort()) {
      const values = [...(this.values.get(module) ?? [])].sort();
      const types = isTyped ? [...(this.types.get(module) ?? [])].filter((name) => !values.includes(name)).sort() : [];
      const as = this.namespaces.get(module);
      if (as !== undefined)
        lines.push(isTyped ? `import * as ${as} from '${module}';` : `const ${as} = require('${module}');`);
      if (values.length > 0) {
        const names = [...values, ...types.map((name) => `type ${name}`)].sort(byName);
        lines.push(
          isTyped
            ? `import { ${names.join(', ')} } from '${module}';`
            : `const { ${values.join(', ')} } = require('${module}');`,
        );
      } else if (types.length > 0) lines.push(`import type { ${types.join(', ')} } from '${module}';`);
    }
    if (isTyped) {
      for (const { module, className } of [...units].sort((a, b) => (a.module < b.module ? -1 : 1))) {
        const path = posix.relative(this.folder, module);
        lines.push(`import type { ${className} } from '${path.startsWith('.') ? path : `./${path}`}';`);
      }
    }
    return lines.join('\n');
  }
}

function byName(a: string, b: string): number {
  const [one, other] = [a.replace(/^type /, ''), b.replace(/^type /, '')];
  return one < other ? -1 : 1;
}

/** Statements with blank lines around those that have several lines. */
function separated(statements: readonly string[]): string {
  return statements
    .map((statement, index) => {
      const before = statements[index - 1];
      const isApart = before === undefined || before.includes('\n') || statement.includes('\n');
      return isApart ? `\n${statement}` : statement;
    })
    .join('\n');
}

/** Whether lists must be such that can be changed, as classes of cdk8s-plus and cdk8s ask for. */
function isLoose({ form, expression }: Declaration): boolean {
  if (form === 'ApiObject') return true;
  const { callee } = expression.type === 'call' ? expression : { callee: undefined };
  return (
    form === 'generated class' && callee?.type === 'member' && callee.of.type === 'imported' && callee.of.name === 'k8s'
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let count = 2; ; count++) if (!taken.has(`${name}${count}`)) return `${name}${count}`;
}
