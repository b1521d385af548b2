import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const from = (source: object) => ({ rules: [{ from: [{ source }] }] });
const to = (operation: object) => ({ rules: [{ to: [{ operation }] }] });
const when = (...conditions: object[]) => ({ rules: [{ when: conditions }] });

describe('actions', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      {
        action: 'CUSTOM',
        provider: { name: 'a' },
        rules: [
          { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }], when: [{ key: 'request.headers[a]', values: ['b'] }] },
        ],
      },
      [],
    ],
    ['nobody asked about nothing', { action: 'CUSTOM' }, ['error spec.rules: without rules nobody is asked']],
    [
      'nobody asked, about identities',
      {
        action: 'CUSTOM',
        rules: [
          {
            from: [{ source: { namespaces: ['a'], notPrincipals: ['b'] } }],
            when: [
              { key: 'request.auth.claims[a]', values: ['b'] },
              { key: 'source.principal', values: ['b'] },
            ],
          },
        ],
      },
      [
        'error spec.provider.name: it is not said who is asked',
        'error spec.rules[0].from[0].source.namespaces: action CUSTOM does not support namespaces',
        'error spec.rules[0].from[0].source.notPrincipals: action CUSTOM does not support notPrincipals',
        'error spec.rules[0].when[0].key: action CUSTOM does not support "request.auth.claims[a]"',
        'error spec.rules[0].when[1].key: action CUSTOM does not support "source.principal"',
      ],
    ],
    [
      'somebody asked without need',
      { provider: { name: 'a' } },
      ['error spec.provider: with action ALLOW nobody else is asked'],
    ],
    ['nothing denied', { action: 'DENY', rules: [] }, ['error spec.rules: without rules nothing is denied']],
    ['nothing allowed', {}, []],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('AuthorizationPolicy', spec)).toEqual(expected);
  });
});

describe('sources', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      from({
        principals: ['*'],
        namespaces: ['a-*'],
        ipBlocks: ['10.0.0.1', '::/0'],
        trustDomains: ['*', 'cluster.local', '*.local', 'cluster*'],
        requestPrincipals: ['a/b'],
      }),
      [],
    ],
    [
      'of nothing',
      { rules: [{ from: [{}] }, { from: [{ source: { namespaces: [] } }] }] },
      [
        'error spec.rules[0].from[0].source: it is not said from where',
        'error spec.rules[1].from[0].source: it is not said from where',
      ],
    ],
    [
      'that are empty, or none',
      from({
        principals: [''],
        ipBlocks: ['a', '10.0.0.0/33'],
        notRemoteIpBlocks: ['x/1'],
        trustDomains: ['a/b', 'a*b', '*a*'],
      }),
      [
        'error spec.rules[0].from[0].source.principals[0]: the value is empty',
        'error spec.rules[0].from[0].source.ipBlocks[0]: "a" is neither an IP address nor a range of addresses',
        'error spec.rules[0].from[0].source.ipBlocks[1]: "10.0.0.0/33" is neither an IP address nor a range of addresses',
        'error spec.rules[0].from[0].source.notRemoteIpBlocks[0]: "x/1" is neither an IP address nor a range of addresses',
        'error spec.rules[0].from[0].source.trustDomains[0]: "a/b" is not a trust domain',
        'error spec.rules[0].from[0].source.trustDomains[1]: "a*b" is not a trust domain',
        'error spec.rules[0].from[0].source.trustDomains[2]: "*a*" is not a trust domain',
      ],
    ],
    ['accounts of services', from({ serviceAccounts: ['a', 'shop/a'] }), []],
    [
      'accounts of services that are none',
      from({ serviceAccounts: ['a/b/c', 'a*', '/a', 'x'.repeat(321)], namespaces: ['a'] }),
      [
        'error spec.rules[0].from[0].source.serviceAccounts[0]: "a/b/c" is not a service account',
        'error spec.rules[0].from[0].source.serviceAccounts[1]: "a*" is not a service account',
        'error spec.rules[0].from[0].source.serviceAccounts[2]: "/a" is not a service account',
        'error spec.rules[0].from[0].source.serviceAccounts[3]: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is not a service account',
        'error spec.rules[0].from[0].source.serviceAccounts: serviceAccounts cannot be beside namespaces',
      ],
    ],
    [
      'too many accounts of services',
      from({ notServiceAccounts: Array.from({ length: 17 }, (_, index) => `a${index}`) }),
      ['error spec.rules[0].from[0].source.notServiceAccounts: 17 given, 16 are allowed'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('AuthorizationPolicy', spec)).toEqual(expected);
  });
});

