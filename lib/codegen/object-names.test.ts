import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Lazy, Testing } from 'cdk8s';
import { WasmPlugin } from '../../imports/extensions.istio.io';
import { Canary } from '../../imports/flagger.app';
import { Gateway, WorkloadEntry } from '../../imports/networking.istio.io';
import { Microservice } from '../microservice/microservice';
import type { JsonSchema } from './custom-resource-definition';
import { objectNames } from './object-names';

const chart = () => new Chart(Testing.app(), 'shop', { namespace: 'shop' });
const object = (properties: Record<string, JsonSchema>): JsonSchema => ({ type: 'object', properties });
const string: JsonSchema = { type: 'string' };

describe('a generated class', () => {
  test('GIVEN no name THEN the id is it, as of every construct', () => {
    const shop = chart();
    expect(new WorkloadEntry(shop, 'vm', { spec: { address: '10.0.0.1' } }).toJson().metadata).toEqual({
      name: 'vm',
      namespace: 'shop',
    });
    const metadata = { name: 'old', labels: { app: 'vm' } };
    expect(new WorkloadEntry(shop, 'vm-2', { metadata, spec: { address: '10.0.0.1' } }).toJson().metadata).toEqual({
      name: 'old',
      namespace: 'shop',
      labels: { app: 'vm' },
    });
  });

  test('GIVEN constructs where names are wanted THEN their names', () => {
    const shop = chart();
    const secret = new ApiObject(shop, 'pull', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'registry' } });
    const { serviceAccount } = new Microservice(shop, 'cart', { versions: { v1: { image: 'example.com/cart:1' } } });
    const entry = new WorkloadEntry(shop, 'vm', { spec: { address: '10.0.0.1', serviceAccount } });
    expect(entry.toJson().spec).toEqual({ address: '10.0.0.1', serviceAccount: 'cart' });
    // What is free in form stays as it is, whatever its fields are called.
    const pluginConfig = { secretName: { name: 'a' } };
    const plugin = new WasmPlugin(shop, 'plugin', {
      spec: { url: 'oci://example.com/a:1', imagePullSecret: secret, pluginConfig },
    });
    expect(plugin.toJson().spec).toEqual({ url: 'oci://example.com/a:1', imagePullSecret: 'registry', pluginConfig });
    const canary = new Canary(shop, 'cart-canary', {
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: secret },
        service: { port: 80 },
        analysis: { interval: '1m', threshold: 1, iterations: 1 },
      },
    });
    expect(canary.toJson().spec.targetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'registry' });
  });

  test('GIVEN lists of names and values that are made late THEN they are taken too', () => {
    const port = { number: 443, name: 'https', protocol: 'HTTPS' };
    const gateway = new Gateway(chart(), 'edge', {
      spec: {
        selector: Lazy.any({ produce: () => ({ istio: 'ingressgateway' }) }),
        servers: [{ port, hosts: ['*'], tls: { mode: 'SIMPLE', credentialNames: ['a', { name: 'b' }] } }],
      },
    });
    expect(gateway.toJson().spec).toEqual({
      selector: { istio: 'ingressgateway' },
      servers: [{ port, hosts: ['*'], tls: { mode: 'SIMPLE', credentialNames: ['a', 'b'] } }],
    });
  });

  test('GIVEN what has no name, or a field that is no name THEN it does not compile', () => {
    const named = { name: 'a' };
    const compiled = () => {
      // @ts-expect-error nothing with a name
      new WorkloadEntry(chart(), 'vm', { spec: { address: '10.0.0.1', serviceAccount: { app: 'a' } } });
      // @ts-expect-error an address is no name
      new WorkloadEntry(chart(), 'vm', { spec: { address: named } });
      // @ts-expect-error the kind of an object is no name
      new Canary(chart(), 'a', { spec: { targetRef: { kind: named, name: named } } });
    };
    expect(compiled).toBeDefined();
  });
});

describe('objectNames', () => {
  test.each<[string, JsonSchema, ReturnType<typeof objectNames>]>([
    ['a field whose name says so', object({ tlsSecretName: string }), { opaque: [] }],
    ['a list of them', object({ credentialNames: { type: 'array', items: string } }), { opaque: [] }],
    ['a reference', object({ parentRefs: { type: 'array', items: object({ name: string }) } }), { opaque: [] }],
    ['the name of a part', object({ ports: { type: 'array', items: object({ name: string }) } }), undefined],
    ['a reference that is no object', object({ secretName: object({ name: string }) }), undefined],
    ['none', object({ size: { type: 'integer' } }), undefined],
    [
      'one beside what holds anything',
      object({ secretName: string, config: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }),
      { opaque: ['config'] },
    ],
    [
      'one within what holds anything',
      object({ pools: { type: 'object', additionalProperties: object({ secretName: string }) } }),
      undefined,
    ],
  ])('GIVEN %s', (_, schema, expected) => {
    expect(objectNames(schema)).toEqual(expected);
  });
});
