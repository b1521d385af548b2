import { expect, test } from '@jest/globals';
import { documents, istio } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { addPatch, relativePatch, removePatch, replacePatch, versionedPatch } from './envoy-filters';

const VALUE =
  ', value: {name: lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}';
const patch = (applyTo: string, operation: string, anchor = 'envoy.filters.http.router', proxy = '') => {
  const listener = `listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: ${anchor}}}}}`;
  return `{applyTo: ${applyTo}, match: {context: SIDECAR_INBOUND${proxy}${applyTo === 'HTTP_FILTER' ? `, ${listener}` : ''}}, patch: {operation: ${operation}${operation === 'REMOVE' ? '' : applyTo === 'HTTP_FILTER' ? VALUE : ', value: {name: x}'}}}`;
};
const filter = (patches: readonly string[], more = '', name = 'f') =>
  istio('EnvoyFilter', name, `${more}configPatches: [${patches.join(', ')}]`);
const said = (rule: Rule, ...patches: readonly string[]) => telling(rule)(filter(patches));
const AT = 'EnvoyFilter/f spec.configPatches[0].patch.operation';

test('GIVEN a patch relative to a filter of another one THEN it is a warning; to one of istiod, a note', () => {
  expect(said(relativePatch, patch('HTTP_FILTER', 'INSERT_AFTER', 'x'))).toEqual([
    `warning ${AT}: INSERT_AFTER is relative to x, and the EnvoyFilter has no priority: if it is created before what adds that, it does nothing`,
  ]);
  expect(said(relativePatch, patch('HTTP_FILTER', 'INSERT_BEFORE'))).toEqual([
    `note ${AT}: INSERT_BEFORE is relative to envoy.filters.http.router, and the EnvoyFilter has no priority: its place among other patches depends on when it was created`,
  ]);
});

test('GIVEN a filter that another EnvoyFilter adds under a known name THEN it is a warning', () => {
  const lua = filter([patch('HTTP_FILTER', 'INSERT_FIRST')], '', 'a').replace(
    'name: lua',
    'name: envoy.filters.http.lua',
  );
  const after = filter([patch('HTTP_FILTER', 'INSERT_AFTER', 'envoy.filters.http.lua')]);
  expect(telling(relativePatch)(documents(lua, after))[0]).toMatch(/^warning EnvoyFilter\/f/);
});

test.each([
  ['a priority', filter([patch('HTTP_FILTER', 'INSERT_BEFORE')], 'priority: 5\n')],
  ['MERGE', filter([patch('CLUSTER', 'MERGE')])],
  ['ADD', filter([patch('CLUSTER', 'ADD')])],
])('GIVEN %s THEN nothing is relative', (_name, yaml) => {
  expect(telling(relativePatch)(yaml)).toEqual([]);
});

test.each([
  [
    replacePatch,
    'CLUSTER',
    'REPLACE',
    'REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST: of CLUSTER nothing is replaced',
  ],
  [addPatch, 'HTTP_ROUTE', 'ADD', 'ADD does not work on HTTP_ROUTE: nothing is added'],
  [addPatch, 'ROUTE_CONFIGURATION', 'ADD', 'ADD does not work on ROUTE_CONFIGURATION: nothing is added'],
  [removePatch, 'HTTP_ROUTE', 'REMOVE', 'REMOVE does not work on HTTP_ROUTE: nothing is removed'],
])('GIVEN $id: %s %s THEN it is ignored', (rule, applyTo, operation, message) => {
  expect(said(rule, patch(applyTo, operation))).toEqual([`error ${AT}: ${message}`]);
});

test.each([
  [replacePatch, patch('HTTP_FILTER', 'REPLACE')],
  [addPatch, patch('CLUSTER', 'ADD')],
  [removePatch, patch('HTTP_FILTER', 'REMOVE')],
])('GIVEN what works THEN nothing is reported', (rule, yaml) => {
  expect(said(rule, yaml)).toEqual([]);
});

test('GIVEN an earlier patch for some versions THEN the later one may find nothing', () => {
  const some = patch('HTTP_FILTER', 'INSERT_FIRST', 'x', ', proxy: {proxyVersion: ^1\\.30.*}');
  expect(said(versionedPatch, some, patch('HTTP_FILTER', 'INSERT_BEFORE', 'x'))).toEqual([
    'warning EnvoyFilter/f spec.configPatches[1].patch.operation: an earlier patch of lua is for some versions of the proxy only: on others INSERT_BEFORE finds nothing',
  ]);
  expect(said(versionedPatch, patch('HTTP_FILTER', 'INSERT_FIRST'), patch('HTTP_FILTER', 'INSERT_BEFORE'))).toEqual([]);
});
