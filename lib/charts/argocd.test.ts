import { describe, expect, test } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { lab } from '../../main';
import { App } from '../core/app';
import { PROFILES } from './settings';

interface Application {
  readonly metadata: { readonly name: string; readonly annotations: object; readonly finalizers?: readonly string[] };
  readonly spec: {
    readonly source: { readonly directory?: { readonly include?: string } };
    readonly syncPolicy: object;
  };
}

const app = new App();
lab(app, PROFILES.lab);
const files = app.render();
const objects = (file: string) => loadAll(files.get(`argocd/${file}.yaml`) ?? '');
const applications = ['applications/platform', 'applications/lab'].flatMap((file) => objects(file) as Application[]);

describe('the applications of Argo CD', () => {
  test('GIVEN the lab THEN every file of the steady state is in one application, and nothing else is', () => {
    const patterns = applications.flatMap(
      ({ spec }) => spec.source.directory?.include?.replace(/[{}]/g, '').split(',') ?? [],
    );
    const steadyState = [...files.keys()].filter((file) => !file.includes('/'));

    expect(patterns.map((pattern) => pattern.replace('*-', '')).sort()).toEqual(
      steadyState.map((file) => file.replace(/^\d+-/, '')).sort(),
    );
  });

  test('GIVEN namespaces that cannot be deleted THEN deleting their application leaves them, and only them', () => {
    expect(applications.filter(({ metadata }) => metadata.finalizers === undefined)).toEqual([
      expect.objectContaining({ metadata: expect.objectContaining({ name: 'foundation' }) }),
    ]);
  });

  test('GIVEN experiments THEN only a human synchronizes their application', () => {
    const byHand = applications.filter(({ spec }) => !('automated' in spec.syncPolicy));
    expect(byHand.map(({ metadata }) => metadata.name)).toEqual(['chaos']);
  });

  test('GIVEN waves THEN Argo CD learns when an application is done: synchronized once, and healthy', () => {
    expect(objects('health')).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'argocd-cm', namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
        data: { 'resource.customizations.health.argoproj.io_Application': expect.any(String) },
      },
    ]);
    const [config] = objects('health') as { data: Record<string, string> }[];
    const [lua = ''] = Object.values(config?.data ?? {});

    expect(lua).toContain('obj.status.operationState.phase == "Succeeded"');
    expect(lua).toContain('obj.spec.syncPolicy.automated == nil');
    expect(lua).toMatch(/\nreturn hs\n$/);
  });

  test('GIVEN settings that others share THEN they are applied by the server and taken back by their key', () => {
    const [file = ''] = [...files].filter(([name]) => name === 'argocd/health.yaml').map(([, text]) => text);

    expect(file).toContain('# Apply: kubectl apply --server-side -f dist/argocd/health.yaml\n');
    expect(file).toContain('# Back: kubectl -n argocd patch configmap argocd-cm --type json');
  });
});
