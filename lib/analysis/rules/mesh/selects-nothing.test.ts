import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, shop } from '../../examples';
import { telling } from '../../fixtures';
import { policyWithoutPods } from '../istio/policy-without-pods';
import { selectsNothing } from './selects-nothing';

const OUTSIDE = documents(meshNamespace('shop', '{istio-injection: disabled}'), deployment('reviews'));
const on = (kind: string, labels: string, more = '', namespace = 'shop') =>
  istio(kind, 'p', `selector: {matchLabels: ${labels}}${more}`, namespace);

describe('AuthorizationPolicies', () => {
  const told = telling(policyWithoutPods);
  const policy = (spec: string, namespace?: string) =>
    istio('AuthorizationPolicy', 'p', `${spec}\nrules: [{}]`, namespace);
  const SELECTOR = 'selector: {matchLabels: {app: reviews}}';

  test('GIVEN pods outside of the mesh THEN nobody enforces it', () => {
    expect(told(documents(OUTSIDE, policy(SELECTOR)))).toEqual([
      'warning AuthorizationPolicy/p spec.selector.matchLabels: no pod with the labels app=reviews is in the mesh: nobody enforces the policy',
    ]);
    expect(told(documents(OUTSIDE, policy('action: ALLOW')))).toEqual([
      'warning AuthorizationPolicy/p metadata.namespace: no pod of namespace shop is in the mesh: nobody enforces the policy',
    ]);
  });

  test('GIVEN no pods of the namespace THEN it is a note', () => {
    expect(told(policy(SELECTOR))).toEqual([
      'note AuthorizationPolicy/p spec.selector.matchLabels: no pod of namespace shop that is among the files has the labels app=reviews',
    ]);
  });

  test.each([
    [
      'pods in ambient mode',
      documents(meshNamespace('shop', '{istio.io/dataplane-mode: ambient}'), deployment('reviews')),
      policy(SELECTOR),
    ],
    ['pods of which it is not known', deployment('reviews'), policy(SELECTOR)],
    [
      'pods of a revision',
      documents(meshNamespace('shop', '{istio.io/rev: stable}'), deployment('reviews')),
      policy(SELECTOR),
    ],
    ['the root namespace', shop('reviews'), policy(SELECTOR, 'istio-system')],
    ['targets', OUTSIDE, policy('targetRefs: [{kind: Service, group: "", name: reviews}]')],
  ])('GIVEN %s THEN nothing is reported', (_name, pods, yaml) => {
    expect(told(documents(pods, yaml))).toEqual([]);
  });
});

describe('other policies', () => {
  const told = telling(selectsNothing);

  test('GIVEN labels of no pod THEN it is said what does not happen', () => {
    const wrong = '{app: review}';
    const yaml = documents(
      shop('reviews'),
      ...[on('PeerAuthentication', wrong, '\nmtls: {mode: STRICT}'), on('WasmPlugin', wrong, '\nurl: oci://x/y:1')],
      on('RequestAuthentication', wrong, '\njwtRules: [{issuer: a, jwksUri: "https://a"}]'),
      istio(
        'DestinationRule',
        'd',
        `host: reviews\nworkloadSelector: {matchLabels: ${wrong}}\ntrafficPolicy: {tls: {mode: ISTIO_MUTUAL}}`,
      ),
    );
    const what = 'no pod of namespace shop has the labels app=review';
    expect(told(yaml)).toEqual([
      `warning PeerAuthentication/p spec.selector.matchLabels: ${what}: the mode of mutual TLS is for nobody`,
      `warning WasmPlugin/p spec.selector.matchLabels: ${what}: nobody runs the plugin`,
      `warning RequestAuthentication/p spec.selector.matchLabels: ${what}: nobody looks at tokens`,
      `warning DestinationRule/d spec.workloadSelector.matchLabels: ${what}: no client follows the rule`,
    ]);
  });

  test('GIVEN labels of pods, or none, THEN nothing is reported', () => {
    const more = '\nmtls: {mode: STRICT}';
    const yaml = [
      on('PeerAuthentication', '{app: reviews}', more),
      istio('PeerAuthentication', 'q', 'mtls: {mode: STRICT}'),
    ];
    expect(told(documents(shop('reviews'), ...yaml))).toEqual([]);
  });
});
