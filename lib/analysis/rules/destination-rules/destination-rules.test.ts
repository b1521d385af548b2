import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { headlessSubsets } from './headless-subsets';
import { joinedRules } from './joined';
import { mutualTlsConflict } from './mutual-tls';
import { outlierAlone } from './outlier-detection';
import { overriddenRules } from './overridden';
import { portSettings } from './port-settings';

const rule = (name: string, spec: string, namespace = 'shop') => istio('DestinationRule', name, spec, namespace);
const peers = (mode: string, more = '') => istio('PeerAuthentication', 'p', `${more}mtls: {mode: ${mode}}`);
const tls = (mode: string, host = 'reviews') => rule('r', `host: "${host}"\ntrafficPolicy: {tls: {mode: ${mode}}}`);
const RANDOM = 'trafficPolicy: {loadBalancer: {simple: RANDOM}}';
const POOL = 'trafficPolicy: {connectionPool: {tcp: {maxConnections: 9}}}';
const subset = (name: string, version: string) => `subsets: [{name: ${name}, labels: {version: ${version}}}]`;
/** An app whose pods have no sidecar. */
const bare = documents(meshNamespace('shop', '{istio-injection: disabled}'), service('reviews'), deployment('reviews'));
const headless = service('reviews', '{name: http, port: 8080}', { more: ', clusterIP: None' });
const toSubset = (more = '') =>
  istio(
    'VirtualService',
    'r',
    `hosts: [reviews]\n${more}http: [{route: [{destination: {host: reviews, subset: v1}}]}]`,
  );

