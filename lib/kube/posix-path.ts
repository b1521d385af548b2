/** Paths as POSIX has them, wherever this runs: names of files are written so in findings and Kustomizations. */

/** Without `.`, `..` where something is before it, and empty parts; `.` for nothing. */
export function normalize(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  const text = parts.join('/');
  if (text === '') return isAbsolute ? '/' : path.endsWith('/') && path !== '' ? './' : '.';
  return `${isAbsolute ? '/' : ''}${text}${path.endsWith('/') ? '/' : ''}`;
}

/** The folder of a normalized path; of `/` and `.` themselves. */
export function dirname(path: string): string {
  const trimmed = path.replace(/(?<=.)\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  if (slash === -1) return '.';
  return slash === 0 ? '/' : trimmed.slice(0, slash);
}

/** One path after the other, normalized. */
export function join(...paths: readonly string[]): string {
  return normalize(paths.filter((path) => path !== '').join('/'));
}
