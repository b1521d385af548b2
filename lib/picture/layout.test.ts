import { describe, expect, test } from '@jest/globals';
import type { Box } from './geometry';
import { layout } from './layout';
import type { NodeKind, Picture, PictureEdge, PictureNode } from './picture';

const node = (id: string, kind: NodeKind, namespace: string): PictureNode => ({
  ...{ id, kind, namespace, name: id, caption: kind, lines: [], place: undefined },
});
const edge = (from: string, to: string): PictureEdge => ({ from, to, kind: 'sends', lines: [] });

/** Those that lie over another. */
function overlapping(boxes: readonly Box[]): readonly Box[] {
  return boxes.filter((a, index) =>
    boxes
      .slice(index + 1)
      .some((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
  );
}

/** So many routes that each lead to so many services. */
function dense(routes: number, services: number): Picture {
  const from = Array.from({ length: routes }, (_, index) => node(`r${index}`, 'route', 'a'));
  const to = Array.from({ length: services }, (_, index) => node(`s${index}`, 'service', 'a'));
  return { nodes: [...from, ...to], edges: from.flatMap((a) => to.map((b) => edge(a.id, b.id))) };
}

describe('pictures with very many ways', () => {
  test('GIVEN routes that all lead to all services THEN it takes no time, and nothing lies over anything', () => {
    const start = process.cpuUsage();
    const placed = layout(dense(120, 120));
    const { user } = process.cpuUsage(start);
    // dagre would take minutes.
    expect(user / 1e6).toBeLessThan(5);
    expect(placed.edges).toHaveLength(14_400);
    expect(overlapping(placed.nodes.map(({ box }) => box))).toEqual([]);
    const [first] = placed.edges;
    expect((first?.points[0]?.x ?? 0) < (first?.points.at(-1)?.x ?? 0)).toEqual(true);
  });

  test('GIVEN namespaces that all call each other THEN they are in columns', () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${index}`);
    const nodes = names.map((name) => node(name, 'service', name));
    const edges = names.flatMap((a) => names.filter((b) => a !== b).map((b) => edge(a, b)));
    const { groups } = layout({ nodes, edges });
    expect(overlapping(groups.map(({ box }) => box))).toEqual([]);
  });

  test('GIVEN parts that look alike THEN each has a place of its own', () => {
    const nodes = ['a', 'b', 'c'].flatMap((name) => [node(`r${name}`, 'route', 'x'), node(`s${name}`, 'service', 'x')]);
    const edges = ['a', 'b', 'c'].map((name) => edge(`r${name}`, `s${name}`));
    const placed = layout({ nodes, edges });
    expect(overlapping(placed.nodes.map(({ box }) => box))).toEqual([]);
    const sizes = placed.nodes.map(({ box }) => [box.width, box.height]);
    expect(new Set(sizes.map(String)).size).toBeLessThan(3);
  });

  test('GIVEN a long name of a namespace THEN what is around it is as wide', () => {
    const { groups } = layout({ nodes: [node('a', 'service', 'a-namespace-with-a-rather-long-name')], edges: [] });
    expect(groups[0]?.box.width).toBeGreaterThan(250);
  });
});
