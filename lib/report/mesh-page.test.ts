import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { forecast } from '../forecast/forecast';
import { destinationRule, istio, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import type { NodeFact } from '../picture/node-fact';
import { nodeFacts } from '../picture/node-facts';
import { pictureOf } from '../picture/picture-of';
import { rehearse } from '../rollout/rehearse';
import { CANARY, CHAOS_BLADE } from '../world/kinds';
import { unpackWorld } from '../world/packed-world';
import { type MeshPage, printMeshPage } from './mesh-page';
import { type PageData, unpackPicture } from './page-data';
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

function page(findings: readonly Finding[] = [], more: Partial<MeshPage> = {}): string {
  const mesh = meshOf(WEB);
  const picture = pictureOf(mesh);
  return withoutScripts(
    printMeshPage({ title: 'A <mesh>', mesh, picture, facts: nodeFacts(mesh, picture), findings, ...more }),
  );
}

/** What a browser shows. */
function withoutScripts(html: string): string {
  return html.replaceAll(/<script[\s\S]*?<\/script>/g, '');
}

/** What is said of a part. */
function partOf(html: string, kind: string): string {
  return new RegExp(`<article id="n\\d+" class="${kind}"[\\s\\S]*?</article>`).exec(html)?.[0] ?? '';
}

const shown = (facts: readonly NodeFact[] = []) =>
  facts.map(({ name, value, place }) => [name, value, place === undefined ? '' : fileAndLine(place)]);

test('GIVEN versions that objects were judged by THEN the page says them, and nothing where none are given', () => {
  const judgedBy = { kubernetes: '1.34.0', istio: '1.30.3', flagger: '1.44.0', chaosblade: '1.8.0', others: {} };
  expect(page([], { judgedBy })).toContain(
    'Judged by Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0.',
  );
  expect(page()).not.toContain('Judged by');
});

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
    expect(html).toContain('1 namespace, 0 gateways, 1 route, 1 service, 1 workload. No problems.');
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
    const html = page(
      [
        finding('VirtualService', 'a', 'spec.http[0]', 'the <route>', { severity: 'error', fix: 'write it' }),
        finding('DestinationRule', 'a', 'spec.subsets[0].labels', 'the subset'),
        finding('DestinationRule', 'a', 'spec.trafficPolicy', 'the policy'),
        finding('Sidecar', 'none', '', 'the other'),
      ],
      { suppressed: 2 },
    );
    expect(html).toContain('Found: 1 error, 3 warnings; 2 suppressed.');
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

describe('what the page has for its script', () => {
  const mesh = meshOf(WEB);
  const picture = pictureOf(mesh);
  const print = () => printMeshPage({ title: 'x', mesh, picture, facts: new Map(), findings: [], folded: ['web'] });
  const dataIn = (html: string) => /<script type="application\/json" id="data">(.*)<\/script>/.exec(html)?.[1] ?? '';

  test('GIVEN a page THEN its data is the picture and a world that answers as its own', () => {
    const data = JSON.parse(dataIn(print())) as PageData;
    expect(unpackPicture(data.picture).edges).toEqual(picture.edges);
    expect(data.folded).toEqual(['web']);
    const again = Mesh.of(unpackWorld(data.world));
    expect(again.services.map(({ host }) => host)).toEqual(mesh.services.map(({ host }) => host));
  });

  test('GIVEN a folded namespace THEN it is one node, and its parts are folded too', () => {
    const html = withoutScripts(print());
    expect(html.match(/<g class="node [a-z]+"/g)).toEqual(['<g class="node namespace"']);
    expect(html).toContain('<details id="s0">');
  });

  test('GIVEN texts that look like markup THEN none of them ends the data, and the policy names the script alone', () => {
    const attack = '</script><script>alert(1)</script><!--';
    const hostile = meshOf(yaml(namespace('web'), service('web/a', 'http:80', '', `{note: "${attack}"}`)));
    const own = pictureOf(hostile);
    const html = printMeshPage({ title: attack, mesh: hostile, picture: own, facts: new Map(), findings: [] });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(dataIn(html)).not.toContain('<');
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
  });
});

describe('what else is on the page', () => {
  test('GIVEN a Canary THEN its release is a chart for each case, and an experiment says what it hits, at its place', () => {
    const mesh = meshOf(
      yaml(
        namespace('web'),
        service('web/a', 'http:80'),
        `apiVersion: apps/v1
kind: Deployment
metadata: {name: a, namespace: web}
spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: a}]}}}`,
        `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: a, namespace: web}
spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, service: {port: 80}, analysis: {interval: 1m, threshold: 2, maxWeight: 50, stepWeight: 25, metrics: [{name: request-success-rate, interval: 1m, thresholdRange: {min: 99}}]}}`,
        `apiVersion: chaosblade.io/v1alpha1
kind: ChaosBlade
metadata: {name: slow}
spec: {experiments: [{scope: pod, target: network, action: delay, desc: slow, matchers: [{name: namespace, value: [web]}, {name: labels, value: [app=a-primary]}, {name: time, value: ['100']}, {name: interface, value: [eth0]}]}]}`,
      ),
    );
    const picture = pictureOf(mesh);
    const [canary] = mesh.given.current(CANARY);
    const [blade] = mesh.given.current(CHAOS_BLADE);
    if (canary === undefined || blade === undefined) throw new Error('no such objects');
    const html = withoutScripts(
      printMeshPage({
        ...{ title: 'x', mesh, picture, facts: new Map(), findings: [] },
        rollouts: [
          { timeline: rehearse(mesh.given, canary), failing: rehearse(mesh.given, canary, { failing: 'always' }) },
        ],
        experiments: [{ name: 'slow', file: 'a.yaml', forecasts: forecast(mesh, blade) }],
      }),
    );
    expect(html.match(/<h3>web\/a when [a-z ]+<\/h3>\n<p>[^<]*/g)).toEqual([
      expect.stringMatching(/when all goes well<\/h3>\n<p>promoted after /),
      expect.stringMatching(/when the checks fail<\/h3>\n<p>rolled back after /),
    ]);
    expect(html).toMatch(
      /<h3>slow: pod network delay<\/h3>\n<p>[^<]+<\/p>\n<ul><li>hits <a href="#n\d+">web\/a-primary: 1 of 1 pod<\/a>/,
    );
    expect(html).toMatch(/<h3>a-primary <.*\n.*\n.*\n<p>hit by <a href="#experiments">slow: pod network delay<\/a>/);
    expect(html).toMatch(/<g class="badge experiment">.*>1 experiment</);
  });

  test('GIVEN what differs THEN it is listed, with signs', () => {
    const mesh = meshOf(WEB);
    const after = pictureOf(mesh);
    const nodes = after.nodes.map((node) => (node.kind === 'route' ? { ...node, change: 'changed' as const } : node));
    const html = withoutScripts(
      printMeshPage({ title: 'x', mesh, picture: { ...after, nodes }, facts: new Map(), findings: [] }),
    );
    expect(html).toContain(
      '<li><span class="sign changed">~ changed</span> <a href="#n0">VirtualService web/a</a></li>',
    );
    expect(html).toContain('<article id="n0" class="route changed"');
  });
});
