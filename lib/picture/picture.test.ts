import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyCharacter } from '../kube/any-character.testing';
import { destinationRule, istio, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import type { Box } from './geometry';
import { layout } from './layout';
import { printMermaid } from './mermaid';
import { onlyNamespaces } from './only-namespaces';
import type { EdgeKind, NodeKind, Picture } from './picture';
import { pictureOf } from './picture-of';
import { printSvg } from './svg';

const WEB = [
  namespace('web'),
  service('web/a', 'http:80'),
  pod('web/a-1', '{app: a, version: v1}'),
  pod('web/a-2', '{app: a, version: v2}'),
  destinationRule(
    'web/a',
    '{host: a, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}, {name: v9, labels: {version: v9}}]}',
  ),
];

const picture = (...documents: readonly string[]) => pictureOf(meshOf(yaml(...documents)));

/** Each edge in a line, with the names of its ends. */
function edgesOf({ nodes, edges }: Picture): readonly string[] {
  const nameOf = (id: string) => {
    const node = nodes.find((each) => each.id === id);
    return `${node?.kind} ${node?.name}`;
  };
  return edges.map(({ from, to, kind, lines }) =>
    [nameOf(from), kind, nameOf(to), ...(lines.length === 0 ? [] : [`(${lines.join('; ')})`])].join(' '),
  );
}

describe('the picture of a mesh', () => {
  test('GIVEN a service with subsets THEN each leads to its pods, and an empty one to none', () => {
    const found = picture(...WEB);
    expect(found.nodes.map(({ id, caption, lines }) => [id, caption, ...lines])).toEqual([
      ['service web/a.web.svc.cluster.local', 'Service', 'http 80'],
      ['subset web/a.web.svc.cluster.local/v1', 'subset of a'],
      ['subset web/a.web.svc.cluster.local/v2', 'subset of a'],
      ['subset web/a.web.svc.cluster.local/v9', 'subset of a'],
      ['workload /Pod/web/a-1', 'Pod'],
      ['workload /Pod/web/a-2', 'Pod'],
    ]);
    expect(edgesOf(found)).toEqual([
      'service a contains subset v1',
      'service a contains subset v2',
      'service a contains subset v9',
      'subset v1 answers workload a-1',
      'subset v2 answers workload a-2',
    ]);
  });

  test('GIVEN rules THEN their edges say conditions, shares, faults and copies', () => {
    const route = virtualService(
      'web/a',
      `{hosts: [a], http: [
        {match: [{uri: {prefix: /x}, method: {exact: GET}}, {headers: {end-user: {exact: jason}, beta: {}}, port: 80}],
         route: [{destination: {host: a, subset: v1}, weight: 1}, {destination: {host: a, subset: v2}, weight: 2}],
         mirror: {host: a}, mirrorPercentage: {value: 5}},
        {match: [{uri: {exact: /old}}], redirect: {uri: /new, redirectCode: 302}},
        {match: [{queryParams: {q: {regex: b+}}, withoutHeaders: {c: {prefix: d}}, sourceNamespace: web}], directResponse: {status: 503}},
        {fault: {delay: {fixedDelay: 7s, percentage: {value: 50}}, abort: {httpStatus: 500}}, route: [{destination: {host: a, subset: v1}}]}]}`,
    );
    const found = picture(...WEB, route);
    expect(edgesOf(found).filter((line) => line.startsWith('route'))).toEqual([
      'route a copies service a (GET, /x… or end-user: jason, has beta, port 80 · copies of 5 %)',
      'route a sends subset v1 (GET, /x… or end-user: jason, has beta, port 80 · 33.33 %; otherwise · delay 7s for 50 % · abort 500)',
      'route a sends subset v2 (GET, /x… or end-user: jason, has beta, port 80 · 66.67 %)',
    ]);
    expect(found.nodes.find(({ kind }) => kind === 'route')?.lines).toEqual([
      'in the mesh for a.web',
      '/old: 302 to /new',
      'not c: d…, ?q=~ b+, from namespace web: answers 503',
    ]);
  });

  test('GIVEN a match that says nothing beside others THEN the rule takes everything', () => {
    const route = virtualService(
      'web/a',
      '{hosts: [a], http: [{match: [{uri: {exact: /x}}, {name: all}], route: [{destination: {host: a}}]}]}',
    );
    expect(edgesOf(picture(...WEB, route))).toContain('route a sends service a');
  });

  test('GIVEN rules for bytes THEN their edges say so', () => {
    const route = virtualService(
      'web/a',
      `{hosts: [a, x.example.com], tls: [{match: [{sniHosts: [x.example.com], port: 443}], route: [{destination: {host: a, subset: v1}}]}],
        tcp: [{match: [{port: 81, sourceLabels: {app: b}}], route: [{destination: {host: a, subset: v2}}]}, {route: [{destination: {host: a}}]}]}`,
    );
    expect(edgesOf(picture(...WEB, route)).filter((line) => line.startsWith('route'))).toEqual([
      'route a sends service a (TCP · otherwise)',
      'route a sends subset v1 (SNI x.example.com, port 443)',
      'route a sends subset v2 (TCP · port 81, from app=b)',
    ]);
  });

  test('GIVEN hosts, subsets and gateways that are not given THEN the picture says what is missing', () => {
    const route = virtualService(
      'web/a',
      '{hosts: [a], gateways: [other/gw], http: [{route: [{destination: {host: a, subset: v3}, weight: 50}, {destination: {host: b}, weight: 50}]}]}',
    );
    const { nodes } = picture(...WEB, route);
    expect(nodes.filter(({ kind }) => kind === 'missing').map(({ name, caption }) => [name, caption])).toEqual([
      ['other/gw', 'no such Gateway given'],
      ['b', 'no such host given'],
      ['v3', 'no such subset of a'],
    ]);
  });

  test('GIVEN a gateway and a host outside THEN the way in and the way out are drawn', () => {
    const found = picture(
      ...WEB,
      pod('web/gw', '{app: gw}, annotations: {inject.istio.io/templates: gateway}'),
      istio(
        'Gateway',
        'web/in',
        '{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [x.example.com]}]}',
      ),
      istio(
        'ServiceEntry',
        'web/out',
        '{hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}',
      ),
      virtualService(
        'web/x',
        '{hosts: [x.example.com], gateways: [in], http: [{route: [{destination: {host: api.example.com}}]}]}',
      ),
    );
    expect(edgesOf(found).filter((line) => !line.includes('subset'))).toEqual([
      'gateway in enters route x',
      'route x sends external api.example.com',
      'workload gw serves gateway in',
    ]);
    expect(found.nodes.find(({ kind }) => kind === 'external')?.namespace).toEqual('');
  });

  test('GIVEN pods outside of the mesh THEN they are drawn when something leads to them', () => {
    const outside = [namespace('plain', '{}'), pod('plain/a', '{app: a}'), pod('plain/b', '{app: b}')];
    expect(picture(...outside, service('plain/a', ':80')).nodes.map(({ name, kind }) => [kind, name])).toEqual([
      ['service', 'a'],
      ['workload', 'a'],
    ]);
  });

  test('GIVEN a namespace THEN it is drawn with its neighbours alone', () => {
    const route = virtualService(
      'shop/x',
      '{hosts: [x.example.com], http: [{route: [{destination: {host: a.web.svc.cluster.local}}]}]}',
    );
    const found = onlyNamespaces(picture(...WEB, namespace('shop'), route), ['shop']);
    expect(found.nodes.map(({ id }) => id)).toEqual(['route shop/x', 'service web/a.web.svc.cluster.local']);
    expect(edgesOf(found)).toEqual(['route x sends service a']);
  });
});

const KINDS: readonly NodeKind[] = ['gateway', 'route', 'service', 'subset', 'workload', 'external', 'missing'];
const EDGES: readonly EdgeKind[] = ['enters', 'sends', 'copies', 'contains', 'answers', 'serves'];

const pictures: fc.Arbitrary<Picture> = fc.integer({ min: 0, max: 14 }).chain((count) =>
  fc.record({
    nodes: fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          id: fc.constant(`n${String(index).padStart(2, '0')}`),
          kind: fc.constantFrom(...KINDS),
          namespace: fc.constantFrom('', 'a', 'b', 'c'),
          name: fc.string({ unit: anyCharacter, maxLength: 60 }),
          caption: fc.string({ maxLength: 20 }),
          lines: fc.array(fc.string({ maxLength: 80 }), { maxLength: 9 }),
          place: fc.constant(undefined),
        }),
      ),
    ),
    edges: fc
      .uniqueArray(
        fc.record({
          from: fc
            .integer({ min: 0, max: Math.max(0, count - 1) })
            .map((index) => `n${String(index).padStart(2, '0')}`),
          to: fc.integer({ min: 0, max: Math.max(0, count - 1) }).map((index) => `n${String(index).padStart(2, '0')}`),
          kind: fc.constantFrom(...EDGES),
          lines: fc.array(fc.string({ maxLength: 80 }), { maxLength: 3 }),
        }),
        { selector: ({ from, to, kind }) => `${from} ${to} ${kind}`, maxLength: count === 0 ? 0 : 20 },
      )
      .map((edges) => [...edges]),
  }),
);

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = (outer: Box, { x, y, width, height }: Box) =>
  x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width + 1 && y + height <= outer.y + outer.height + 1;

