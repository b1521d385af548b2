// Modules are named as they are imported, and the flat names of version 0.1 are left out: their places are the namespaces.

import { Converter, ReflectionKind } from 'typedoc';

const OLD_NAMES = /\/lib\/deprecated-names\.ts$/;

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    const { project } = context;
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      module.name = module.name.replace(/^lib\//, 'meshwright/');
      const old = oldNames(context, module);
      for (const child of [...(module.children ?? [])]) {
        if (child.isReference() && old.has(child.name)) project.removeReflection(child);
      }
    }
  });
}

function oldNames(context, module) {
  const symbol = context.getSymbolFromReflection(module);
  const checker = context.programs[0].getTypeChecker();
  const exported = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  const areOld = exported.filter(({ declarations = [] }) =>
    declarations.some((declaration) => OLD_NAMES.test(declaration.getSourceFile().fileName)),
  );
  return new Set(areOld.map(({ name }) => name));
}
