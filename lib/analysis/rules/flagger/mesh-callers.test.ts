import { expect, test } from '@jest/globals';
import { podYaml, saying } from '../../fixtures';
import { canaryExample, yaml } from '../../release/example';
import { meshCallers } from './mesh-callers';

const found = saying(meshCallers);
const release = (gateways: string, text: string) =>
  yaml(
    canaryExample({
      service: `port: 80, gateways: [${gateways}]`,
      also: [`webhooks: [{name: load, url: "http://tester.test/", metadata: {cmd: "${text}"}}]`],
    }),
  );
const pod = (text: string, namespace = 'shop') =>
  yaml(
    canaryExample({ service: 'port: 80, gateways: [edge]' }),
    podYaml('front', { container: `, args: ["${text}"]` })
      .replace('---\n', '')
      .replace('shop', namespace),
  );

test('GIVEN a load test through the Service THEN it goes to the primary', () => {
  expect(found(release('edge', 'hey -z 1m http://reviews.shop:80/'))).toEqual([
    'a.yaml:7 warning FLAGGER_MESH_CALLERS: a webhook asks reviews from within the mesh, where all requests go to the primary: only those through gateways are shared out',
    '  fix: add mesh to service.gateways',
    '  a.yaml:13: asks it',
  ]);
});

test.each(['http://reviews/x', '--server=reviews:80', 'reviews.shop.svc.cluster.local', 'grpc://reviews.shop:80'])(
  'GIVEN a pod beside it with %s THEN it asks',
  (text) => {
    expect(found(pod(text))[0]).toMatch(/Pod shop\/front asks reviews from within/);
  },
);

test.each([
  ['mesh among the gateways', release('edge, mesh', 'hey http://reviews.shop/')],
  ['the Service of the canary', release('edge', 'hey http://reviews-canary.shop:80/')],
  ['a short name of elsewhere', release('edge', 'hey http://reviews:80/')],
  ['a word', pod('show reviews please')],
  ['a short name in another namespace', pod('http://reviews:80/', 'test')],
  ['a longer name', pod('http://my-reviews:80/')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
