import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, structOf, structsOf, textOf } from '../values/decoded';
import { warnOfSizes } from './sizes';

const rule = 'K8S_VOLUME';

/** Sources that are gone, or will be. */
const OLD: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

/** Of a volume that exists by itself, the API server does not mention all of them. */
const UNMENTIONED: ReadonlySet<string> = new Set(['gitRepo', 'flocker', 'quobyte']);

export function warnOfOldSources(at: Path, volume: JsonMap, report: Report, isPersistent = false): void {
  for (const name of Object.keys(volume)) {
    const detail = Object.hasOwn(OLD, name) && isSet(volume[name]) ? OLD[name] : undefined;
    if (detail !== undefined && !(isPersistent && UNMENTIONED.has(name))) report.warning(rule, at.child(name), detail);
  }
}

/** The volumes of a pod. */
export function warnOfVolumes(at: Path, volumes: unknown, report: Report): void {
  for (const [index, volume] of structsOf(volumes).entries()) {
    if (volume === undefined) continue;
    const place = at.child(index);
    warnOfOldSources(place, volume, report);
    const { volumeClaimTemplate: claim } = structOf(volume.ephemeral);
    if (isSet(claim)) {
      const spec = structOf(structOf(claim).spec);
      warnOfSizes(place.child('ephemeral', 'volumeClaimTemplate', 'spec').child('resources'), spec.resources, report);
    }
    warnOfOverlaps(place, volume, report);
  }
}

interface File {
  readonly path: string;
  /** What it comes from, where there are several. */
  readonly source: string;
}

/** Files that lie on each other, or where another one needs a folder. */
function warnOfOverlaps(at: Path, volume: JsonMap, report: Report): void {
  const name = textOf(volume.name);
  const warn = (detail: string): void => report.warning(rule, at, `volume ${JSON.stringify(name)} ${detail}`);
  const { configMap, secret, downwardAPI, projected } = volume;
  for (const [what, source] of [
    [`ConfigMap ${JSON.stringify(textOf(structOf(configMap).name))}`, configMap],
    [`Secret ${JSON.stringify(textOf(structOf(secret).secretName))}`, secret],
    ['DownwardAPI', downwardAPI],
  ] as const) {
    const files = structsOf(structOf(source).items).map(({ path }) => ({ path: textOf(path), source: '' }));
    for (const overlap of overlaps(files)) warn(`(${what}): overlapping paths: ${overlap}`);
  }
  const files: File[] = [];
  for (const source of structsOf(structOf(projected).sources)) {
    const own = filesOf(source);
    if (own === undefined) warn('(Projected) has no sources provided');
    else files.push(...own);
  }
  for (const overlap of overlaps(files)) warn(`(Projected): overlapping paths: ${overlap}`);
}

function filesOf({ configMap, secret, downwardAPI, serviceAccountToken }: JsonMap): readonly File[] | undefined {
  if (![configMap, secret, downwardAPI, serviceAccountToken].some(isSet)) return undefined;
  for (const [what, source] of [
    ['ConfigMap', configMap],
    ['Secret', secret],
    ['DownwardAPI', downwardAPI],
  ] as const) {
    const { items, name } = structOf(source);
    if (!isSet(items)) continue;
    const described = what === 'DownwardAPI' ? what : `${what} ${JSON.stringify(textOf(name))}`;
    return structsOf(items).map(({ path }) => ({ path: textOf(path), source: described }));
  }
  if (!isSet(serviceAccountToken)) return [];
  return [{ path: textOf(structOf(serviceAccountToken).path), source: 'ServiceAccountToken' }];
}

function overlaps(files: readonly File[]): readonly string[] {
  const seen: File[] = [];
  return files.flatMap((file) => {
    const { path, source } = { ...file, path: file.path.replace(/\/+$/, '') };
    const others = seen.filter((other) => path !== '' && other.path !== '' && meet(path, other.path));
    seen.push({ path, source });
    return others.map((other) => `${shown({ path, source })} with ${shown(other)}`);
  });
}

function meet(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

function shown({ path, source }: File): string {
  return source === '' ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`;
}
