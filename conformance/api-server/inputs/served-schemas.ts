import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { cacheFolder } from '../../cache';
import { serverOf } from '../../versions';
import type { ApiClient } from '../api-client';

/** A schema of OpenAPI 3, as the API server publishes it. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly items?: OpenApiSchema;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
}

/** The schemas of every kind that a server serves. */
export class ServedSchemas {
  private constructor(private readonly definitions: ReadonlyMap<string, OpenApiSchema>) {}

  /** What a server of these versions published before, or publishes now. @param kubernetes its version */
  static async load(connect: () => Promise<ApiClient>, kubernetes: string): Promise<ServedSchemas> {
    const file = path.join(cacheFolder('verdicts'), `openapi-${serverOf(kubernetes)}.json.gz`);
    if (!fs.existsSync(file)) {
      const definitions = await published(await connect());
      fs.writeFileSync(file, gzipSync(JSON.stringify([...definitions])));
    }
    const text = gunzipSync(fs.readFileSync(file)).toString('utf8');
    return new ServedSchemas(new Map(JSON.parse(text) as [string, OpenApiSchema][]));
  }

  /** The schema of a kind. */
  of(apiVersion: string, kind: string): OpenApiSchema | undefined {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    for (const schema of this.definitions.values()) {
      const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
      if (kinds.some((each) => each.group === group && each.version === version && each.kind === kind)) return schema;
    }
    return undefined;
  }

  /** The schema itself where it is a reference, and the name of its definition. */
  resolve(schema: OpenApiSchema): { readonly schema: OpenApiSchema; readonly definition?: string } {
    const reference = schema.$ref ?? schema.allOf?.find(({ $ref }) => $ref !== undefined)?.$ref;
    const definition = reference?.split('/').at(-1);
    const found = definition === undefined ? undefined : this.definitions.get(definition);
    return found === undefined ? { schema } : { schema: found, definition };
  }
}

async function published(client: ApiClient): Promise<ReadonlyMap<string, OpenApiSchema>> {
  const index = JSON.parse((await client.request('GET', '/openapi/v3')).body) as {
    readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  };
  const definitions = new Map<string, OpenApiSchema>();
  for (const [name, { serverRelativeURL }] of Object.entries(index.paths).sort()) {
    if (!/^apis?\/(.*\/)?v\d/.test(name)) continue;
    const { body } = await client.request('GET', serverRelativeURL);
    const { components } = JSON.parse(body) as OpenApiDocument;
    for (const [key, schema] of Object.entries(components?.schemas ?? {})) definitions.set(key, schema);
  }
  return definitions;
}
