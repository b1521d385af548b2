import { describe, expect, test } from '@jest/globals';
import { ANALYSIS_RULES } from '../analysis/rules';
import { diff } from '../diff/diff';
import { meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { MARKER, printDiffMarkdown } from './diff-markdown';
import { type DiffReport, diffReport } from './diff-report';
import { printDiffText } from './diff-text';

const WEB = yaml(
  namespace('web'),
  pod('web/client', '{app: client}'),
  pod('web/a', '{app: a}'),
  service('web/a', 'http:80'),
);

function between(before: string, after: string): DiffReport {
  const [old, now] = [before, after].map((each) => meshOf(each, { complete: true }));
  return diffReport(diff(old as never, now as never, { rules: ANALYSIS_RULES }));
}

const canary = (step: number, more = '') => `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: d, namespace: web}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: d}
  service: {port: 80}
  analysis: {interval: 1m, threshold: 2, maxWeight: 50, stepWeight: ${step}${more}}`;
const deployment = (name: string, image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: web}
spec:
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c, image: "${image}"}]}}`;
const blade = (labels: string) => `apiVersion: chaosblade.io/v1alpha1
kind: ChaosBlade
metadata: {name: slow}
spec:
  experiments:
  - scope: pod
    target: network
    action: delay
    matchers: [{name: namespace, value: [web]}, {name: labels, value: [${labels}]}, {name: time, value: ["500"]}, {name: evict-count, value: ["1"]}]`;

describe('what is said', () => {
  test('GIVEN the same THEN one sentence', () => {
    expect(between(WEB, WEB).summary).toBe('no object differs (4 are alike)');
  });

  test('GIVEN objects that mean the same THEN nothing changes for traffic', () => {
    const label = WEB.replace(
      '{name: a, namespace: web, annotations: {}}',
      '{name: a, namespace: web, annotations: {x: "1"}}',
    );
    expect(between(WEB, label)).toMatchObject({
      summary: '1 object in 1 file differs: nothing changes for traffic',
      objects: [{ kind: 'changed', name: 'Service web/a', changes: ['metadata.annotations.x none → 1'] }],
      breaking: [],
    });
  });

  test('GIVEN a release with other steps, then a new image, then no way to its end THEN it says so', () => {
    const all = (image: string, own: string) => yaml(WEB, deployment('d', image), own);
    expect(between(all('a:1', canary(10)), all('a:1', canary(25))).releases).toMatchObject([
      {
        name: 'Canary web/d',
        changes: [
          'a good version is: promoted after 480 s → promoted after 300 s',
          expect.stringContaining('the new version meets: 10 % of the requests for 60 s'),
        ],
      },
    ]);
    const begun = between(all('a:1', canary(25)), all('a:2', canary(25)));
    expect(begun.summary).toBe('1 object in 1 file differs: 1 workload has other pods, 1 release begins');
    expect(begun.releases[0]?.changes[0]).toMatch(
      /^a release begins, as there is a new version: promoted after 300 s, /,
    );
    const stuck = between(all('a:1', canary(25)), all('a:1', canary(0)));
    expect(stuck.breaking).toEqual(['the release of Canary web/d never ends']);
  });

  test('GIVEN experiments THEN what they hit: a value of each label', () => {
    expect(between(WEB, yaml(WEB, blade('app=a, app=b'))).experiments).toMatchObject([
      { name: 'ChaosBlade slow', changes: ['delay of network hits web/a (1 of them): time 500'] },
    ]);
    expect(between(yaml(WEB, blade('app=a')), yaml(WEB, blade('app=a, version=v1'))).experiments).toMatchObject([
      {
        changes: [
          'no more: delay of network hits web/a (1 of them): time 500',
          'delay of network hits no pod (1 of them): time 500',
        ],
      },
    ]);
  });

  test('GIVEN a Service that gets a load balancer THEN clients outside reach it', () => {
    const open = WEB.replace('spec: {selector: {app: a}', 'spec: {type: LoadBalancer, selector: {app: a}');
    expect(between(WEB, open)).toMatchObject({
      summary: '1 object in 1 file differs: 1 Service is published otherwise',
      exposures: [{ changes: ['clients outside reach it at: nowhere → a load balancer at 80'] }],
    });
  });

  test('GIVEN findings THEN those that are new or gone, wherever they stand', () => {
    const lost = virtualService('web/a', '{hosts: [a], http: [{route: [{destination: {host: nobody}}]}]}');
    const { findings } = between(WEB, yaml(lost, WEB));
    expect(findings.gone).toEqual([]);
    expect(findings.come.some((each) => each.includes('nobody'))).toBe(true);
    expect(between(yaml(WEB, lost), yaml(lost, WEB)).findings).toEqual({ come: [], gone: [] });
  });

  test('GIVEN a finding that only counts otherwise THEN it stays', () => {
    const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: d, namespace: web}
spec: {minAvailable: 100%, selector: {matchLabels: {app: d}}}`;
    const all = (replicas: number) =>
      yaml(WEB, deployment('d', 'a:1').replace('spec:\n', `spec:\n  replicas: ${replicas}\n`), budget);
    expect(between(all(2), all(3)).findings).toEqual({ come: [], gone: [] });
    expect(between(WEB, all(2)).findings.come).toEqual([expect.stringContaining('minAvailable 100% of 2 pods')]);
  });

  test('GIVEN a finding of another port THEN it is another one', () => {
    const at = (port: number) =>
      yaml(
        WEB,
        virtualService('web/a', `{hosts: [a], http: [{route: [{destination: {host: a, port: {number: ${port}}}}]}]}`),
      );
    const { come, gone } = between(at(81), at(82)).findings;
    expect([come.length, gone.length]).toEqual([1, 1]);
  });

  test('GIVEN an EnvoyFilter THEN what it does is not known', () => {
    const filter =
      'apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: f, namespace: web}\nspec: {configPatches: []}';
    expect(between(WEB, yaml(WEB, filter))).toMatchObject({
      summary: '1 object in 1 file differs: what that means for traffic is not known',
      unknown: ['EnvoyFilter web/f'],
    });
  });

  test('GIVEN a workload with another name and all that is around it THEN it was renamed, and nothing changes', () => {
    const report = between(
      yaml(WEB, deployment('d', 'a:1'), service('web/d', 'http:80')),
      yaml(
        WEB,
        deployment('e', 'a:1').replace('name: d', 'name: e'),
        service('web/d', 'http:80').replace('{app: d}', '{app: e}'),
      ),
    );
    expect(report.summary).toBe('2 objects in 1 file differ: nothing changes for traffic');
    expect(report.objects.map(({ kind, name, formerName }) => [kind, name, formerName])).toEqual([
      ['renamed', 'Deployment web/e', 'Deployment web/d'],
      ['changed', 'Service web/d', undefined],
    ]);
  });
});

