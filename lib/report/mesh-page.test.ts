import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import type { Finding } from '../model/finding';
import { type NodeFact, nodeFacts } from '../picture/node-facts';
import { pictureOf } from '../picture/picture-of';
import { printMeshPage } from './mesh-page';
import { fileAndLine } from './request-text';

const WEB = yaml(
  namespace('web'),
  service('web/a', 'http:80'),
  pod('web/a-1', '{app: a, version: v1}', ', serviceAccountName: sa'),
  destinationRule(
    'web/a',
    '{host: a, trafficPolicy: {connectionPool: {tcp: {maxConnections: 3}}}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]}',
  ),
  virtualService('web/a', '{hosts: [a], http: [{timeout: 3s, route: [{destination: {host: a, subset: v1}}]}]}'),
  istio('PeerAuthentication', 'web/strict', '{mtls: {mode: STRICT}}'),
  istio('AuthorizationPolicy', 'web/deny', '{action: DENY, rules: [{from: [{source: {namespaces: [shop]}}]}]}'),
);

const finding = (kind: string, name: string, path: string, message: string, more: Partial<Finding> = {}): Finding => ({
  rule: 'RULE',
  severity: 'warning',
  resource: { apiVersion: 'networking.istio.io/v1', kind, namespace: 'web', name },
  path,
  message,
  file: 'a.yaml',
  line: 1,
  ...more,
});

function page(findings: readonly Finding[] = []): string {
  const mesh = meshOf(WEB);
  const picture = pictureOf(mesh);
  return printMeshPage({ title: 'A <mesh>', picture, facts: nodeFacts(mesh, picture), findings });
}

/** What is said of a part. */
function partOf(html: string, kind: string): string {
  return new RegExp(`<article id="n\\d+" class="${kind}"[\\s\\S]*?</article>`).exec(html)?.[0] ?? '';
}

const shown = (facts: readonly NodeFact[] = []) =>
  facts.map(({ name, value, place }) => [name, value, place === undefined ? '' : fileAndLine(place)]);

describe('what holds for the nodes of a picture', () => {
  const mesh = meshOf(WEB);
  const facts = nodeFacts(mesh, pictureOf(mesh));

  test('GIVEN a service and a subset THEN each field of their policy has its origin', () => {
    expect(shown(facts.get('service web/a.web.svc.cluster.local'))).toEqual([
      ['port 80: connectionPool', '{tcp: {maxConnections: 3}}', 'a.yaml:18'],
    ]);
    expect(shown(facts.get('subset web/a.web.svc.cluster.local/v1'))).toEqual([
      ['labels', '{version: v1}', 'a.yaml:18'],
      ['port 80: connectionPool', '{tcp: {maxConnections: 3}}', 'a.yaml:18'],
      ['port 80: loadBalancer', '{simple: RANDOM}', 'a.yaml:18'],
    ]);
  });

  test('GIVEN a route THEN what its rules ask for is there', () => {
    expect(shown(facts.get('route web/a'))).toEqual([
      ['hosts', '[a]', 'a.yaml:23'],
      ['rule 1: timeout', '"3s"', 'a.yaml:23'],
    ]);
  });

  test('GIVEN a workload THEN what it demands of callers is there', () => {
    expect(shown(facts.get('workload /Pod/web/a-1')).slice(1)).toEqual([
      ['service account', 'sa', ''],
      ['proxy', 'a sidecar', ''],
      ['authorization: DENY', '[{from: [{source: {namespaces: [shop]}}]}]', 'a.yaml:30'],
    ]);
  });
});

describe('the page of a mesh', () => {
  test('GIVEN a mesh THEN the page is one file that asks no network for anything', () => {
    const html = page();
    expect(html).toContain('<title>A &lt;mesh&gt;</title>');
    expect(html).toContain(
      '1 namespace, 0 gateways, 1 route, 1 service, 1 workload. Nothing is wrong between objects.',
    );
    expect(html).not.toMatch(/(?:src|href)="(?!#)|url\((?!#)|@import/);
    expect(html).toEqual(page());
  });

  test('GIVEN any part THEN a click in the picture leads to it, and it leads back', () => {
    const html = page();
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toEqual(ids.length);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect([...html.matchAll(/<a id="p-n\d+" href="#n\d+">/g)]).toHaveLength(4);
  });

  test('GIVEN findings THEN they are at their places, those of a subset there alone, and others before', () => {
    const html = page([
      finding('VirtualService', 'a', 'spec.http[0]', 'the <route>', { severity: 'error', fix: 'write it' }),
      finding('DestinationRule', 'a', 'spec.subsets[0].labels', 'the subset'),
      finding('DestinationRule', 'a', 'spec.trafficPolicy', 'the policy'),
      finding('Sidecar', 'none', '', 'the other'),
    ]);
    expect(html).toContain('Between objects: 1 error, 3 warnings.');
    expect(partOf(html, 'route')).toContain(
      '<li class="error"><strong>error</strong> VirtualService web/a: the &lt;route&gt;<br>Fix: write it<br><span class="origin">RULE, a.yaml:1</span></li>',
    );
    expect([...html.matchAll(/<g class="badge (\w+)">.*?>([^<]*)<\/text>/g)].map(([, ...badge]) => badge)).toEqual([
      ['error', '1 finding'],
      ['warning', '1 finding'],
      ['warning', '2 findings'],
    ]);
    expect(html.split('the subset').length).toEqual(2);
    expect(partOf(html, 'subset')).toContain('the subset');
    expect(partOf(html, 'service')).toContain('the policy');
    expect(html.split('<article')[0]).toContain('Sidecar web/none: the other');
  });
});
