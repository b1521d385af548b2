import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { Application, type ApplicationProps, ApplicationSource } from '.';

const repository = { url: 'https://git.example.com/mesh.git', revision: 'main' };
const render = (props: Partial<ApplicationProps> = {}) => {
  const chart = new Chart(Testing.app(), 'argocd', { namespace: 'argocd' });
  const source = ApplicationSource.directory({ repository, path: 'dist', include: '*-web.k8s.yaml' });
  new Application(chart, 'lab', { source, namespace: 'default', ...props });
  return Testing.synth(chart)[0];
};

describe('Application', () => {
  test('GIVEN a folder THEN an application that is synchronized by hand, without subfolders', () => {
    expect(render()).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'lab',
        namespace: 'argocd',
        annotations: { 'argocd.argoproj.io/sync-wave': '0' },
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
      },
      spec: {
        project: 'default',
        source: {
          repoURL: 'https://git.example.com/mesh.git',
          targetRevision: 'main',
          path: 'dist',
          directory: { recurse: false, include: '*-web.k8s.yaml' },
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
        syncPolicy: { syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true'] },
      },
    });
  });

  test('GIVEN a Helm chart and fields of others THEN values as an object, and the fields are left alone', () => {
    const source = ApplicationSource.helm({
      repoURL: 'https://charts.example.com',
      chart: 'istiod',
      version: '1.30.3',
      releaseName: 'istiod',
      values: { profile: 'demo' },
    });
    const ignoreDifferences = [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }] as const;
    const automated = { prune: true, selfHeal: true };
    expect(render({ source, automated, wave: -15, createNamespace: true, ignoreDifferences }).spec).toEqual({
      project: 'default',
      source: {
        repoURL: 'https://charts.example.com',
        chart: 'istiod',
        targetRevision: '1.30.3',
        helm: { releaseName: 'istiod', valuesObject: { profile: 'demo' } },
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
      ignoreDifferences,
      syncPolicy: {
        automated,
        syncOptions: [
          'CreateNamespace=true',
          'ServerSideApply=true',
          'SkipDryRunOnMissingResource=true',
          'RespectIgnoreDifferences=true',
        ],
      },
    });
  });

  test('GIVEN a difference to ignore that names no field THEN it is reported', () => {
    expect(() => render({ ignoreDifferences: [{ group: 'apps', kind: 'Deployment' }] })).toThrow(
      '[argocd/lab] nothing to ignore in Deployment: give jsonPointers or jqPathExpressions',
    );
  });

  test('GIVEN half a wave THEN it is reported', () => {
    expect(() => render({ wave: 0.5 })).toThrow('[argocd/lab] wave 0.5 is not a whole number');
  });

  test('GIVEN an application whose objects outlive it THEN it has no finalizer', () => {
    expect(render({ cascade: false })?.metadata).toEqual({
      name: 'lab',
      namespace: 'argocd',
      annotations: { 'argocd.argoproj.io/sync-wave': '0' },
    });
  });
});
