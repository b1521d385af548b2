import { expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Host, HttpAction, HttpMatch, nonEmpty, StringMatch, VirtualService } from '../istio';
import { meshOf } from '../testing';
import { HTTPRoute } from '.';

const SERVICES = ['asked', 'b', 'c', 'd'];
const NAMESPACE = 'shop';
const host = (name: string) => Host.service({ name, namespace: NAMESPACE, ports: [{ number: 80, name: 'http' }] });

/** Few values, so that requests meet conditions. */
const value = fc.constantFrom('a', 'b', 'ab');
const path = fc.constantFrom('/', '/a', '/a/b', '/b', '/ab');
const text = fc.oneof(
  value.map((each) => StringMatch.exact(each)),
  fc.constantFrom('a.*', '[ab]', 'b?').map((each) => StringMatch.regex(each)),
);
const condition = fc.oneof(
  path.map((each) => ({ on: 'uri', match: HttpMatch.uri(StringMatch.exact(each)) })),
  fc
    .constantFrom('/a.*', '/[ab]', '/.*b')
    .map((each) => ({ on: 'uri', match: HttpMatch.uri(StringMatch.regex(each)) })),
  fc.constantFrom('GET' as const, 'PUT' as const).map((each) => ({ on: 'method', match: HttpMatch.method(each) })),
  fc.tuple(fc.constantFrom('x', 'y'), text).map(([name, each]) => ({ on: name, match: HttpMatch.header(name, each) })),
  fc.constantFrom('x', 'y').map((name) => ({ on: name, match: HttpMatch.headerPresent(name) })),
  text.map((each) => ({ on: 'q', match: HttpMatch.queryParameter('q', each) })),
  value.map((each) => ({ on: 'cookie', match: HttpMatch.cookie('user', each) })),
);
const match = fc
  .uniqueArray(condition, { minLength: 1, maxLength: 3, selector: ({ on }) => on })
  .map((conditions) => HttpMatch.all(nonEmpty(conditions.map((each) => each.match))));
const action = fc.oneof(
  fc.constantFrom('b', 'c', 'd').map((name) => HttpAction.to(host(name))),
  fc
    .tuple(fc.nat(3), fc.integer({ min: 1, max: 3 }))
    .map(([one, other]) => HttpAction.split([host('b').weighted(one), host('c').weighted(other)])),
  fc.constantFrom(
    HttpAction.redirect({ uri: '/new', redirectCode: 302 }),
    HttpAction.redirect({ authority: 'example.com' }),
    HttpAction.redirect({ scheme: 'https' }),
  ),
);
const headers = fc.option(
  fc.constantFrom(
    { request: { set: { x: 'set' }, remove: ['y'] as const } },
    { request: { add: { y: 'added' } }, response: { set: { z: '1' } } },
  ),
  { nil: undefined },
);
const rule = fc.record({ match: fc.tuple(match, fc.option(match, { nil: undefined })), action, headers });
const routes = fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 3 }), otherwise: fc.option(action) });
const request = fc.record({
  url: fc.tuple(path, fc.option(value)).map(([own, q]) => `${own}${q === null ? '' : `?q=${q}`}`),
  method: fc.constantFrom('GET', 'PUT', 'POST'),
  x: fc.option(value),
  y: fc.option(value),
  cookie: fc.option(value),
});

/** What is asked, with its Services and a client, beside a route or a VirtualService. */
function meshWith(add: (chart: Chart) => void): ReturnType<typeof meshOf> {
  const chart = new Chart(new App(), 'shop', { namespace: NAMESPACE });
  add(chart);
  const pods = ['client', ...SERVICES].map((name) => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: NAMESPACE, labels: { app: name } } },
    spec: { containers: [{ name: 'app', image: 'a:1' }] },
  }));
  const services = SERVICES.map((name) => ({
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
  }));
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } },
  };
  return meshOf([namespace, ...pods, ...services, ...(chart.toJson() as object[])]);
}

test('GIVEN rules that both accept THEN an HTTPRoute does with each request what a VirtualService does', () => {
  let compared = 0;
  fc.assert(
    fc.property(routes, fc.array(request, { minLength: 4, maxLength: 8 }), ({ rules, otherwise }, requests) => {
      const written = rules.map(({ match: [first, second], action: own, headers: changes }) => ({
        match: nonEmpty([first, second].filter((each) => each !== undefined)),
        action: own,
        ...(changes !== undefined && own.kind !== 'redirect' && { headers: changes }),
      }));
      const props = { rules: nonEmpty(written), ...(otherwise && { otherwise }) };
      let one: ReturnType<typeof meshOf>;
      let other: ReturnType<typeof meshOf>;
      try {
        one = meshWith((chart) => new HTTPRoute(chart, 'route', { parents: [host('asked')], ...props }));
        other = meshWith((chart) => new VirtualService(chart, 'route', { hosts: [host('asked')], ...props }));
      } catch (error) {
        if (!/is asked before|never reached/.test((error as Error).message)) throw error;
        return;
      }
      for (const { url, method, x, y, cookie } of requests) {
        const send = (mesh: typeof one) => {
          const { ends } = mesh.from('shop/client').request(method, `http://asked${url}` as 'http://asked', {
            headers: {
              ...(x !== null && { x }),
              ...(y !== null && { y }),
              ...(cookie !== null && { cookie: `a=b; user=${cookie}` }),
            },
          }).outcome;
          return ends.map(({ probability, kind, status, redirect, destination, request: sent }) => ({
            ...{ probability, kind, status, redirect, sent, host: destination?.host },
          }));
        };
        expect(send(one)).toEqual(send(other));
        compared++;
      }
    }),
    { numRuns: 80 },
  );
  // Enough of the rules are in an order that both know.
  expect(compared).toBeGreaterThan(40);
});
