import type { ApiClient } from '../api-server/api-client';
import type { KubeObject } from './timeline';

const PLURALS: Readonly<Record<string, string>> = { Canary: 'canaries', Gateway: 'gateways', Ingress: 'ingresses' };

/** What is done to objects of one namespace beside Flagger. */
export class NamespaceClient {
  constructor(
    private readonly client: ApiClient,
    private readonly namespace: string,
  ) {}

  async createNamespace(): Promise<void> {
    await this.must('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.namespace },
    });
  }

  async create(object: KubeObject): Promise<void> {
    const resource = PLURALS[object.kind] ?? `${object.kind.toLowerCase()}s`;
    const named = { ...object, metadata: { ...object.metadata, namespace: this.namespace } };
    await this.must('POST', this.path(object.apiVersion, resource), named);
  }

  async read(apiVersion: string, resource: string, name: string): Promise<KubeObject | undefined> {
    const { status, body } = await this.client.request('GET', this.path(apiVersion, resource, name));
    return status === 200 ? (JSON.parse(body) as KubeObject) : undefined;
  }

  async list(apiVersion: string, resource: string): Promise<KubeObject[]> {
    const { body } = await this.client.request('GET', this.path(apiVersion, resource));
    return (JSON.parse(body) as { readonly items?: KubeObject[] }).items ?? [];
  }

  async patch(apiVersion: string, resource: string, name: string, patch: unknown): Promise<void> {
    await this.must('PATCH', this.path(apiVersion, resource, name), patch, 'application/merge-patch+json');
  }

  async delete(apiVersion: string, resource: string, name: string): Promise<void> {
    await this.client.request('DELETE', this.path(apiVersion, resource, name));
  }

  private path(apiVersion: string, resource: string, name?: string): string {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${root}/namespaces/${this.namespace}/${resource}${name === undefined ? '' : `/${name}`}`;
  }

  private async must(method: string, path: string, body: unknown, type = 'application/json'): Promise<void> {
    const { status, body: answer } = await this.client.request(method, path, JSON.stringify(body), {
      'content-type': type,
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${answer}`);
  }
}