describe.each(
  (
    [
      [
        joinedRules,
        documents(rule('a', `host: reviews\n${RANDOM}`), rule('b', `host: reviews.shop.svc.cluster.local\n${POOL}`)),
        'warning DestinationRule/b spec.trafficPolicy: this policy for reviews.shop.svc.cluster.local is lost: DestinationRule shop/a has one, too, and the older counts (by name: that one)',
        [
          documents(rule('a', `host: reviews\n${RANDOM}`), rule('b', `host: reviews\n${RANDOM}`)),
          documents(rule('a', `host: reviews\n${RANDOM}`), rule('b', `host: ratings\n${POOL}`)),
          documents(
            rule('a', `host: reviews\n${RANDOM}\nworkloadSelector: {matchLabels: {app: a}}`),
            rule('b', `host: reviews\n${POOL}`),
          ),
          documents(
            rule('a', `host: reviews\n${subset('v1', 'v1')}`),
            rule('b', `host: reviews\n${subset('v2', 'v2')}`),
          ),
        ],
      ],
      [
        joinedRules,
        documents(rule('a', `host: reviews\n${subset('v1', 'v1')}`), rule('b', `host: reviews\n${subset('v1', 'v2')}`)),
        'warning DestinationRule/b spec.subsets[0]: this subset v1 of reviews is lost: DestinationRule shop/a has one, too, and the older counts (by name: that one)',
        [],
      ],
      [
        overriddenRules,
        documents(rule('wide', `host: "*.shop.svc.cluster.local"\n${POOL}`), rule('r', `host: reviews\n${RANDOM}`)),
        'note DestinationRule/r spec.host: clients of namespace shop follow this rule for reviews, and not DestinationRule shop/wide (*.shop.svc.cluster.local): what that one says of connectionPool does not hold for them',
        [
          documents(rule('wide', `host: "*.shop.svc.cluster.local"\n${RANDOM}`), rule('r', `host: reviews\n${RANDOM}`)),
          documents(
            tls('ISTIO_MUTUAL', '*.local').replace('name: r', 'name: wide'),
            rule('r', `host: reviews\n${RANDOM}`),
          ),
          documents(rule('wide', `host: "*.example.com"\n${POOL}`), rule('r', `host: reviews\n${RANDOM}`)),
          documents(
            shop('reviews'),
            rule('r', `host: reviews\n${POOL}\nexportTo: [.]`),
            rule('s', `host: reviews.shop.svc.cluster.local\n${RANDOM}`, 'web'),
          ),
        ],
      ],
      [
        portSettings,
        rule(
          'r',
          `host: reviews\n${POOL.slice(0, -1)}, portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}`,
        ),
        'warning DestinationRule/r spec.trafficPolicy.portLevelSettings[0]: at port 443 connectionPool of the policy does not hold: settings of a port replace it',
        [rule('r', 'host: reviews\ntrafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}')],
      ],
      [
        portSettings,
        rule(
          'r',
          `host: reviews\n${RANDOM.slice(0, -1)}, portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}`,
        ),
        'note DestinationRule/r spec.trafficPolicy.portLevelSettings[0]: at port 443 loadBalancer of the policy does not hold: settings of a port replace it',
        [],
      ],
      [
        mutualTlsConflict,
        documents(shop('reviews'), peers('STRICT'), tls('SIMPLE')),
        'error DestinationRule/r spec.trafficPolicy.tls.mode: clients send TLS without a certificate of their own to reviews.shop.svc.cluster.local, whose pods take mutual TLS of Istio alone (STRICT): requests get 503',
        [
          documents(shop('reviews'), peers('PERMISSIVE'), tls('SIMPLE')),
          documents(shop('reviews'), peers('STRICT'), tls('ISTIO_MUTUAL')),
          documents(shop('reviews'), peers('STRICT', 'selector: {matchLabels: {app: ratings}}\n'), tls('DISABLE')),
          documents(
            shop('reviews'),
            `${peers('STRICT', 'selector: {matchLabels: {app: reviews}}\n')}  portLevelMtls: {8080: {mode: PERMISSIVE}}\n`,
            tls('DISABLE'),
          ),
          documents(
            shop('reviews', ['v1', 'v2']),
            peers('STRICT', 'selector: {matchLabels: {version: v1}}\n'),
            tls('DISABLE'),
          ),
          documents(bare, tls('DISABLE')),
        ],
      ],
      [
        mutualTlsConflict,
        documents(bare, tls('ISTIO_MUTUAL')),
        'error DestinationRule/r spec.trafficPolicy.tls.mode: clients send mutual TLS of Istio to reviews.shop.svc.cluster.local, whose pods have no sidecar that could read it: requests get 503',
        [],
      ],
      [
        mutualTlsConflict,
        documents(shop('reviews'), peers('DISABLE'), tls('ISTIO_MUTUAL', '*.shop.svc.cluster.local')),
        'error DestinationRule/r spec.trafficPolicy.tls.mode: clients send mutual TLS of Istio to reviews.shop.svc.cluster.local, whose pods take no mutual TLS (DISABLE): requests get 503',
        [],
      ],
      [
        mutualTlsConflict,
        documents(peers('STRICT'), tls('DISABLE', '*.shop.svc.cluster.local')),
        'warning DestinationRule/r spec.trafficPolicy.tls.mode: clients send plain text to *.shop.svc.cluster.local, whose pods take mutual TLS of Istio alone (STRICT): requests get 503',
        [documents(peers('STRICT'), tls('DISABLE', '*.other.svc.cluster.local'))],
      ],
      [
        mutualTlsConflict,
        documents(
          shop('reviews', ['v1', 'v2']),
          peers('STRICT', 'selector: {matchLabels: {version: v1}}\n'),
          rule(
            'r',
            'host: reviews\nsubsets: [{name: a, labels: {version: v1}, trafficPolicy: {tls: {mode: DISABLE}}}]',
          ),
        ),
        'error DestinationRule/r spec.subsets[0].trafficPolicy.tls.mode: clients send plain text to reviews.shop.svc.cluster.local, whose pods take mutual TLS of Istio alone (STRICT): requests get 503',
        [],
      ],
      [
        headlessSubsets,
        documents(meshNamespace(), headless, deployment('reviews'), toSubset()),
        'warning VirtualService/r spec.http[0].route[0].destination.subset: reviews is headless: requests go to the pod that the client has dialled, and not to subset v1',
        [
          documents(shop('reviews'), toSubset()),
          documents(
            meshNamespace(),
            headless,
            deployment('reviews'),
            istio(
              'Gateway',
              'g',
              'selector: {istio: ingressgateway}\nservers: [{port: {number: 80, name: p, protocol: HTTP}, hosts: [a.example.com]}]',
            ),
            toSubset('gateways: [g]\n'),
          ),
        ],
      ],
      [
        outlierAlone,
        documents(
          shop('reviews'),
          rule('r', 'host: reviews\ntrafficPolicy: {outlierDetection: {consecutive5xxErrors: 1}}'),
        ),
        'note DestinationRule/r spec.trafficPolicy.outlierDetection: reviews has a single pod: when it is put aside, nobody answers',
        [
          documents(
            shop('reviews', ['v1', 'v2']),
            rule('r', 'host: reviews\ntrafficPolicy: {outlierDetection: {consecutive5xxErrors: 1}}'),
          ),
          documents(
            shop('reviews'),
            rule('r', 'host: reviews\ntrafficPolicy: {outlierDetection: {maxEjectionPercent: 0}}'),
          ),
        ],
      ],
    ] as readonly (readonly [Rule, string, string, readonly string[]])[]
  ).map((row) => [row[0].id, ...row] as const),
)('%s', (_id, of, wrong, expected, right) => {
  test('GIVEN what is wrong THEN it is told', () => {
    expect(telling(of)(wrong)).toEqual([expected]);
  });

  test('GIVEN what is right THEN nothing is told', () => {
    expect(right.flatMap((yaml) => telling(of)(yaml))).toEqual([]);
  });
});
