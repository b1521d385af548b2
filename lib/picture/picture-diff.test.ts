import { describe, expect, test } from '@jest/globals';
import { destinationRule, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { printMermaid } from './mermaid';
import { nodeFacts } from './node-facts';
import { type DescribedPicture, diffPictures } from './picture-diff';
import { pictureOf } from './picture-of';
import { printSvg } from './svg';

const base = [namespace('web'), service('web/a', 'http:80'), pod('web/a', '{app: a}')];
const route = (weights: readonly [number, number], more = '') =>
  virtualService(
    'web/a',
    `{hosts: [a], http: [{${more}route: [{destination: {host: a}, weight: ${weights[0]}}, {destination: {host: b}, weight: ${weights[1]}}]}]}`,
  );

function described(...documents: readonly string[]): DescribedPicture {
  const mesh = meshOf(yaml(...documents));
  const picture = pictureOf(mesh);
  return { picture, facts: nodeFacts(mesh, picture) };
}

/** What is marked, in a line each. */
function marked({ picture: { nodes, edges } }: DescribedPicture): readonly string[] {
  return [
    ...nodes.filter(({ change }) => change).map(({ id, change, lines }) => [change, id, ...lines].join(' | ')),
    ...edges
      .filter(({ change }) => change)
      .map(({ from, to, change, lines }) => [change, `${from} → ${to}`, ...lines].join(' | ')),
  ];
}

describe('two worlds in one picture', () => {
  test('GIVEN the same world twice THEN nothing is marked', () => {
    const world = described(...base, route([80, 20]));
    expect(marked(diffPictures(world, described(...base, route([80, 20]))))).toEqual([]);
    const found = diffPictures(world, world);
    expect(found.picture).toEqual(world.picture);
    expect([...found.facts]).toEqual([...world.facts].filter(([, facts]) => facts.length > 0));
  });

  test('GIVEN other weights and another timeout THEN they are said with what they were', () => {
    const found = diffPictures(
      described(...base, service('web/b', 'http:80'), route([80, 20], 'timeout: 3s, ')),
      described(...base, service('web/b', 'http:80'), route([60, 40], 'timeout: 5s, ')),
    );
    expect(marked(found)).toEqual([
      'changed | route web/a | in the mesh for a.web | ~ rule 1: timeout: "3s" → "5s"',
      'changed | route web/a → service web/a.web.svc.cluster.local | − 80 % | + 60 %',
      'changed | route web/a → service web/b.web.svc.cluster.local | − 20 % | + 40 %',
    ]);
    expect(found.facts.get('route web/a')?.map(({ name, value, before }) => [name, before, value])).toEqual([
      ['hosts', undefined, '[a]'],
      ['rule 1: timeout', '"3s"', '"5s"'],
    ]);
  });

  test('GIVEN a Service that is published THEN where clients outside reach it is said', () => {
    const at = (more: string) =>
      described(namespace('web'), service('web/a', 'http:80', more), pod('web/a', '{app: a}'));
    const open = at(', type: LoadBalancer');
    expect(open.facts.get('service web/a.web.svc.cluster.local')?.map(({ name, value }) => [name, value])).toEqual([
      ['clients outside reach it at', 'a load balancer at 80'],
    ]);
    expect(marked(diffPictures(at(''), open))).toEqual([
      'changed | service web/a.web.svc.cluster.local | http 80 | + clients outside reach it at: a load balancer at 80',
    ]);
    expect(marked(diffPictures(at(', type: NodePort'), open))).toEqual([
      'changed | service web/a.web.svc.cluster.local | http 80 | ~ clients outside reach it at: ports of every node: one for 80 → a load balancer at 80',
    ]);
  });

  test('GIVEN objects that come and go THEN they and their ways are new, or gone', () => {
    const [before, after] = [
      described(...base),
      described(...base, pod('web/a-2', '{app: a}'), service('web/b', 'http:80')),
    ];
    expect(marked(diffPictures(before, after))).toEqual([
      'new | service web/b.web.svc.cluster.local | http 80',
      'new | workload /Pod/web/a-2',
      'new | service web/a.web.svc.cluster.local → workload /Pod/web/a-2 | +',
    ]);
    expect(marked(diffPictures(after, before))).toEqual([
      'gone | service web/b.web.svc.cluster.local | http 80',
      'gone | workload /Pod/web/a-2',
      'gone | service web/a.web.svc.cluster.local → workload /Pod/web/a-2 | −',
    ]);
  });

  test('GIVEN a policy that comes or goes THEN the service says so', () => {
    const rule = destinationRule('web/a', '{host: a, trafficPolicy: {connectionPool: {tcp: {maxConnections: 3}}}}');
    const [without, withRule] = [described(...base), described(...base, rule)];
    const words = 'port 80: connectionPool: {tcp: {maxConnections: 3}}';
    const id = 'service web/a.web.svc.cluster.local';
    expect(marked(diffPictures(without, withRule))).toEqual([`changed | ${id} | http 80 | + ${words}`]);
    expect(marked(diffPictures(withRule, without))).toEqual([`changed | ${id} | http 80 | − ${words}`]);
  });

  test('GIVEN an SVG THEN what differs has a class, a sign and a legend', () => {
    const { picture } = diffPictures(described(...base), described(...base, service('web/b', 'http:80')));
    const svg = printSvg(picture, { title: 'two' });
    expect(svg).toContain('<g class="node service new">');
    expect(svg).toContain('>+ b</text>');
    expect(svg).toMatch(/<g class="legend">.*\+ new<.*− gone<.*~ changed</);
    expect(printSvg(described(...base).picture, { title: 'one' })).not.toMatch(/legend|--new/);
  });

  test('GIVEN Mermaid THEN what differs has a style and a sign, and a legend says what they mean', () => {
    const { picture } = diffPictures(described(...base), described(...base, pod('web/a-2', '{app: a}')));
    expect(printMermaid(picture)).toEqual(`flowchart LR
  subgraph g0["namespace web"]
    n0("a<br/>Service<br/>http 80")
    n1["a<br/>Pod"]
    n2["#43; a-2<br/>Pod"]
  end
  n0 --> n1
  n0 -->|"#43;"| n2
  subgraph legend["compared with before"]
    legend-new["#43; new"]
    legend-gone["#8722; gone"]
    legend-changed["~ changed"]
  end
  classDef new stroke:#1a7f37,stroke-width:3px
  class n2,legend-new new
  classDef gone stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4
  class legend-gone gone
  classDef changed stroke:#9a6700,stroke-width:3px
  class legend-changed changed
  linkStyle 1 stroke:#1a7f37,stroke-width:3px
`);
  });
});
