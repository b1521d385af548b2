import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { meshObjects } from '../bench/mesh-objects';
import { main } from '../lib/cli/main';

const ROOT = join(__dirname, '..');

/** A subset that nobody has. */
const MISTAKE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web-svc-vs, namespace: default}
spec: {hosts: [web-svc], http: [{route: [{destination: {host: tomcat-svc, subset: v7}}]}]}
`;

/** Text that tries to be markup, a script, or another direction of writing. */
const ATTACK = `</script><script>document.title='hacked'</script><img src=x onerror="alert(1)">'"\u202e\u2028&quot;\ud83d\ude08\u0001]]>`;

const HOSTILE = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'web', labels: { 'istio-injection': 'enabled' }, annotations: { note: ATTACK } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a', namespace: 'web', annotations: { note: ATTACK } },
    spec: { selector: { app: 'a' }, ports: [{ name: 'http', port: 80 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'web', labels: { app: 'a' } },
    spec: { containers: [{ name: 'a', image: 'a', args: [ATTACK] }] },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'a', namespace: 'web' },
    spec: {
      hosts: ['a'],
      http: [
        {
          name: ATTACK,
          match: [{ headers: { [`x-${ATTACK}`]: { exact: ATTACK } }, uri: { prefix: ATTACK } }],
          route: [{ destination: { host: ATTACK, subset: ATTACK } }],
        },
        { route: [{ destination: { host: 'a' } }] },
      ],
    },
  },
  // What no API server takes, and a page draws as it is.
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: ATTACK, namespace: ATTACK },
    spec: { servers: [{ port: { number: 80, name: 'http', protocol: ATTACK }, hosts: [ATTACK] }] },
  },
];

function listOf(items: readonly unknown[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** Writes the page of manifests. @returns its file */
export async function writePage(name: string, args: readonly string[], folder: string): Promise<string> {
  const page = join(folder, `${name}.html`);
  const stderr = { write: (text: string) => process.stderr.write(text) };
  const terminal = { cwd: ROOT, stdout: stderr, stderr, env: {} };
  const code = await main(['report', ...args, '-o', page], '', terminal);
  if (code !== 0) throw new Error(`meshwright report ended with ${code}`);
  return page;
}

/** The lab with a mistake on top. */
export function writeLab(folder: string): Promise<string> {
  const overlay = join(folder, 'mistake.yaml');
  writeFileSync(overlay, MISTAKE);
  return writePage('lab', ['dist', '--overlay', overlay], folder);
}

/** Three hundred Services in twenty namespaces. */
export function writeLarge(folder: string): Promise<string> {
  const file = join(folder, 'large.json');
  writeFileSync(file, listOf(meshObjects(300).filter(({ kind }) => kind !== 'ServiceAccount')));
  return writePage('large', [file], folder);
}

/** What the API server would refuse for good reasons, and a page must stand. */
export function writeHostile(folder: string): Promise<string> {
  const file = join(folder, 'hostile.json');
  writeFileSync(file, listOf(HOSTILE));
  return writePage('hostile', [file], folder);
}

/** What is compared: a scenario of the lab with the lab without it. */
export function writeCompared(folder: string): Promise<string> {
  const overlay = 'dist/scenarios/bookinfo/virtual-service-reviews-jason-v2-v3.k8s.yaml';
  return writePage('compared', ['dist', '--overlay', overlay, '--diff', 'dist'], folder);
}
