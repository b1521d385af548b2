import { describe, expect, test } from '@jest/globals';
import { deploymentYaml, object, saying } from '../../fixtures';
import { applicationYaml, canaryYaml, HEALS, IGNORES_REPLICAS } from './argocd.testing';
import { selfHeal } from './self-heal';

const found = saying(selfHeal);
const HERE = 'source: {repoURL: r, path: .}';
const heals = (more = '', source = HERE) => applicationYaml('a', `${source}, syncPolicy: {${HEALS}}${more}`);
const HPA = object(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'h',
  'spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
);
const WEB = deploymentYaml('web', { replicas: 3 });

describe('what is fought over', () => {
  test('GIVEN a target of Flagger with replicas THEN it runs all the time', () => {
    expect(found(heals() + WEB + canaryYaml('web'))).toEqual([
      'a.yaml:4 warning ARGOCD_SELF_HEAL: Argo CD sets spec.replicas of Deployment shop/web back within seconds, against Flagger, which scales it to zero between releases (Canary shop/web)',
      '  fix: leave replicas out of the manifest, or add /spec/replicas to ignoreDifferences',
      '  a.yaml:10: what Git says',
      '  a.yaml:17: makes Flagger write it',
    ]);
  });

  test('GIVEN an autoscaler THEN it scales nothing', () => {
    expect(found(heals() + WEB + HPA)[0]).toMatch(/^a.yaml:4 error .*against HorizontalPodAutoscaler, which scales it/);
  });

  test('GIVEN routes of a Rollout THEN their weights go back', () => {
    const route = object(
      'networking.istio.io/v1',
      'VirtualService',
      'v',
      'spec: {hosts: [web], http: [{name: r, route: [{destination: {host: web}, weight: 100}]}]}',
    );
    const rollout = (routes: string) =>
      object(
        'argoproj.io/v1alpha1',
        'Rollout',
        'web',
        `spec: {strategy: {canary: {trafficRouting: {istio: {virtualService: {name: v${routes}}}}}}}`,
      );
    expect(found(heals() + route + rollout(', routes: [r]')).slice(0, 2)).toEqual([
      'a.yaml:4 error ARGOCD_SELF_HEAL: Argo CD sets .spec.http[]? | select(.name == "r") | .route[]?.weight of VirtualService shop/v back within seconds, against Argo Rollouts, which moves the weights of its routes (Rollout shop/web)',
      '  fix: add .spec.http[]? | select(.name == "r") | .route[]?.weight to ignoreDifferences, with RespectIgnoreDifferences=true',
    ]);
    const ignores = heals(
      ", ignoreDifferences: [{group: networking.istio.io, kind: VirtualService, jqPathExpressions: ['.spec.http[].route[].weight']}]",
    );
    expect(found(ignores + route + rollout(''))).toEqual([]);
  });

  test('GIVEN a DaemonSet THEN the label of nodes is only lost where the server applies', () => {
    const set = deploymentYaml('web', { more: ', nodeSelector: {disk: ssd}' })
      .replace('kind: Deployment', 'kind: DaemonSet')
      .replace('  paused: false\n', '');
    const canary = canaryYaml('web').replace('kind: Deployment', 'kind: DaemonSet');
    expect(found(heals() + set + canary)).toEqual([]);
    const onServer = applicationYaml('a', `${HERE}, syncPolicy: {${HEALS}, syncOptions: [ServerSideApply=true]}`);
    expect(found(onServer + set + canary)[0]).toMatch(
      /sets spec.template.spec.nodeSelector.flagger.app\/scale-to-zero of DaemonSet/,
    );
  });
});

describe('which Application it is', () => {
  test('GIVEN one whose files are not among these THEN it may be, and is a note', () => {
    const yaml = heals('', 'source: {repoURL: r, path: other}') + WEB + canaryYaml('web');
    expect(found(yaml)[0]).toBe(
      'a.yaml:4 note ARGOCD_SELF_HEAL: if it deploys Deployment shop/web, Argo CD sets spec.replicas of Deployment shop/web back, against Flagger, which scales it to zero between releases',
    );
  });

  test.each([
    [
      'another namespace',
      heals('', 'source: {repoURL: r, path: other}').replace('{namespace: shop}', '{namespace: other}') +
        WEB +
        canaryYaml('web'),
    ],
    [
      'files of its own',
      { 'a.yaml': WEB + canaryYaml('web'), 'other/b.yaml': heals('', 'source: {repoURL: r, path: other}') },
    ],
    ['no self-heal', applicationYaml('a', `${HERE}, syncPolicy: {automated: {}}`) + WEB + canaryYaml('web')],
    [
      'automation that is switched off',
      applicationYaml('a', `${HERE}, syncPolicy: {automated: {enabled: false, selfHeal: true}}`) + WEB + HPA,
    ],
    ['an entry for it', heals(`, ${IGNORES_REPLICAS}`) + WEB + canaryYaml('web')],
    [
      'an entry of jq',
      heals(', ignoreDifferences: [{group: "*", kind: "*", jqPathExpressions: [".spec[\\"replicas\\"]"]}]') + WEB + HPA,
    ],
    ['no replicas in Git', heals() + deploymentYaml('web') + canaryYaml('web')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(found(yaml)).toEqual([]);
  });

  test('GIVEN an entry for another object THEN it does not help', () => {
    const entry = ', ignoreDifferences: [{group: apps, kind: Deployment, name: api, jsonPointers: [/spec/replicas]}]';
    expect(found(heals(entry) + WEB + HPA)).toHaveLength(4);
  });
});
