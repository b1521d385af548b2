import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JUDGED, JUDGED_BY, runIn } from './fixtures';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
  writeFileSync(join(cwd, 'shop.yaml'), SHOP);
  writeFileSync(join(cwd, 'delay.json'), JSON.stringify(DELAY));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const forecast = (...args: readonly string[]) => runIn(cwd, 'forecast', ...args);

const SHOP = `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart, sidecar.istio.io/inject: "true"}}
spec: {containers: [{name: cart, image: cart:1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, sidecar.istio.io/inject: "true"}}
spec: {containers: [{name: web, image: web:1}]}
`;
const matchers = Object.entries({
  ...{ namespace: 'shop', labels: 'app=cart', 'evict-count': '1', timeout: '60' },
  ...{ interface: 'eth0', 'local-port': '80', time: '500' },
}).map(([name, value]) => ({ name, value: [value] }));
const DELAY = {
  apiVersion: 'chaosblade.io/v1alpha1',
  kind: 'ChaosBlade',
  metadata: { name: 'delay' },
  spec: { experiments: [{ scope: 'pod', target: 'network', action: 'delay', matchers }] },
};

describe('meshwright forecast', () => {
  test('GIVEN an experiment and who calls THEN it is said what the caller sees', async () => {
    const { code, out, err } = await forecast('delay.json', 'shop.yaml', '--call', 'shop/web GET http://cart/');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`ChaosBlade delay  delay.json

pod network delay: answers of port 80 leave 500 ms later
  Hits
    shop/cart: 1 of 1 pod
  Callers
    GET http://cart/  from shop/web  as said
      100 % of first tries meet shop/cart; no timeout, 2 retries
      while it runs: 100 % answered 500 ms later
        errors 0 %
      slow answers are not tried again: without perTryTimeout the first try may take as long as it likes
      there is no timeout: callers wait as long as it takes
      the first request on a new connection is late by as much again for the handshake of TCP, and of TLS
  Shows anything: yes, shop/web sees it
  Ends: ChaosBlade undoes it after 60 s; the operator looks every 30 s and deletes the object

${JUDGED}`);
  });

  test('GIVEN --format json THEN it has what the text says', async () => {
    const { out } = await forecast('delay.json', 'shop.yaml', '--format', 'json');
    const [{ name, experiments, judgedBy }] = JSON.parse(out);
    expect(judgedBy).toEqual(JUDGED_BY);
    const [{ what, hits, ends, shows, callers }] = experiments;
    expect([name, what, hits.workloads, ends.after, shows.answer]).toEqual([
      'delay',
      'pod network delay',
      [{ object: 'Pod shop/cart', pods: 1, share: 1, drawn: false }],
      60,
      'unknown',
    ]);
    expect(callers.map(({ from, basis, phases }: Record<string, unknown>) => [from, basis, phases])).toEqual([
      [
        'shop/web',
        'assumed',
        [
          {
            when: 'while it runs',
            ends: [{ probability: 1, result: 'answer', late: 0.5 }],
            ...{ tries: 1, errorRate: 0, waiting: 0 },
          },
        ],
      ],
    ]);
  });

  test('GIVEN --format markdown THEN there is a table of callers', async () => {
    const { out } = await forecast(
      'delay.json',
      'shop.yaml',
      '--format',
      'markdown',
      '--call',
      'shop/web GET http://cart/',
    );
    expect(out).toContain(
      '| GET http://cart/  from shop/web (as said) | 100 % of first tries meet shop/cart; no timeout, 2 retries | while it runs: 100 % answered 500 ms later | 0 % |',
    );
    expect(out).toMatch(/\n<sub>Judged by Kubernetes 1\.34\.0, Istio .*\.<\/sub>\n$/);
  });

  test.each([
    [['shop.yaml'], 'give a path, such as dist: neither meshwright.yaml nor cdk8s.yaml is here\n'],
    [['gone.yaml', 'shop.yaml'], 'gone.yaml: cannot be read: there is no such file or folder\n'],
    [['shop.yaml', 'shop.yaml'], 'shop.yaml has no ChaosBlade object with an experiment\n'],
    [
      ['delay.json', 'shop.yaml', '--call', 'web'],
      `--call "web": write who calls and what, such as 'shop/web GET http://cart/items'\n`,
    ],
    [
      ['delay.json', 'shop.yaml', '--call', 'nobody GET http://cart/'],
      'no workload nobody: there are shop/cart, shop/web, and outside\n',
    ],
  ])('GIVEN %j THEN it is said what is wrong with it', async (args, err) => {
    expect(await forecast(...args)).toEqual({ code: 2, out: '', err });
  });
});
