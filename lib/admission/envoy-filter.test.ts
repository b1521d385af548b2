import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const ROUTER = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';
const MANAGER = 'envoy.filters.network.http_connection_manager';
const patches = (...configPatches: object[]) => ({ configPatches });
const patch = (applyTo: string, value: unknown, match?: object) => ({
  applyTo,
  patch: { operation: 'MERGE', value },
  match,
});
const filter = (typed_config: unknown) => patches(patch('HTTP_FILTER', { name: 'a', typed_config }));
const listener = (fields: object) => ({ listener: { filterChain: { filter: fields } } });
/** What is said besides that it is an EnvoyFilter. */
const saidOf = (spec: object) => said('EnvoyFilter', spec).slice(1);

describe('patches', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      patches(
        patch(
          'HTTP_FILTER',
          { name: 'a', typed_config: { '@type': ROUTER } },
          listener({ name: MANAGER, subFilter: { name: 'envoy.filters.http.router' } }),
        ),
        { applyTo: 'CLUSTER', match: { cluster: { name: 'a' } }, patch: { operation: 'REMOVE' } },
      ),
      [],
    ],
    [
      'that are none',
      patches(
        {},
        { applyTo: 'CLUSTER' },
        { applyTo: 'CLUSTER', patch: {} },
        { applyTo: 'CLUSTER', patch: { operation: 'ADD' } },
        { applyTo: 'INVALID', patch: { operation: 'ADD', value: {} } },
      ),
      [
        'error spec.configPatches[0].applyTo: it is not said what is changed',
        'error spec.configPatches[1].patch: there is no change',
        'error spec.configPatches[2].patch.operation: it is not said how it is changed',
        'error spec.configPatches[3].patch.value: operation ADD needs a value',
        'error spec.configPatches[4].applyTo: it is not said what is changed',
      ],
    ],
    [
      'of versions that are none',
      patches(patch('CLUSTER', {}, { proxy: { proxyVersion: '(' } })),
      [
        'error spec.configPatches[0].match.proxy.proxyVersion: "(" is not a regular expression of RE2: error parsing regexp: missing closing ): `(`',
      ],
    ],
    [
      'found by what does not find them',
      patches(
        patch('CLUSTER', {}, { listener: {} }),
        patch('HTTP_ROUTE', {}, { cluster: {} }),
        patch('LISTENER', { name: 1 }, { cluster: {} }),
        patch('EXTENSION_CONFIG', {}, { cluster: {} }),
      ),
      [
        'error spec.configPatches[0].match.listener: what is changed with applyTo CLUSTER is not found by listener',
        'error spec.configPatches[1].match.cluster: what is changed with applyTo HTTP_ROUTE is not found by cluster',
        'error spec.configPatches[2].match.cluster: what is changed with applyTo LISTENER is not found by cluster',
      ],
    ],
    [
      'found by filters without a name',
      patches(
        patch('NETWORK_FILTER', {}, listener({})),
        patch('HTTP_FILTER', {}, listener({ name: MANAGER, subFilter: {} })),
      ),
      [
        'error spec.configPatches[0].match.listener.filterChain.filter.name: the filter has no name to find it by',
        'error spec.configPatches[1].match.listener.filterChain.filter.subFilter.name: the filter has no name to find it by',
      ],
    ],
    [
      'found by filters inside of filters that have none',
      patches(
        patch('NETWORK_FILTER', {}, listener({ name: MANAGER, subFilter: { name: 'a' } })),
        patch('HTTP_FILTER', {}, listener({ name: 'a', subFilter: { name: 'b' } })),
      ),
      [
        'error spec.configPatches[0].match.listener.filterChain.filter.subFilter: subFilter is for applyTo HTTP_FILTER, not for NETWORK_FILTER',
        'error spec.configPatches[1].match.listener.filterChain.filter.name: "a" has no filters inside; only that of HTTP has',
      ],
    ],
    [
      'found by filters without effect',
      patches(patch('LISTENER', {}, listener({ name: 'a' }))),
      [
        'warning spec.configPatches[0].match.listener.filterChain.filter: with applyTo LISTENER no filter is looked for, so this has no effect',
      ],
    ],
    [
      'for all workloads, and for what there is not',
      { workloadSelector: { labels: {} }, targetRefs: [{ kind: 'Pod', name: 'a' }] },
      [
        'warning spec.workloadSelector: the selector has no labels, so it selects every workload of the namespace',
        'error spec.targetRefs[0]: a policy cannot be for a "Pod" of group ""',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(saidOf(spec)).toEqual(expected);
  });
});

