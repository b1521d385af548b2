import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findingsOf } from '../analysis/fixtures';
import { ARGOCD_RULES } from '../analysis/rules/argocd';
import { runIn } from './fixtures';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'ignore-differences-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const run = (...args: readonly string[]) => runIn(cwd, 'ignore-differences', ...args);

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
`;
const CANARY = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: reviews, namespace: shop}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}
  service: {port: 80}
  analysis: {interval: 1m, threshold: 1, iterations: 5}
`;

describe('meshwright ignore-differences', () => {
  test('GIVEN a Canary THEN what it needs is printed, ready for an Application', async () => {
    writeFileSync(join(cwd, 'a.yaml'), `${DEPLOYMENT}---\n${CANARY}`);
    expect(await run('a.yaml')).toEqual({
      code: 0,
      out: `# For the spec of each Application that deploys these objects.
ignoreDifferences:
  # Flagger scales it to zero between releases, for Canary shop/reviews.
  - group: apps
    kind: Deployment
    namespace: shop
    name: reviews
    jsonPointers:
      - /spec/replicas
syncPolicy:
  syncOptions:
    # Without it the differences are only hidden, and each sync sets the fields back.
    - RespectIgnoreDifferences=true
`,
      err: '',
    });
  });

  test('GIVEN an Application with what is printed THEN nothing fights any more', async () => {
    const { out } = await run('a.yaml');
    const application = (spec: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: argocd}\nspec:\n  project: default\n  destination: {}\n  source: {repoURL: r, path: .}\n${spec}\n---\n`;
    const healing = (spec: string) => spec.replace('syncPolicy:\n', 'syncPolicy:\n    automated: {selfHeal: true}\n');
    const indented = out.replace(/^(?=.)/gm, '  ');
    const yaml = (spec: string) => `${application(healing(spec))}${DEPLOYMENT}---\n${CANARY}`;
    expect(findingsOf(yaml('  syncPolicy:\n'), ARGOCD_RULES).map(({ rule }) => rule)).toEqual(['ARGOCD_SELF_HEAL']);
    expect(findingsOf(yaml(indented), ARGOCD_RULES)).toEqual([]);
  });

  test('GIVEN nothing to ignore THEN it is said why', async () => {
    writeFileSync(join(cwd, 'b.yaml'), `${DEPLOYMENT.replace('  replicas: 2\n', '')}---\n${CANARY}`);
    const reason =
      'Canary shop/reviews: the manifest of Deployment shop/reviews says nothing of replicas, so there is no difference';
    expect((await run('b.yaml')).out).toBe(
      `# Nothing to ignore: no controller writes what a manifest says.\n# ${reason}.\n`,
    );
    expect(JSON.parse((await run('b.yaml', '--format', 'json')).out)).toEqual({
      ignoreDifferences: [],
      syncOptions: [],
      unneeded: [reason],
    });
  });

  test('GIVEN nothing, or what cannot be read THEN the call is wrong', async () => {
    writeFileSync(join(cwd, 'empty.yaml'), '# nothing\n');
    expect(await run('empty.yaml')).toEqual({
      code: 2,
      out: '',
      err: 'empty.yaml: no objects in these files: give manifests\n',
    });
    expect(await run('none.yaml')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('none.yaml') });
  });
});
