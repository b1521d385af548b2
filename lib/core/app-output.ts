import * as os from 'node:os';
import * as path from 'node:path';
import { OutputError } from '../output/output-error';
import { publish, publishedFolder } from '../output/staging';
import { removeFiles, writeFiles } from '../output/write-files';
import { LIST, placeOf, succeed } from '../output/written-files';
import { METADATA } from './construct-metadata';
import { MeshwrightError } from './errors';
import type { SynthesizedFiles } from './synthesis';

/** The entry that says where the file is, for plugins that are told of no manifest beside it. */
const METADATA_FOLDER = '#';

/** What the apps of this process have told plugins, by folder: they share one file. */
const told = new Map<string, Record<string, { path: string }>>();
/** Folders that are published when the process ends. */
const waiting = new Set<string>();
/** What the apps of this process have printed, by folder of cdk8s-cli. */
const printed = new Map<string, string>();

/**
 * Where an app writes. cdk8s-cli says it by `CDK8S_OUTDIR`, one folder for all apps of a program; an app may have one of its
 * own, `outdir`.
 */
export class AppOutput {
  /** Where files are written. */
  readonly folder: string;
  /** How a person in the working directory calls the folder that the files are meant for; empty for that directory. */
  readonly name: string;
  /** Whether cdk8s-cli prints what it finds there: `cdk8s synth --stdout`. */
  readonly feedsStandardOutput: boolean;

  private readonly cli: string | undefined;
  private readonly place: number;

  constructor(outdir: string | undefined, env: Readonly<Record<string, string | undefined>> = process.env) {
    this.cli = env.CDK8S_OUTDIR;
    this.feedsStandardOutput = this.cli !== undefined && isFolderForStandardOutput(this.cli);
    this.folder = this.cli !== undefined && this.feedsStandardOutput ? this.cli : placeFor(outdir, this.cli);
    this.name = nameOf(this.feedsStandardOutput ? (outdir ?? 'dist') : (publishedFolder(this.folder) ?? this.folder));
    this.place = placeOf(this.folder);
  }

  /**
   * @param tellsPlugins whether the paths of constructs are written for the plugins of cdk8s-cli
   * @throws MeshwrightError naming the file and the reason
   */
  write(files: SynthesizedFiles, tellsPlugins: boolean): void {
    try {
      if (this.feedsStandardOutput) this.print(files, tellsPlugins);
      else this.writeFiles(files, tellsPlugins);
    } catch (error) {
      if (error instanceof OutputError) throw new MeshwrightError('', error.message, { cause: error });
      throw error;
    }
  }

  private writeFiles(files: SynthesizedFiles, tellsPlugins: boolean): void {
    const { folder } = this;
    const { stale, list } = succeed(folder, this.place, files.content, files.objects);
    writeFiles(folder, files.content);
    removeFiles(folder, stale);
    if (list === undefined) removeFiles(folder, [LIST]);
    else writeFiles(folder, new Map([[LIST, list]]));
    if (tellsPlugins) this.tell(files);
    else if (this.cli !== undefined) publishAtTheEnd(this.cli);
  }

  /** All apps of the program as one stream: cdk8s-cli would put no `---` between files. */
  private print(files: SynthesizedFiles, tellsPlugins: boolean): void {
    for (const [name, content] of files.content) {
      const before = printed.get(this.folder);
      const text = before === undefined ? content : [before, content].filter((each) => each !== '').join('---\n');
      printed.set(this.folder, text);
      writeFiles(this.folder, new Map([[name, text]]));
    }
    if (tellsPlugins) this.tell(files);
  }

  private tell(files: SynthesizedFiles): void {
    const folder = this.cli ?? this.folder;
    const below = path.relative(folder, this.folder).split(path.sep).join('/');
    const resources = {
      ...(told.get(folder) ?? { [METADATA_FOLDER]: { path: path.resolve(folder) } }),
      ...files.metadata(below === '' ? '' : `${below}/`),
    };
    told.set(folder, resources);
    writeFiles(folder, new Map([[METADATA, printMetadata(resources)]]));
  }
}

/** Without a plugin there is nothing to wait for but the other apps of the program. */
function publishAtTheEnd(staged: string): void {
  if (waiting.has(staged)) return;
  waiting.add(staged);
  // cdk8s-cli wants to see its folder.
  writeFiles(staged, new Map());
  process.once('exit', (code) => {
    if (code !== 0) return;
    try {
      publish(staged);
    } catch (error) {
      process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  });
}

/** As cdk8s writes it. */
export function printMetadata(resources: Record<string, { path: string }>): string {
  return JSON.stringify({ version: '1.0.0', resources });
}

/** The folder for an `outdir`: within what cdk8s-cli replaces, where that is meant. */
function placeFor(outdir: string | undefined, cli: string | undefined): string {
  if (outdir === undefined) return cli ?? 'dist';
  if (cli === undefined) return outdir;
  const meant = path.resolve(publishedFolder(cli) ?? cli);
  const below = path.relative(meant, path.resolve(outdir));
  return below === '..' || below.startsWith(`..${path.sep}`) || path.isAbsolute(below) ? outdir : path.join(cli, below);
}

function nameOf(folder: string): string {
  const below = path.relative('', path.resolve(folder));
  const isOutside = below === '..' || below.startsWith(`..${path.sep}`) || path.isAbsolute(below);
  return (isOutside ? path.resolve(folder) : below).split(path.sep).join('/');
}

function isFolderForStandardOutput(outdir: string): boolean {
  const folder = path.resolve(outdir);
  return path.dirname(folder) === path.resolve(os.tmpdir()) && /^cdk8s-[A-Za-z0-9]{6}$/.test(path.basename(folder));
}
