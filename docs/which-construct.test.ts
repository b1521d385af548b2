import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Construct } from 'constructs';
import * as gatewayApiImports from '../imports/gateway.networking.k8s.io';
import * as networking from '../imports/networking.istio.io';
import * as meshwright from '../lib';
import * as testing from '../lib/testing';

const { argocd, chaosblade, flagger, gatewayApi, istio, kubernetes, microservice, observability } = meshwright;
const { App, external, Scenario, StandaloneChart } = meshwright;
const NAMESPACES = { argocd, chaosblade, flagger, gatewayApi, istio, kubernetes, microservice, observability };

const page = readFileSync(join(__dirname, 'which-construct.md'), 'utf8');
const exported: Readonly<Record<string, unknown>> = {
  ...NAMESPACES,
  ...{ App, external, Scenario, StandaloneChart },
  testing,
  ...testing.matchers,
};

/** What is code and looks like a name of the package: `istio.HttpAction.split`, `App.run`, `toReach`. */
function namesIn(text: string): string[] {
  const cells = text.split('\n').filter((line) => line.startsWith('| '));
  const code = cells.flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  const first = new Set(Object.keys(exported));
  return code.filter((name) => first.has(name.split('.')[0] ?? '') || /^to[A-Z]/.test(name));
}

/** What a path of names leads to. */
function meaningOf(name: string): unknown {
  return name.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], {
    ...exported,
  });
}

const missing = (text: string) => namesIn(text).filter((name) => meaningOf(name) === undefined);

test('GIVEN a name on the page THEN it is exported', () => {
  expect(namesIn(page).length).toBeGreaterThan(80);
  expect(missing(page)).toEqual([]);
});

test('GIVEN names that are not exported THEN they are missed', () => {
  expect(missing('| a | `istio.Nothing`, `istio.HttpAction.nowhere`, `toBeNothing`, `App.run` |')).toEqual([
    ...['istio.Nothing', 'istio.HttpAction.nowhere', 'toBeNothing'],
  ]);
});

test('GIVEN a construct THEN it is on the page', () => {
  const named = new Set(namesIn(page).map((name) => name.split('.').slice(0, 2).join('.')));
  const constructs = Object.entries(NAMESPACES).flatMap(([namespace, names]) =>
    Object.entries(names)
      .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct)
      .map(([name]) => `${namespace}.${name}`),
  );
  expect(constructs.length).toBeGreaterThan(30);
  expect(constructs.filter((name) => !named.has(name))).toEqual([]);
});

test('GIVEN the generated classes on the page THEN they are generated', () => {
  expect(
    [networking.WorkloadEntry, networking.EnvoyFilter, gatewayApiImports.HTTPRoute].map((each) => typeof each),
  ).toEqual([...['function', 'function', 'function']]);
});
