import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service } from './examples';
import { object, podYaml, saying } from './fixtures';
import { referenceMissing } from './rules/istio/reference-missing';
import { configMapMissing } from './rules/kubernetes/config-map-missing';
import { serviceWithoutPods } from './rules/kubernetes/service-without-pods';

const maps = saying(configMapMissing);
const needs = (name: string) => podYaml('web', { container: `, envFrom: [{configMapRef: {name: ${name}}}]` });
const NAMESPACE = `${meshNamespace()}---\n`;
const OTHER_MAP = object('v1', 'ConfigMap', 'settings', 'data: {k: v}');
const DOES_NOT_EXIST = /error .* ConfigMap shop\/flags does not exist/;
const MAY_EXIST = /warning .* ConfigMap shop\/flags is not in the files given: unless it exists/;

describe('an object that no manifest has', () => {
  test('GIVEN its namespace, and what runs in it THEN it does not exist', () => {
    expect(maps(NAMESPACE + needs('flags'))[0]).toMatch(DOES_NOT_EXIST);
  });

  test('GIVEN something of its namespace alone THEN the rest may be described elsewhere', () => {
    expect(maps(needs('flags') + OTHER_MAP)[0]).toMatch(MAY_EXIST);
  });

  test('GIVEN manifests that are said to be complete THEN it does not exist', () => {
    expect(maps(needs('flags'), { complete: true })[0]).toMatch(DOES_NOT_EXIST);
  });

  test('GIVEN a name that is a slip of the pen THEN it does not exist', () => {
    expect(maps(needs('setings') + OTHER_MAP)[0]).toMatch(/error .* ConfigMap shop\/setings does not exist/);
  });

  test('GIVEN a namespace in raw material of Kustomize THEN it says nothing of what else is in it', () => {
    const files = { 'k/kustomization.yaml': 'namePrefix: a-\n', 'k/ns.yaml': NAMESPACE, 'a.yaml': needs('flags') };
    expect(maps(files)[0]).toMatch(MAY_EXIST);
  });

  test('GIVEN a chart that is installed into its namespace THEN it may be of it', () => {
    const spec = 'spec: {interval: 1m, chart: {spec: {chart: c, sourceRef: {kind: HelmRepository, name: r}}}}';
    const chart = object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'c', spec);
    expect(maps(NAMESPACE + chart + needs('flags'))[0]).toMatch(/note .* is not in the files given/);
  });
});

describe('hosts and pods', () => {
  const route = istio('VirtualService', 'r', 'hosts: [web]\nhttp: [{route: [{destination: {host: cart}}]}]');
  const beside = documents(deployment('web'), service('web'), route);
  const unselected = documents(deployment('web'), service('api'));

  test('GIVEN the namespace THEN a host, and pods, are known to be missing', () => {
    expect(saying(referenceMissing)(documents(meshNamespace(), beside))[0]).toMatch(/error .* does not exist/);
    expect(saying(serviceWithoutPods)(documents(meshNamespace(), unselected))[0]).toMatch(/error .* no endpoints/);
  });

  test('GIVEN something of it alone THEN they may stand elsewhere', () => {
    expect(saying(referenceMissing)(beside)[0]).toMatch(/warning .* is not in the files given/);
    expect(saying(serviceWithoutPods)(unselected)[0]).toMatch(/warning .* no endpoints/);
  });

  test('GIVEN a slip of the pen THEN they are meant', () => {
    expect(saying(serviceWithoutPods)(documents(deployment('reviews'), service('revews')))[0]).toMatch(/ error /);
  });
});
