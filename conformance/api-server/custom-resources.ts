import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadAll } from 'js-yaml';
import { goModule } from '../programs/go';
import { VERSIONS } from '../versions';
import type { ApiClient } from './api-client';

interface Definition {
  readonly kind?: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** The files of the custom resource definitions that this project writes manifests for, as their vendors publish them. */
export async function projectDefinitions(): Promise<string[]> {
  const [istio, flagger, chaosblade] = await Promise.all([
    goModule('istio.io/api', `v${VERSIONS.istio}`),
    goModule('github.com/fluxcd/flagger', `v${VERSIONS.flagger}`),
    goModule('github.com/chaosblade-io/chaosblade-operator', `v${VERSIONS.chaosblade}`),
  ]);
  return [
    path.join(istio, 'kubernetes/customresourcedefinitions.gen.yaml'),
    path.join(flagger, 'artifacts/flagger/crd.yaml'),
    path.join(chaosblade, 'deploy/helm/chaosblade-operator/crds/crd.yaml'),
  ];
}

/** Installs the definitions of files, and waits until the server serves their kinds. */
export async function installDefinitions(client: ApiClient, files: readonly string[]): Promise<void> {
  const definitions = files
    .flatMap((file) => loadAll(fs.readFileSync(file, 'utf8')) as (Definition | null)[])
    .filter((definition) => definition?.kind === 'CustomResourceDefinition') as Definition[];
  for (const definition of definitions) {
    const url = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`;
    const { status, body } = await client.request(
      'PATCH',
      `${url}?fieldManager=meshwright&force=true`,
      JSON.stringify(definition),
      { 'content-type': 'application/apply-patch+yaml' },
    );
    if (status >= 300) throw new Error(`${definition.metadata.name} was not installed (${status}): ${body}`);
  }
  const wanted = definitions.flatMap(({ spec: { group, versions } }) =>
    versions.filter(({ served }) => served).map(({ name }) => `${group}/${name}`),
  );
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    const served = new Set((await client.kinds()).map(({ apiVersion }) => apiVersion));
    if (wanted.every((version) => served.has(version))) return;
  }
  throw new Error('the API server does not serve the kinds of the definitions after a minute');
}
