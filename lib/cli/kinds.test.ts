import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runIn } from './fixtures';

const kinds = (...args: readonly string[]) => runIn(resolve(__dirname, '../..'), 'kinds', ...args);

describe('meshwright kinds', () => {
  test('GIVEN a text THEN the kinds with it are listed, with versions and where they come from', async () => {
    expect(await kinds('http')).toEqual({
      code: 0,
      out: 'gateway.networking.k8s.io  HTTPRoute  v1, v1beta1  Gateway API 1.5.1\n',
      err: '',
    });
    const { out } = await kinds('chaosblade', '--format', 'json');
    expect(JSON.parse(out)).toEqual([
      { group: 'chaosblade.io', kind: 'ChaosBlade', versions: ['v1alpha1'], from: 'ChaosBlade 1.8.0' },
    ]);
  });

  test('GIVEN nothing THEN all are listed, with those of the version of Kubernetes', async () => {
    const of = async (...args: string[]) => (await kinds(...args)).out.split('\n');
    expect(await of()).toContainEqual(expect.stringMatching(/^core +Pod +v1 +Kubernetes 1\.34\.0$/));
    expect(await of()).toContainEqual(expect.stringMatching(/^networking\.istio\.io +Gateway .* Istio 1\.30\.3$/));
    expect((await of()).filter((line) => line.startsWith('resource.k8s.io'))).toHaveLength(4);
    expect((await of('--kubernetes', '1.33')).filter((line) => line.startsWith('resource.k8s.io'))).toEqual([]);
  });

  test('GIVEN kinds that stand beside a mesh THEN they are known without an import', async () => {
    const all = JSON.parse((await kinds('--format', 'json')).out) as { group: string; kind: string; from: string }[];
    const sources = (...names: readonly string[]) =>
      names.map((name) => all.find(({ group, kind }) => `${kind}.${group}` === name)?.from);
    expect(sources('HTTPRoute.gateway.networking.k8s.io')).toEqual(['Gateway API 1.5.1']);
    expect(sources('Application.argoproj.io', 'AppProject.argoproj.io')).toEqual(['Argo CD 3.6.1', 'Argo CD 3.6.1']);
    expect(sources('Rollout.argoproj.io', 'AnalysisTemplate.argoproj.io')).toEqual([
      ...['Argo Rollouts 1.10.2', 'Argo Rollouts 1.10.2'],
    ]);
    expect(sources('Certificate.cert-manager.io')).toEqual(['cert-manager 1.21.2']);
    expect(sources('ScaledObject.keda.sh', 'TriggerAuthentication.keda.sh')).toEqual(['KEDA 2.21.0', 'KEDA 2.21.0']);
    expect(sources('ServiceMonitor.monitoring.coreos.com', 'PrometheusRule.monitoring.coreos.com')).toEqual([
      ...['Prometheus operator 0.85.0', 'Prometheus operator 0.85.0'],
    ]);
    expect(sources('Kustomization.kustomize.toolkit.fluxcd.io', 'HelmRelease.helm.toolkit.fluxcd.io')).toEqual([
      ...['Flux kustomize-controller 1.10.1', 'Flux helm-controller 1.7.1'],
    ]);
    expect(sources('GitRepository.source.toolkit.fluxcd.io')).toEqual(['Flux source-controller 1.10.1']);
    expect(sources('ExternalSecret.external-secrets.io')).toEqual(['External Secrets 1.3.2']);
  });

  test('GIVEN what there is not THEN it is said', async () => {
    expect(await kinds('nothing-like-it')).toEqual({
      code: 1,
      out: '',
      err: 'there is no kind with "nothing-like-it" in its line\n',
    });
    expect(await kinds('--kubernetes', '0.9')).toMatchObject({ code: 2, out: '' });
  });
});