describe('Markdown', () => {
  const rules = (status: number, count: number) =>
    yaml(
      WEB,
      ...[...Array(count).keys()].flatMap((n) => [
        service(`web/s${n}`, 'http:80'),
        pod(`web/s${n}`, `{app: s${n}}`),
        virtualService(
          `web/s${n}`,
          `{hosts: [s${n}], http: [{match: [{uri: {prefix: "/@team_*<b>/${n}"}}], directResponse: {status: ${status}}}, {route: [{destination: {host: s${n}}}]}]}`,
        ),
      ]),
    );

  test('GIVEN few changes THEN it begins with its mark, and names nobody', () => {
    const text = [...printDiffMarkdown(between(rules(200, 1), rules(503, 1)), { paths: 'dist' })].join('');
    expect(text.startsWith(`${MARKER}\n### 🔴 Traffic: 1 object in 1 file differs: 1 change breaks requests\n`)).toBe(
      true,
    );
    expect(text).toContain('with a path that begins with /&#64;team\\_\\*&lt;b&gt;/0\n  - 200 → 503');
    expect(text).toContain("meshwright request dist --from web/a 'http://s0.web.svc.cluster.local/@team_*<b>/0'\n");
  });

  test('GIVEN more than there is room for THEN the most important comes first, and the rest is counted', () => {
    const report = between(rules(200, 12), rules(503, 12));
    const text = [...printDiffMarkdown(report, { limit: 4000 })].join('');
    expect(text.length).toBeLessThanOrEqual(4000);
    const left = /Left out, as a comment has no room for it: (\d+) changes for requests, \d+ objects\./.exec(text);
    const shown = text.split('- **breaks**').length - 1;
    expect(shown + Number(left?.[1])).toBe(12);
    expect([...printDiffMarkdown(report)].join('')).not.toContain('Left out');
  });
});

test('GIVEN a terminal THEN colours, and no control characters of manifests', () => {
  const odd = (status: number) =>
    yaml(
      WEB,
      virtualService(
        'web/a',
        `{hosts: [a], http: [{match: [{headers: {x: {exact: "a\\u001b[2Jb"}}}], directResponse: {status: ${status}}}, {route: [{destination: {host: a}}]}]}`,
      ),
    );
  const text = [...printDiffText(between(odd(200), odd(503)), { colours: true })].join('');
  expect(text).toContain('\x1b[31mbreaks:\x1b[0m');
  expect(text).not.toContain('\x1b[2J');
});
