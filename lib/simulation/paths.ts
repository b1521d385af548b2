import type { PathNormalization } from '../mesh/mesh-config';

/** The path and the query of what a client sends. */
export function splitQuery(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark) };
}

/** A path whose first segments are replaced, with one slash between them and the rest. */
export function withPrefix(prefix: string, rest: string): string {
  const joined = `${prefix.replace(/\/$/, '')}${rest === '' || rest.startsWith('/') ? rest : `/${rest}`}`;
  return joined === '' ? '/' : joined;
}

/** Why proxies answer a request to a path with 400; undefined for paths that they take. */
export function whyRefused(target: string): string | undefined {
  const { path } = splitQuery(target);
  if (/%00/.test(path)) return 'the path has a zero byte';
  // Rewriting makes such paths.
  return path.startsWith('/') ? undefined : `the path ${target} does not begin with a slash`;
}

/**
 * A path as the proxies of a mesh see it, before anything is compared with it.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ProxyPathNormalization
 */
export function normalized(target: string, how: PathNormalization): string {
  const { path, query } = splitQuery(target);
  if (how === 'NONE') return target;
  const decoded = how === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path;
  const canonical = withoutDots(unescaped(decoded).replaceAll('\\', '/'));
  return `${how === 'BASE' ? canonical : canonical.replace(/\/{2,}/g, '/')}${query}`;
}

/** Escapes of characters that need none are undone, as browsers do. */
function unescaped(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (sequence, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : sequence;
  });
}

/** @see https://datatracker.ietf.org/doc/html/rfc3986#section-5.2.4 */
function withoutDots(path: string): string {
  if (!/(^|\/)\.{1,2}(\/|$)/.test(path)) return path;
  const segments = path.split('/');
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
      if (isLast) kept.push('');
    } else if (segment === '.') {
      if (isLast) kept.push('');
    } else kept.push(segment);
  }
  return kept.length === 1 && kept[0] === '' ? '/' : kept.join('/');
}