describe('operations', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      to({ hosts: ['*'], ports: ['80', '0'], methods: ['GET'], paths: ['/a/{*}/b', '/a/{**}', '*/b', '/a*'] }),
      [],
    ],
    [
      'to nothing',
      { rules: [{ to: [{}] }, { to: [{ operation: {} }] }] },
      [
        'error spec.rules[0].to[0].operation: it is not said to what',
        'error spec.rules[1].to[0].operation: it is not said to what',
      ],
    ],
    [
      'that are empty, or none',
      to({
        hosts: [''],
        ports: ['http', '65536', '-1'],
        methods: [''],
        notPaths: ['/{a}', '/{**}/{*}', '/a*/{*}', '/{*}b'],
      }),
      [
        'error spec.rules[0].to[0].operation.hosts[0]: the value is empty',
        'error spec.rules[0].to[0].operation.methods[0]: the value is empty',
        'error spec.rules[0].to[0].operation.ports[0]: "http" is not the number of a port',
        'error spec.rules[0].to[0].operation.ports[1]: "65536" is not the number of a port',
        'error spec.rules[0].to[0].operation.ports[2]: "-1" is not the number of a port',
        'error spec.rules[0].to[0].operation.notPaths[0]: "/{a}": braces are only for {*} and {**}',
        'error spec.rules[0].to[0].operation.notPaths[1]: "/{**}/{*}": nothing is matched after {**}',
        'error spec.rules[0].to[0].operation.notPaths[2]: "/a*/{*}": "a*" cannot be beside templates',
        'error spec.rules[0].to[0].operation.notPaths[3]: "/{*}b": braces are only for {*} and {**}',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('AuthorizationPolicy', spec)).toEqual(expected);
  });
});

describe('conditions', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      when(
        { key: 'source.ip', values: ['10.0.0.1'] },
        { key: 'destination.port', notValues: ['80'] },
        { key: 'request.auth.claims[a][b]', values: ['c'] },
        { key: 'connection.sni', values: ['a'] },
        { key: 'experimental.envoy.filters.a.b[c]', values: ['d'] },
      ),
      [],
    ],
    [
      'of nothing',
      when({ key: '' }, { key: 'source.ip' }),
      [
        'error spec.rules[0].when[0].key: the key is empty',
        'error spec.rules[0].when[1]: it is not said what "source.ip" must be',
      ],
    ],
    [
      'that are none',
      when(
        { key: 'source.port', values: ['a'] },
        { key: 'request.headers', values: ['a'] },
        { key: 'request.headers[]', values: ['a'] },
        { key: 'destination.labels[a]', values: ['b'] },
        { key: 'destination.namespace', values: ['b'] },
      ),
      [
        'error spec.rules[0].when[0].key: "source.port" is not an attribute',
        'error spec.rules[0].when[1].key: "request.headers" does not say which one',
        'error spec.rules[0].when[2].key: "request.headers[]" does not say which one',
        'error spec.rules[0].when[3].key: "destination.labels[a]" is not an attribute any more',
        'error spec.rules[0].when[4].key: "destination.namespace" is not an attribute any more',
      ],
    ],
    [
      'values that are none',
      when(
        { key: 'remote.ip', values: ['a'] },
        { key: 'destination.port', notValues: ['b'] },
        { key: 'source.namespace', values: [''] },
      ),
      [
        'error spec.rules[0].when[0].values[0]: "a" is neither an IP address nor a range of addresses',
        'error spec.rules[0].when[1].notValues[0]: "b" is not the number of a port',
        'error spec.rules[0].when[2].values[0]: the value is empty',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('AuthorizationPolicy', spec)).toEqual(expected);
  });
});

describe('connections that are denied', () => {
  test.each<[string, object, string[]]>([
    [
      'by what only requests have',
      {
        action: 'DENY',
        rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }, { to: [{ operation: { paths: ['/a'] } }] }],
      },
      [
        'warning spec.rules[0]: only requests of HTTP have these attributes: on ports of TCP the rule denies everything',
        'warning spec.rules[1]: only requests of HTTP have these attributes: on ports of TCP the rule denies everything',
      ],
    ],
    [
      'by what connections have',
      {
        action: 'DENY',
        rules: [
          { from: [{ source: { namespaces: ['a'] } }] },
          { to: [{ operation: { paths: ['/a'], ports: ['80'] } }] },
          {},
        ],
      },
      [],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('AuthorizationPolicy', spec)).toEqual(expected);
  });
});

describe('what it is for', () => {
  test.each<[string, object, string[]]>([
    ['certain workloads', { selector: { matchLabels: { app: 'a' } } }, []],
    [
      'a Service',
      {
        targetRefs: [
          { kind: 'Service', group: '', name: 'a' },
          { kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'a' },
        ],
      },
      [],
    ],
    [
      'several at once',
      {
        selector: { matchLabels: { app: 'a' } },
        targetRef: { kind: 'Service', name: 'a' },
        targetRefs: [{ kind: 'Service', name: 'a' }],
      },
      ['error spec: selector and targetRef and targetRefs exclude each other'],
    ],
    [
      'what there is not',
      { targetRefs: [{ kind: 'Pod', group: '', name: '', namespace: 'shop' }] },
      [
        'error spec.targetRefs[0].name: no name given',
        'error spec.targetRefs[0].namespace: "shop": the target is always in the namespace of the policy',
        'error spec.targetRefs[0]: a policy cannot be for a "Pod" of group ""',
      ],
    ],
    [
      'patterns of labels',
      { selector: { matchLabels: { 'a*': 'b', c: '*', '': 'd' } } },
      [
        'error spec.selector.matchLabels.: the key of a label is empty',
        'error spec.selector.matchLabels.a*: "a*=b": a selector compares labels as they are, * has no meaning',
        'error spec.selector.matchLabels.c: "c=*": a selector compares labels as they are, * has no meaning',
      ],
    ],
    [
      'no labels',
      { selector: {} },
      ['warning spec.selector: the selector has no labels, so it selects every workload of the namespace'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('AuthorizationPolicy', spec)).toEqual(expected);
  });
});
