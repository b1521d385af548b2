import { posix } from 'node:path';
import { type Dialect, variableOf } from './print-module';
import type { Registry } from './registry';
import type { Unit } from './unit';

/** Prints `main.ts`: the charts, each after those that it names something of. */
export function printMain(units: readonly Unit[], registry: Registry, dialect: Dialect): string {
  const ordered = registry.ordered(units);
  const needed = new Set(ordered.flatMap((unit) => [...registry.needsOf(unit)]));
  const isTyped = dialect === 'TypeScript';
  const imports = [...ordered]
    .sort((a, b) => (a.module < b.module ? -1 : 1))
    .map(({ className, module }) =>
      isTyped
        ? `import { ${className} } from './${posix.normalize(module)}';`
        : `const { ${className} } = require('./${posix.normalize(module)}');`,
    );
  const statement = (unit: Unit) => {
    const props = [...registry.needsOf(unit)].map(variableOf);
    const value = `new ${unit.className}(app, '${unit.id}'${props.length === 0 ? '' : `, { ${props.join(', ')} }`});`;
    return needed.has(unit) ? `const ${variableOf(unit)} = ${value}` : value;
  };
  const steady = ordered.filter(({ scenario }) => scenario === undefined).map(statement);
  const scenarios = ordered.filter(({ scenario }) => scenario !== undefined).map(statement);
  const alternatives =
    scenarios.length === 0
      ? []
      : ['', '// Alternatives, each in a file of its own below dist/scenarios.', ...scenarios];
  return [
    isTyped ? "import { App } from 'meshwright';" : "const { App } = require('meshwright');",
    ...imports,
    '',
    isTyped ? '/** All that is applied, and what may be applied in place of it. */' : '',
    isTyped ? 'export function build(app: App): void {' : 'exports.build = function build(app) {',
    ...steady,
    ...alternatives,
    '}',
    '',
    isTyped ? 'if (require.main === module) App.run(build);' : '',
    '',
  ].join('\n');
}
