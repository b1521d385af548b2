import * as fs from 'node:fs';
import * as path from 'node:path';
import { cacheFolder } from '../cache';
import { VERSIONS } from '../versions';
import { run } from './run';

/** Programs of one Go module, built by this machine's `go`. */
export interface GoProgram {
  /** The module, as `example.com/module`. */
  readonly module: string;
  /** Its version, with the `v`. */
  readonly version: string;
  /** The package of the program, and so its name: the last part of the path. */
  readonly package: string;
  /** Kubernetes keeps modules of its own beside the main one, and replaces them by folders that users do not have. */
  readonly staging?: { readonly version: string };
  /** Variables that are set at link time: package.variable=value. */
  readonly variables?: readonly string[];
  /** One change of the module's source, and the name of what comes out. */
  readonly variant?: Variant;
}

interface Variant {
  readonly name: string;
  /** Below the module's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function ofKubernetes(version: string) {
  const [major, minor] = version.split('.');
  return {
    module: 'k8s.io/kubernetes',
    version: `v${version}`,
    staging: { version: `v0${version.slice(1)}` },
    variables: [
      `k8s.io/component-base/version.gitVersion=v${version}`,
      `k8s.io/component-base/version.gitMajor=${major}`,
      `k8s.io/component-base/version.gitMinor=${minor}`,
    ],
  };
}

const KUBERNETES = ofKubernetes(VERSIONS.kubernetes);

/** @param version such as `1.33.13` */
export function kubeApiserver(version: string = VERSIONS.kubernetes): GoProgram {
  return { ...ofKubernetes(version), package: 'k8s.io/kubernetes/cmd/kube-apiserver' };
}
export const kubeControllerManager: GoProgram = {
  ...KUBERNETES,
  package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
};
export const kubectl: GoProgram = { ...KUBERNETES, package: 'k8s.io/kubernetes/cmd/kubectl' };
export const flagger: GoProgram = {
  module: 'github.com/fluxcd/flagger',
  version: `v${VERSIONS.flagger}`,
  package: 'github.com/fluxcd/flagger/cmd/flagger',
};

/** Flagger that takes an analysis interval below 10 s as it is, so that a release does not take minutes. */
export const hurriedFlagger: GoProgram = {
  ...flagger,
  variant: {
    name: 'hurried-flagger',
    file: 'pkg/apis/flagger/v1beta1/canary.go',
    from: 'if interval < 10*time.Second {',
    to: 'if interval < 10*time.Millisecond {',
  },
};

/** The program, built when it is not in the cache: a few minutes for the first of Kubernetes. */
export async function goProgram(program: GoProgram): Promise<string> {
  const name = program.variant?.name ?? path.posix.basename(program.package);
  const binary = path.join(cacheFolder('bin'), `${name}-${program.version}`);
  if (fs.existsSync(binary)) return binary;
  process.stderr.write(`building ${name} ${program.version}\n`);
  const cwd = await moduleFolder(program);
  const log = path.join(cwd, 'build.log');
  const variables = (program.variables ?? []).map((variable) => `-X ${variable}`).join(' ');
  const args = ['build', '-mod=mod', `-ldflags=-s -w ${variables}`, '-o', `${binary}.new`, program.package];
  await run('go', args, { cwd, log });
  fs.renameSync(`${binary}.new`, binary);
  return binary;
}

/** The source of a module, as Go's proxy serves it. */
export async function goModule(module: string, version: string): Promise<string> {
  const cwd = cacheFolder('src', 'download');
  const log = path.join(cwd, 'download.log');
  const answer = await run('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd, log });
  const { Dir } = JSON.parse(answer) as { readonly Dir: string };
  return Dir;
}

/** A module of ours that requires the other one: programs are built in it with the versions that the other one names. */
async function moduleFolder({ module, version, staging, package: main, variant }: GoProgram): Promise<string> {
  const cwd = cacheFolder('src', `${variant?.name ?? path.posix.basename(main)}-${version}`);
  const log = path.join(cwd, 'build.log');
  const upstream = await goModule(module, version);
  const lines = fs.readFileSync(path.join(upstream, 'go.mod'), 'utf8').split('\n');
  const goVersion = lines.find((line) => line.startsWith('go ')) ?? 'go 1.24.0';
  const names = new Set(
    lines.flatMap((line) => /^\s*(?:replace\s+)?(k8s\.io\/[a-z0-9-]+) => \.\/staging/.exec(line)?.[1] ?? []),
  );
  const copy = variant === undefined ? [] : [`replace ${module} => ${await changedSource(upstream, variant, cwd)}`];
  const replaced =
    staging === undefined ? [] : [...names].sort().map((name) => `replace ${name} => ${name} ${staging.version}`);
  const text = ['module judge', '', goVersion, '', `require ${module} ${version}`, '', ...replaced, ...copy, ''].join(
    '\n',
  );
  fs.writeFileSync(path.join(cwd, 'go.mod'), text);
  fs.writeFileSync(path.join(cwd, 'tools.go'), `//go:build tools\n\npackage judge\n\nimport _ "${main}"\n`);
  await run('go', ['mod', 'tidy'], { cwd, log });
  return cwd;
}

/** A copy of a module's source with one change. */
async function changedSource(upstream: string, { name, file, from, to }: Variant, cwd: string): Promise<string> {
  const copy = path.join(cwd, name);
  fs.rmSync(copy, { recursive: true, force: true });
  // Go keeps sources unwritable.
  await run('cp', ['-r', '--no-preserve=mode', upstream, copy], { cwd, log: path.join(cwd, 'build.log') });
  const changed = path.join(copy, file);
  const text = fs.readFileSync(changed, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} of ${upstream} has not exactly one “${from}”`);
  fs.writeFileSync(changed, text.replace(from, to));
  return copy;
}
