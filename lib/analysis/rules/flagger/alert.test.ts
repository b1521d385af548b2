import { expect, test } from '@jest/globals';
import { saying, telling } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { alert } from './alert';

const found = telling(alert);
const provider = (spec: string) =>
  objectExample('flagger.app/v1beta1', 'AlertProvider', 'team', `spec: {type: slack${spec}}`);
const canary = (name: string, severity = 'severity: info, ') =>
  canaryExample({ also: [`alerts: [{name: a, ${severity}providerRef: {name: ${name}}}]`] });
const secret = (key: string) => objectExample('v1', 'Secret', 'team', `stringData: {${key}: a}`);

test('GIVEN no severity THEN it is never sent', () => {
  expect(found(alert.docs.wrong)).toEqual([
    'warning Canary/reviews spec.analysis.alerts[0]: alert team has no severity: it is for no event, and never sent',
  ]);
});

test('GIVEN a provider that does not exist THEN it is never sent', () => {
  expect(saying(alert)(yaml(canary('taem'), provider(", address: 'https://a/'")))).toEqual([
    expect.stringMatching(/AlertProvider shop\/taem .* no alert is ever sent, and only the log says so$/),
    '  fix: did you mean team?',
    '  a.yaml:18: is AlertProvider shop/team',
  ]);
});

test('GIVEN a provider without an address THEN it is never sent', () => {
  const named = (key: string) => found(yaml(provider(', secretRef: {name: team}'), secret(key)));
  expect(named('url')).toEqual([
    'error AlertProvider/team spec.secretRef.name: Secret shop/team has no key address: no alert is ever sent, and only the log says so',
  ]);
  expect(named('address')).toEqual([]);
});
