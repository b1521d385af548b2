import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../model/finding';
import { readManifests } from '../model/read-manifests';
import type { ConfiguredSuppression } from '../settings/settings';
import { suppress } from './suppressions';

const object = (annotations: string) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\n  namespace: web\n  annotations: ${annotations}\n`;
const finding = (rule: string, file = 'a.yaml'): Finding => ({
  rule,
  severity: 'warning',
  resource: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'web', name: 'a' },
  path: '',
  message: 'm',
  file,
});
const rules = { exists: (rule: string) => rule !== 'NO_SUCH', ran: (rule: string) => rule !== 'NOT_RUN' };

function run(text: string, findings: readonly Finding[], configured: readonly ConfiguredSuppression[] = []) {
  const { manifests } = readManifests('a.yaml', text);
  const result = suppress(findings, manifests, configured, rules);
  return {
    stay: result.findings.map(({ rule, severity, file, line, message }) =>
      rule === 'SUPPRESSION_UNUSED' ? `${file}:${line} ${severity} ${message}` : rule,
    ),
    gone: result.suppressed.map(({ rule }) => rule),
  };
}

describe('annotations', () => {
  test.each([
    ["{galley.istio.io/analyze-suppress: 'IST0101,IST0107'}", ['IST0101', 'IST0107']],
    ["{galley.istio.io/analyze-suppress: '*'}", ['IST0101', 'IST0107']],
    ["{meshwright.dev/ignore: 'IST0101, K8S_X'}", ['IST0101', 'K8S_X']],
    ["{meshwright.dev/ignore: '*'}", ['IST0101', 'IST0107', 'K8S_X']],
  ])('GIVEN %s THEN those findings are meant', (annotations, gone) => {
    const all = ['IST0101', 'IST0107', 'K8S_X'];
    const result = run(
      object(annotations),
      all.map((rule) => finding(rule)),
    );
    expect(result).toEqual({ gone, stay: all.filter((rule) => !gone.includes(rule)) });
  });

  test('GIVEN another object, or an alternative of the object in another file THEN its findings stay', () => {
    const result = run(object("{meshwright.dev/ignore: '*'}"), [finding('K8S_X', 'b.yaml'), finding('K8S_Y')]);
    expect(result).toEqual({ gone: ['K8S_Y'], stay: ['K8S_X'] });
  });

  test('GIVEN a suppression that hits nothing THEN it is a note; a rule that does not exist is a warning', () => {
    const text = object("{meshwright.dev/ignore: 'K8S_X,NO_SUCH,NOT_RUN', galley.istio.io/analyze-suppress: NO_SUCH}");
    expect(run(text, [])).toEqual({
      gone: [],
      stay: [
        'a.yaml:6 note meshwright.dev/ignore: K8S_X: there is no such finding',
        'a.yaml:6 warning meshwright.dev/ignore: NO_SUCH: there is no rule NO_SUCH',
      ],
    });
  });
});

describe('settings', () => {
  const configured = (rule: string, resource?: string): ConfiguredSuppression => ({
    rule,
    ...(resource === undefined ? {} : { resource }),
    reason: 'r',
    line: 7,
  });

  test('GIVEN a rule, and perhaps a pattern of objects THEN those findings are meant', () => {
    const findings = [finding('K8S_X'), finding('K8S_Y')];
    expect(run('', findings, [configured('K8S_X')])).toEqual({ gone: ['K8S_X'], stay: ['K8S_Y'] });
    expect(run('', findings, [configured('K8S_X', 'VirtualService web/*')])).toEqual({
      gone: ['K8S_X'],
      stay: ['K8S_Y'],
    });
    expect(run(object('{}').replace('web', 'shop'), findings, [configured('K8S_X', 'VirtualService shop/*')])).toEqual({
      gone: [],
      stay: ['K8S_X', 'K8S_Y', 'meshwright.yaml:7 note K8S_X of VirtualService shop/*: there is no such finding'],
    });
    // None of its objects was checked.
    expect(run('', findings, [configured('K8S_X', 'VirtualService shop/*')]).stay).toEqual(['K8S_X', 'K8S_Y']);
  });
});
