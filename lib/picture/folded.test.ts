import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { folded, foldedAtFirst, groupsIn, MOST_NODES } from './folded';
import { layout } from './layout';
import type { EdgeKind, Picture, PictureNode } from './picture';
import { pictureOf } from './picture-of';

const SHOP = pictureOf(
  meshOf(
    yaml(
      ...['web', 'shop'].map((name) => namespace(name)),
      service('web/a', 'http:80'),
      pod('web/a', '{app: a}'),
      ...['b', 'c'].flatMap((name) => [service(`shop/${name}`, 'http:80'), pod(`shop/${name}`, `{app: ${name}}`)]),
      virtualService(
        'web/a',
        '{hosts: [a], http: [{route: [{destination: {host: b.shop.svc.cluster.local}, weight: 1}, {destination: {host: c.shop.svc.cluster.local}, weight: 3}], mirror: {host: b.shop.svc.cluster.local}}]}',
      ),
    ),
  ),
);

const node = (index: number, within: string): PictureNode => ({
  ...{ id: `service ${String(index).padStart(4, '0')}`, kind: 'service', namespace: within, name: `s${index}` },
  ...{ caption: 'Service', lines: [], place: undefined },
});

describe('a picture with folded namespaces', () => {
  test('GIVEN a folded namespace THEN it is one node that counts its own, and ways into it are one edge', () => {
    const { nodes, edges } = folded(SHOP, ['shop']);
    expect(nodes.map(({ kind, name, lines }) => [kind, name, ...lines])).toEqual([
      ['namespace', 'shop', '2 services, 2 workloads'],
      ['route', 'a', 'in the mesh for a.web'],
      ['service', 'a', 'http 80'],
      ['workload', 'a'],
    ]);
    expect(edges.map(({ from, to, kind, lines }) => [from, to, kind, ...lines])).toEqual([
      ['route web/a', 'namespace shop', 'several', '2 send, 1 copy'],
      ['service web/a.web.svc.cluster.local', 'workload /Pod/web/a', 'answers'],
    ]);
  });

  test('GIVEN a single way into a folded namespace THEN it says what it said', () => {
    const single: Picture = { ...SHOP, edges: SHOP.edges.filter(({ lines }) => lines[0] === '75 %') };
    expect(folded(single, ['shop']).edges).toEqual([
      { from: 'route web/a', to: 'namespace shop', kind: 'sends', lines: ['75 %'] },
    ]);
  });

  test('GIVEN nothing folded THEN it is the picture', () => {
    expect(folded(SHOP, [])).toEqual(SHOP);
  });

  test('GIVEN many nodes THEN namespaces are folded, but for those that are wanted or in which something differs', () => {
    const nodes = Array.from({ length: MOST_NODES + 1 }, (_, index) =>
      node(index, ['a', 'b', 'c', ''][index % 4] ?? ''),
    );
    expect(foldedAtFirst({ nodes, edges: [] })).toEqual(['a', 'b', 'c', '']);
    expect(foldedAtFirst({ nodes, edges: [] }, ['b'])).toEqual(['a', 'c', '']);
    const [first, ...others] = nodes as [PictureNode, ...PictureNode[]];
    expect(foldedAtFirst({ nodes: [{ ...first, change: 'new' }, ...others], edges: [] })).toEqual(['b', 'c', '']);
    expect(foldedAtFirst({ nodes: others, edges: [] })).toEqual([]);
    expect(foldedAtFirst({ nodes: nodes.map((each) => ({ ...each, namespace: 'a' })), edges: [] })).toEqual([]);
  });

  test('GIVEN any picture THEN folding keeps every way out of a namespace, and no node is drawn twice', () => {
    const kinds: readonly EdgeKind[] = ['enters', 'sends', 'copies', 'answers'];
    const edge = fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom(...kinds));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 20 }), fc.subarray(['a', 'b', 'c', '']), (ways, hidden) => {
        const nodes = Array.from({ length: 12 }, (_, index) => node(index, ['a', 'b', 'c', ''][index % 4] ?? ''));
        const unique = new Map(ways.filter(([from, to]) => from !== to).map((way) => [way.join(), way]));
        const edges = [...unique.values()].map(([from, to, kind]) => ({
          ...{ from: nodes[from]?.id ?? '', to: nodes[to]?.id ?? '', kind, lines: [] },
        }));
        const drawn = folded({ nodes, edges }, hidden);
        const ids = drawn.nodes.map(({ id }) => id);
        expect(new Set(ids).size).toEqual(ids.length);
        expect(drawn.edges.filter(({ from, to }) => !ids.includes(from) || !ids.includes(to))).toEqual([]);
        const counted = drawn.edges.reduce((sum, { kind, lines }) => {
          const numbers = (lines[0] ?? '').match(/\d+/g) ?? [];
          return sum + (kind === 'several' ? numbers.reduce((all, each) => all + Number(each), 0) : 1);
        }, 0);
        const groupOf = new Map(nodes.map(({ id, namespace: own }) => [id, own]));
        const inside = edges.filter(
          ({ from, to }) => hidden.includes(groupOf.get(from) ?? '') && groupOf.get(from) === groupOf.get(to),
        );
        expect(counted).toEqual(edges.length - inside.length);
        const placed = layout(drawn);
        expect(placed.nodes).toHaveLength(drawn.nodes.length);
        expect(placed.groups.map(({ namespace: own }) => own).sort()).toEqual(
          groupsIn(nodes)
            .filter((each) => !hidden.includes(each))
            .sort(),
        );
      }),
      { numRuns: 50 },
    );
  });
});
