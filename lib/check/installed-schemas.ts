import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { OWN_IMPORTS } from '../schema/own-imports';
import type { Judge } from './judge';

/** A folder of schemas that cannot be used. */
export class SchemasError extends Error {}

/** Where schemas come from. */
export interface SchemasOptions {
  /** The working directory. */
  readonly cwd: string;
  /** A folder that `meshwright import` wrote. @default - `imports` in the working directory, if there is one */
  readonly folder?: string;
}

/**
 * The judge by the schemas of a project and of this package.
 *
 * @throws SchemasError
 */
export function loadSchemas({ cwd, folder }: SchemasOptions): Judge {
  const theirs = resolve(cwd, folder ?? 'imports');
  const exists = statSync(theirs, { throwIfNoEntry: false })?.isDirectory() === true;
  if (folder !== undefined && !exists) {
    throw new SchemasError(
      `--schemas ${folder}: there is no such folder: give the one that \`meshwright import\` wrote`,
    );
  }
  // Of two definitions of a kind, the one that was added last counts.
  const folders = [...(existsSync(OWN_IMPORTS) ? [OWN_IMPORTS] : []), ...(exists ? [theirs] : [])];
  const { Catalogue } = require('../schema/catalogue') as typeof import('../schema/catalogue');
  const judge = require('./judge') as typeof import('./judge');
  const catalogue = new Catalogue();
  for (const each of new Set(folders.map((path) => realpathSync(path)))) catalogue.addFolder(each);
  return new judge.Judge(catalogue);
}
