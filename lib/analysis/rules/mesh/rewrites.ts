import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { httpMatchesWith } from '../../traffic/routes';

const example = (match: string, rewrite: string) =>
  documents(
    shop('reviews'),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]
http:
- match: [{uri: ${match}}]
  rewrite: ${rewrite}
  route: [{destination: {host: reviews}}]
- route: [{destination: {host: reviews}}]`,
    ),
  );
const SEE = 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite';

export const rewriteSlashes: Rule = {
  id: 'MESH_REWRITE_SLASHES',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a prefix and what takes its place, of which only one ends with a slash',
    why: 'The prefix is replaced as text. `/api` replaced with `/` makes `//users` of `/api/users`, which many servers do not know; `/api/` replaced with `/v1` makes `/v1users`. And the prefix `/api` takes `/apiary` as well.',
    fix: 'Write `/api/` and `/`, with a second item for `/api` itself; or `uriRegexRewrite`.',
    symptoms: ['404 from the application', 'a path with two slashes'],
    see: SEE,
    wrong: example('{prefix: /api}', '{uri: /}'),
    right: example('{prefix: /api/}', '{uri: /}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path, match, at } of httpMatchesWith(given, 'uri')) {
      const [prefix, uri] = [match.uri?.prefix, rule.rewrite?.uri];
      if (
        prefix === undefined ||
        prefix === '/' ||
        uri === undefined ||
        uri === '' ||
        prefix.endsWith('/') === uri.endsWith('/')
      )
        continue;
      // The pair of both is the usual way.
      const both = (rule.match ?? []).some((other) => other.uri?.prefix === `${prefix}/`);
      const [from, to] = prefix.endsWith('/') ? [`${prefix}users`, `${uri}users`] : [`${prefix}/users`, `${uri}/users`];
      if (both) continue;
      report(entity, [...at, 'uri', 'prefix'], {
        message: `${from} becomes ${to}, as the prefix is replaced as text`,
        fix: prefix.endsWith('/') ? `rewrite to ${uri}/` : `write ${prefix}/, and ${prefix} as an item of its own`,
        related: [{ entity, path: [...path, 'rewrite', 'uri'], message: 'takes its place' }],
      });
    }
  },
};

export const rewriteOfRegex: Rule = {
  id: 'MESH_REWRITE_WHOLE_PATH',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a rewrite of a path that was matched by a regular expression',
    why: '`rewrite.uri` replaces the prefix that was matched. With a regular expression there is none: the whole path is replaced, and what came after is lost.',
    fix: 'Write `uriRegexRewrite`, with groups for what is kept.',
    symptoms: ['every request has the same path', '404 from the application'],
    see: SEE,
    wrong: example('{regex: "/v[0-9]+/.*"}', '{uri: /}'),
    right: example('{regex: "/v[0-9]+/.*"}', '{uriRegexRewrite: {match: "^/v[0-9]+/(.*)", rewrite: "/\\\\1"}}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path, match, at } of httpMatchesWith(given, 'uri')) {
      if (match.uri?.regex === undefined || rule.rewrite?.uri === undefined) continue;
      // An expression that takes one path only loses nothing.
      if (!/[.*+?[({|\\]/.test(match.uri.regex)) continue;
      report(entity, [...path, 'rewrite', 'uri'], {
        message: `every path that ${match.uri.regex} takes becomes ${rule.rewrite.uri}: there is no prefix to replace`,
        fix: 'write uriRegexRewrite',
        related: [{ entity, path: [...at, 'uri'], message: 'what is replaced' }],
      });
    }
  },
};
