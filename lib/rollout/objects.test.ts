import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CanarySpec } from '../../imports/flagger.app';
import { loadSchemas } from '../check/installed-schemas';
import { PODINFO } from '../flagger-objects/podinfo.testing';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import { worldOf } from '../world/fixtures';
import { CANARY } from '../world/kinds';
import { rehearse } from './rehearse';

const judge = loadSchemas({ cwd: resolve(__dirname, '../..') });

const percent = fc.integer({ min: 0, max: 100 });
const header = { headers: { 'x-canary': { exact: 'always' } } };
const service = fc.record(
  {
    port: fc.constant(9898),
    name: fc.constant('web'),
    appProtocol: fc.constantFrom('http', 'tcp', 'grpc'),
    portDiscovery: fc.boolean(),
    headless: fc.boolean(),
    delegation: fc.boolean(),
    hosts: fc.constantFrom(['web.example.com'], ['podinfo']),
    gateways: fc.constantFrom(['mesh'], ['istio-system/public'], ['istio-system/public', 'mesh']),
    match: fc.constantFrom([{ uri: { prefix: '/' } }], [{ port: 9898 }]),
    timeout: fc.constant('5s'),
    retries: fc.constant({ attempts: 2 }),
    rewrite: fc.constant({ uri: '/v1' }),
    headers: fc.constant({ response: { add: { a: 'b' } } }),
    trafficPolicy: fc.constant({ loadBalancer: { simple: 'RANDOM' }, tls: { mode: 'ISTIO_MUTUAL' } }),
    apex: fc.constant({ labels: { team: 'a' }, annotations: { a: 'b' } }),
  },
  { requiredKeys: ['port'] },
);
const analysis = fc
  .tuple(
    fc.oneof(
      fc.record({ stepWeight: percent, maxWeight: percent }),
      fc.record({ stepWeights: fc.array(percent, { maxLength: 4 }) }),
      fc.record({ iterations: fc.integer({ min: 0, max: 4 }) }),
    ),
    fc.record(
      {
        match: fc.constant([header]),
        mirror: fc.boolean(),
        mirrorWeight: percent,
        stepWeightPromotion: percent,
        sessionAffinity: fc.constantFrom(
          { cookieName: 'a' },
          { cookieName: 'a', primaryCookieName: 'b', secure: true },
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([steps, more]) => ({ interval: '30s', threshold: 2, ...steps, ...more }));
const canaries = fc.record(
  {
    service,
    analysis,
    skipAnalysis: fc.boolean(),
    suspend: fc.boolean(),
    provider: fc.constantFrom('istio', 'kubernetes'),
  },
  { requiredKeys: ['service', 'analysis'] },
);

describe('what Flagger writes', () => {
  test('GIVEN any Canary THEN it is what the API server and istiod accept, at every tick', () => {
    fc.assert(
      fc.property(canaries, fc.array(fc.nat(9), { maxLength: 3 }), (spec, failing) => {
        const targetRef: CanarySpec['targetRef'] = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' };
        const canary = {
          apiVersion: 'flagger.app/v1beta1',
          kind: 'Canary',
          metadata: { name: 'podinfo', namespace: 'test' },
          spec: { targetRef, ...spec },
        };
        const world = worldOf({ 'a.json': JSON.stringify(canary), 'b.json': JSON.stringify(PODINFO) });
        const [entity] = world.all(CANARY);
        if (entity === undefined) throw new Error('no Canary');
        const refusal = (object: object) => judge.verdict(object).violations.filter(isError).map(messageOf)[0];
        const { ticks, ends, deadEnds } = rehearse(world, entity, { failing }, { refusal });
        expect(deadEnds.length > 0).toBe(ends === 'stuck');
        const objects = new Set(ticks.flatMap((tick) => tick.objects).map((object) => JSON.stringify(object)));
        for (const text of objects) expect([text, refusal(JSON.parse(text))]).toEqual([text, undefined]);
        // A delegate has no routes of TCP.
        const refused =
          spec.service.delegation === true && spec.service.appProtocol === 'tcp' && spec.provider !== 'kubernetes';
        if (refused) expect(deadEnds[0]?.reason).toContain('VirtualService');
      }),
      { numRuns: 60 },
    );
  });
});
