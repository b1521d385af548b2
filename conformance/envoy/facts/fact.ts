import type { EnvoyJson, RouteTable, VirtualHost } from '../configuration';
import type { Answer, EnvoyOptions, Mesh, Request } from '../envoy';

/** Something that simulation rests on, and that a real Envoy shows. */
export interface Fact {
  readonly id: string;
  /** What is asked, in the words of the field. */
  readonly question: string;
  readonly mesh: Mesh;
  readonly requests: readonly Request[];
  /** What is read off the answers. */
  readonly measure: (answers: readonly Answer[]) => unknown;
  /** What is measured, or what each version shows, where they differ. */
  readonly expected: unknown | ByVersion;
  /** How Envoy is started for it. @default as a client's sidecar */
  readonly setup?: Omit<EnvoyOptions, 'version'>;
}

export class ByVersion {
  constructor(readonly versions: Readonly<Record<string, unknown>>) {}
}

/** A table with one virtual host for every host. */
export function table(routes: readonly EnvoyJson[], more: EnvoyJson = {}): RouteTable {
  return { virtual_hosts: [host('all', ['*'], routes)], ...more };
}

export function host(name: string, domains: readonly string[], routes: readonly EnvoyJson[]): VirtualHost {
  return { name, domains, routes };
}

/** A route that answers by itself with a text that names it. */
export function says(text: string, match: EnvoyJson = { prefix: '/' }): EnvoyJson {
  return { match, direct_response: { status: 200, body: { inline_string: text } } };
}

/** Routes to a cluster. */
export function to(cluster: string, match: EnvoyJson = { prefix: '/' }, action: EnvoyJson = {}): EnvoyJson {
  return { match, route: { cluster, timeout: '0s', ...action } };
}

export function get(path: string, headers: Request['headers'] = [], hostName = 'web'): Request {
  return { path, host: hostName, headers };
}

/** The text of each answer; its status where it has none. */
export function texts(answers: readonly Answer[]): unknown {
  return answers.map(({ body, status }) => (body === '' || status !== 200 ? status : body));
}

/** The path of each request as it arrived. */
export function paths(answers: readonly Answer[]): unknown {
  return answers.map(({ arrivals, status }) => arrivals[0]?.path ?? status);
}

/** The values of a header as they arrived. */
export function arrived(name: string): Fact['measure'] {
  return (answers) =>
    answers.map(({ arrivals }) => arrivals[0]?.headers.filter(([key]) => key === name).map(([, value]) => value));
}

export const exact = (name: string, value: string, more: EnvoyJson = {}): EnvoyJson => ({
  name,
  string_match: { exact: value },
  ...more,
});
export const regex = (name: string, pattern: string, more: EnvoyJson = {}): EnvoyJson => ({
  name,
  string_match: { safe_regex: { regex: pattern } },
  ...more,
});