describe('values', () => {
  test.each<[string, object, string[]]>([
    [
      'of all types',
      patches(
        patch('CLUSTER', {
          name: 'a',
          connect_timeout: '1.5s',
          lbPolicy: 'RANDOM',
          type: 1,
          load_assignment: {
            cluster_name: 'a',
            endpoints: [
              {
                lb_endpoints: [{ endpoint: { address: { socket_address: { address: 'a', port_value: '80' } } } }],
                load_balancing_weight: 1,
              },
            ],
          },
          metadata: { filter_metadata: { a: { b: [1, null, {}] } } },
          typed_extension_protocol_options: {
            a: { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1s' },
          },
          http2_protocol_options: null,
        }),
      ),
      [],
    ],
    [
      'of other types than they have',
      patches(
        patch('CLUSTER', {
          name: 1,
          connect_timeout: 'soon',
          lb_policy: 'OFTEN',
          type: 1.5,
          load_assignment: [],
          per_connection_buffer_limit_bytes: -1,
          ignore_health_on_host_removal: 'yes',
          health_checks: {},
          metadata: { filter_metadata: [] },
          typed_extension_protocol_options: 'x',
        }),
      ),
      [
        'error spec.configPatches[0].patch.value.connect_timeout: "soon" given: it must be a duration',
        'error spec.configPatches[0].patch.value.health_checks: a map given: it must be a list',
        'error spec.configPatches[0].patch.value.ignore_health_on_host_removal: "yes" given: it must be true or false',
        'error spec.configPatches[0].patch.value.lb_policy: "OFTEN" given: it must be one of ROUND_ROBIN, LEAST_REQUEST, RING_HASH, RANDOM, MAGLEV, CLUSTER_PROVIDED, LOAD_BALANCING_POLICY_CONFIG',
        'error spec.configPatches[0].patch.value.load_assignment: a list given: it must be a map',
        'error spec.configPatches[0].patch.value.metadata.filter_metadata: a list given: it must be a map',
        'error spec.configPatches[0].patch.value.name: 1 given: it must be a text',
        'error spec.configPatches[0].patch.value.per_connection_buffer_limit_bytes: -1 given: it must be a whole number from 0 to 4294967295',
        'error spec.configPatches[0].patch.value.type: 1.5 given: it must be one of STATIC, STRICT_DNS, LOGICAL_DNS, EDS, ORIGINAL_DST',
        'error spec.configPatches[0].patch.value.typed_extension_protocol_options: "x" given: it must be a map',
      ],
    ],
    [
      'that Envoy does not have',
      patches(
        patch('CLUSTER', { nmae: 'a' }),
        patch('HTTP_FILTER', { name: 'a', typed_config: { '@type': ROUTER, x: 1 } }),
      ),
      [
        'warning spec.configPatches[0].patch.value.nmae: Envoy has no field "nmae" here, so it is skipped',
        'warning spec.configPatches[1].patch.value.typed_config.x: Envoy has no field "x" here, so it is skipped',
      ],
    ],
    [
      'of types that are none',
      patches(
        ...[
          1,
          {},
          { '@type': '' },
          { '@type': 'abc' },
          { '@type': 'type.googleapis.com/envoy.config.filter.http.lua.v2.Lua' },
          { '@type': 'type.googleapis.com/google.protobuf.Struct' },
        ].map((typed_config) => patch('HTTP_FILTER', { typed_config })),
      ),
      [
        'error spec.configPatches[0].patch.value.typed_config: 1 given: it must be a map',
        'error spec.configPatches[1].patch.value.typed_config: @type is missing, so it is not known what this is',
        'error spec.configPatches[2].patch.value.typed_config.@type: istiod knows no message ""',
        'error spec.configPatches[3].patch.value.typed_config.@type: istiod knows no message "abc"',
        'error spec.configPatches[4].patch.value.typed_config.@type: istiod knows no message "type.googleapis.com/envoy.config.filter.http.lua.v2.Lua": version 2 of the API of Envoy is gone',
        'error spec.configPatches[5].patch.value.typed_config: a message of type google.protobuf.Struct stands under value, which is missing',
      ],
    ],
    [
      'inside of what is typed',
      filter({ '@type': ROUTER, suppress_envoy_headers: 'yes', dynamic_stats: null }),
      [
        'error spec.configPatches[0].patch.value.typed_config.suppress_envoy_headers: "yes" given: it must be true or false',
      ],
    ],
    [
      'that are said by name and value',
      filter({ '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', type_url: 'a', value: { b: 1 } }),
      [],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(saidOf(spec)).toEqual(expected);
  });
});
