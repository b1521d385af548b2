import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isSeq, parseDocument } from 'yaml';
import { CONFIGURATION, DEVELOPMENT, dependencies, SCRIPTS } from './project-files';

/** A file of a project that cannot be read. */
export class ProjectError extends Error {}

/** A project with what it lacks; what it says itself stays. */
export interface Completed {
  /** Files that change, by their names. */
  readonly files: ReadonlyMap<string, string>;
  /** What was added, in words. */
  readonly added: readonly string[];
}

/**
 * The `package.json` of a folder with the packages that it lacks; nothing where there is none.
 *
 * @param tools what it is run and tested with, too: not for a project that has its own
 */
export function completePackage(folder: string, version: string, tools: boolean): Completed | undefined {
  const text = read(folder, 'package.json');
  if (text === undefined) return undefined;
  const project = parse(text);
  const added: string[] = [];
  const complete = (key: string, wanted: Readonly<Record<string, string>>, known: readonly string[]) => {
    const own = recordOf(project[key]);
    const missing = Object.entries(wanted).filter(([name]) => !known.includes(name) && own[name] === undefined);
    if (missing.length === 0) return;
    project[key] = { ...own, ...Object.fromEntries(missing) };
    added.push(...missing.map(([name]) => `${key}.${name}`));
  };
  const installed = [...Object.keys(recordOf(project.dependencies)), ...Object.keys(recordOf(project.devDependencies))];
  if (tools) complete('scripts', SCRIPTS, []);
  complete('dependencies', dependencies(version), installed);
  const { 'cdk8s-cli': cli = '', ...others } = DEVELOPMENT;
  complete('devDependencies', { 'cdk8s-cli': cli, ...(tools && others) }, installed);
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return { files: new Map([['package.json', `${JSON.stringify(project, null, indent)}\n`]]), added };
}

/** The `cdk8s.yaml` of a folder with the plugin, its comments kept; nothing where there is none. */
export function completeConfiguration(folder: string): Completed | undefined {
  const text = read(folder, 'cdk8s.yaml');
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  if (document.errors.length > 0 || document.contents === null) {
    throw new ProjectError(`${join(folder, 'cdk8s.yaml')}: ${document.errors[0]?.message ?? 'it is empty'}`);
  }
  if (text.includes('MeshwrightValidation')) return { files: new Map(), added: [] };
  const added = [addPlugin(document)];
  if (document.get('output') === undefined) {
    document.set('output', '.synth/dist');
    added.push('output: .synth/dist, which takes the place of dist when the check has passed');
  }
  return { files: new Map([['cdk8s.yaml', document.toString({ lineWidth: 0 })]]), added };
}

function addPlugin(document: Document): string {
  const [plugin] = parseDocument(CONFIGURATION).toJS().validations;
  const validations = document.get('validations');
  if (isSeq(validations)) validations.add(document.createNode(plugin));
  else document.set('validations', document.createNode([plugin]));
  return 'validations: MeshwrightValidation';
}

function read(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return recordOf(value);
  } catch (error) {
    throw new ProjectError(`package.json: ${(error as Error).message}: correct it first, nothing was written`);
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