describe('the places of a picture', () => {
  test('GIVEN any picture THEN no node hides another, namespaces hold their own, and all is inside', () => {
    fc.assert(
      fc.property(pictures, (given) => {
        const { nodes, groups, edges, width, height } = layout(given);
        expect(nodes.map(({ node }) => node.id).sort()).toEqual(given.nodes.map(({ id }) => id));
        expect(edges).toHaveLength(given.edges.length);
        for (const [index, { box, node }] of nodes.entries()) {
          expect(nodes.slice(index + 1).filter((other) => overlap(box, other.box))).toEqual([]);
          const group = groups.find(({ namespace: own }) => own === node.namespace);
          expect(group !== undefined && holds(group.box, box)).toEqual(true);
          expect(holds({ x: 0, y: 0, width, height }, box)).toEqual(true);
        }
        for (const [index, { box }] of groups.entries()) {
          expect(groups.slice(index + 1).filter((other) => overlap(box, other.box))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('GIVEN any picture THEN it is printed the same twice, as numbers and text without anything of XML or Mermaid', () => {
    fc.assert(
      fc.property(pictures, (given) => {
        const svg = printSvg(given, { title: 'a' });
        expect(printSvg(structuredClone(given), { title: 'a' })).toEqual(svg);
        expect(svg).not.toMatch(/NaN|Infinity|undefined(?!<)/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(svg).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
        const count = (pattern: RegExp) => [...svg.matchAll(pattern)].length;
        expect(count(/<g /g)).toEqual(count(/<\/g>/g));
        expect(printMermaid(given).split('\n')).toHaveLength(
          2 + given.nodes.length + given.edges.length + 2 * new Set(given.nodes.map(({ namespace: own }) => own)).size,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('printed pictures', () => {
  test('GIVEN names that mean something to XML THEN they are text', () => {
    const given = picture(
      ...WEB,
      virtualService(
        'web/r',
        '{hosts: [a], http: [{match: [{uri: {regex: "<a&\\"b>"}}], route: [{destination: {host: a}}]}]}',
      ),
    );
    expect(printSvg(given, { title: '<&>' })).toContain('>~ &lt;a&amp;&quot;b&gt;</text>');
    expect(printSvg(given, { title: '<&>' })).toContain('<title>&lt;&amp;&gt;</title>');
  });

  test('GIVEN a mesh THEN Mermaid has a subgraph for each namespace, and a shape for each kind', () => {
    const route = virtualService(
      'web/a',
      '{hosts: [a], http: [{match: [{headers: {x: {exact: "1|2"}}}], route: [{destination: {host: a, subset: v1}}]}]}',
    );
    expect(printMermaid(picture(...WEB, route))).toEqual(`flowchart LR
  subgraph g0["namespace web"]
    n0(["a<br/>VirtualService<br/>in the mesh for a.web"])
    n1("a<br/>Service<br/>http 80")
    n2[/"v1<br/>subset of a"/]
    n3[/"v2<br/>subset of a"/]
    n4[/"v9<br/>subset of a"/]
    n5["a-1<br/>Pod"]
    n6["a-2<br/>Pod"]
  end
  n0 -->|"x: 1#124;2"| n2
  n1 -.- n2
  n1 -.- n3
  n1 -.- n4
  n2 --> n5
  n3 --> n6
`);
  });
});
