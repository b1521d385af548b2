import { join } from 'node:path';
import type { CustomResourceDefinition } from '../lib/codegen/custom-resource-definition';
import { generateModule } from '../lib/codegen/module';
import { SOURCES } from './sources';

/** The types that the construct of Argo CD's Application writes. */
export const ARGO_CD_TYPES = join(__dirname, '../lib/argocd/argoproj.io.ts');

/**
 * The module of Argo CD's Application. It is made here and not by `meshwright import`, because an import of the group
 * would stand for all its kinds in checks, of which this is only one.
 */
export function argoCdTypes(definitions: readonly CustomResourceDefinition[]): string {
  const application = definitions.filter(({ group, kind }) => group === 'argoproj.io' && kind === 'Application');
  const source = SOURCES.find(({ name }) => name === 'Argo CD');
  const module = generateModule('argoproj.io', application, [`${source?.module}@${source?.version}`]);
  return module.replace('`meshwright import`', '`npm run kinds`').replace('The kinds of argoproj.io', 'Application');
}
