import type { WrittenFault } from './control-ports';

/** Which flag of a fault names what it writes to, beside `network dns`, which keeps a copy of `/etc/hosts` beside it. */
const WRITES_TO: Readonly<Record<string, string>> = {
  'disk fill': 'path',
  'file append': 'filepath',
  'file chmod': 'filepath',
  'file add': 'filepath',
  'file delete': 'filepath',
  'file move': 'filepath',
};

/** Images without `ps`, by which ChaosBlade looks for processes, as far as their names say so. */
const WITHOUT_PS = /distroless|[-:]slim\b|[-/]slim:/;

/** Where in the container a fault writes to; undefined for one that does not. */
export function writtenPath({ target, action, matchers }: WrittenFault): string | undefined {
  if (target === 'network' && action === 'dns') return '/etc';
  const flag = WRITES_TO[`${target} ${action}`];
  if (flag === undefined) return undefined;
  return matchers.find(([name]) => name === flag)?.[1][0] ?? '/';
}

/** Whether a path is in one of the directories that may be written to. */
export function isWritable(path: string, writable: readonly string[]): boolean {
  return writable.some((folder) => folder === '/' || path === folder || path.startsWith(`${folder}/`));
}

/** Whether a fault looks for processes by `ps`. */
export function searchesProcesses({ target, action, matchers }: WrittenFault): boolean {
  return target === 'process' && action !== 'load' && !matchers.some(([name]) => name === 'pid');
}

/** Whether an image has no `ps`, as far as its name says so. */
export function lacksPs(image: string): boolean {
  return WITHOUT_PS.test(image);
}
