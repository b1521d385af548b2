import type { ApiClient, ServedKind } from './api-client';

/** What the API server says of one field. */
export interface Cause {
  /** As the server writes it: `spec.containers[0].name`; empty when it names none. */
  readonly field: string;
  /** `FieldValueInvalid` and so on; `StrictDecoding` and `Decoding` for what it cannot even read. */
  readonly reason: string;
  readonly message: string;
}

/** What the API server says of an object. */
export interface ServerVerdict {
  readonly verdict: 'accepted' | 'warned' | 'refused';
  /** The status of HTTP: 201, 422, 400; 404 when it serves no such kind. */
  readonly status: number;
  readonly causes: readonly Cause[];
  /** The whole message of a refusal. */
  readonly message: string;
  readonly warnings: readonly string[];
}

interface Identity {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly namespace?: unknown } | null;
}

/** How often the server is asked again when it has no time. */
const TRIES = 5;

/** Asks a real API server about objects, by creating them without leaving anything (dryRun=All, fieldValidation=Strict). */
export class ServerJudge {
  private constructor(
    private readonly client: ApiClient,
    private readonly kinds: ReadonlyMap<string, ServedKind>,
  ) {}

  static async of(client: ApiClient): Promise<ServerJudge> {
    const creatable = (await client.kinds()).filter(({ verbs }) => verbs.includes('create'));
    return new ServerJudge(client, new Map(creatable.map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind])));
  }

  /** Every kind that can be created. */
  get served(): readonly ServedKind[] {
    return [...this.kinds.values()];
  }

  /** The verdict about an object, given as JSON: numbers, twice given keys and the like reach the server as they are. */
  async judge(json: string): Promise<ServerVerdict> {
    const { apiVersion, kind, metadata } = (JSON.parse(json) ?? {}) as Identity;
    const served = this.kinds.get(`${String(apiVersion)} ${String(kind)}`);
    if (served === undefined) {
      const message = `no matches for kind "${String(kind)}" in version "${String(apiVersion)}"`;
      return { verdict: 'refused', status: 404, causes: [], message, warnings: [] };
    }
    const path = `${pathOf(served, metadata?.namespace)}?dryRun=All&fieldValidation=Strict&fieldManager=meshwright`;
    for (let attempt = 1; ; attempt++) {
      const { status, warnings, body } = await this.client.request('POST', path, json);
      const [, lacking] = /failed to lookup namespace \\"([a-z0-9-]+)\\"/.exec(body) ?? [];
      if (lacking !== undefined) await this.createNamespace(lacking);
      const busy = status === 0 || status === 429 || status >= 500;
      if (!busy || attempt === TRIES) return verdictOf(status, warnings, body);
    }
  }

  /** Pods are judged by the labels of their namespace: it has to be there. */
  private async createNamespace(name: string): Promise<void> {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await this.client.request('POST', '/api/v1/namespaces', JSON.stringify(namespace));
  }
}

/** Where objects of a kind are created; without a namespace that can stand in a path, in `default`, as by kubectl. */
function pathOf({ apiVersion, resource, namespaced }: ServedKind, namespace: unknown): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  if (!namespaced) return `${root}/${resource}`;
  const place = typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
  return `${root}/namespaces/${encodeURIComponent(place)}/${resource}`;
}

interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly causes?: readonly { readonly field?: string; readonly reason?: string; readonly message?: string }[];
  };
}

/** What an answer means. */
export function verdictOf(status: number, warnings: readonly string[], body: string): ServerVerdict {
  if (status >= 200 && status < 300) {
    return { verdict: warnings.length > 0 ? 'warned' : 'accepted', status, causes: [], message: '', warnings };
  }
  const { message = body, details } = parseStatus(body);
  const causes = (details?.causes ?? []).map(({ field = '', reason = '', message: text = '' }) => ({
    field,
    reason,
    message: text,
  }));
  return {
    verdict: 'refused',
    status,
    causes: causes.length > 0 ? causes : decodingCauses(message),
    message,
    warnings,
  };
}

function parseStatus(body: string): Status {
  try {
    return JSON.parse(body) as Status;
  } catch {
    return { message: body };
  }
}

/** Fields that a decoder names, which gives no causes. */
function decodingCauses(message: string): Cause[] {
  const strict = [...message.matchAll(/(unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g)].map(
    ([text, , field = '']) => ({
      field,
      reason: 'StrictDecoding',
      message: text,
    }),
  );
  if (strict.length > 0) return strict;
  const struct = /json: cannot unmarshal .* into Go struct field \w+\.(\S+) of type \S+/.exec(message);
  return struct === null ? [] : [{ field: struct[1] ?? '', reason: 'Decoding', message: struct[0] }];
}
