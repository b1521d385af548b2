/** The syntax of paths of files, with what is said of those that do not have it. */

/** A path that does not lead out of where it begins. */
export function noBacksteps(path: string): readonly string[] {
  return path.split('/').includes('..') ? ["must not contain '..'"] : [];
}

/** A path below another. */
export function descending(path: string): readonly string[] {
  return [...(path.startsWith('/') ? ['must be a relative path'] : []), ...noBacksteps(path)];
}

/** A path below another, and not one of those that the kubelet uses itself. */
export function localFile(path: string): readonly string[] {
  return [...descending(path), ...(/^\.\.(?!\/)/.test(path) ? ["must not start with '..'"] : [])];
}

export function absolute(path: string): readonly string[] {
  return path.startsWith('/') ? [] : ['must be an absolute path'];
}
