import { FORMAT } from '../project/project-files';

/** Formats TypeScript as Prettier does, with the settings that a project gets. */
export async function format(text: string): Promise<string> {
  // Without its reader of settings: those of whatever folder this is are not those of the project.
  const prettier = require('prettier/standalone') as typeof import('prettier/standalone');
  const typescript = require('prettier/plugins/typescript') as typeof import('prettier/plugins/typescript');
  const estree = require('prettier/plugins/estree') as typeof import('prettier/plugins/estree');
  return prettier.format(text, { parser: 'typescript', plugins: [typescript, estree], ...FORMAT });
}
