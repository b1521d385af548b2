import { generateKeyPairSync, sign } from 'node:crypto';
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

/** Runs a command. @returns what it prints */
async function run(args: readonly string[]): Promise<string> {
  let out = '';
  const terminal = {
    cwd: ROOT,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => process.stderr.write(text) },
    env: {},
  };
  const code = await main(args, '', terminal);
  if (code !== 0) throw new Error(`meshwright ${args.join(' ')} ended with ${code}`);
  return out;
}

/** What `meshwright request` says, but for its last line: by which versions it judges, the page says once for all. */
async function answerTo(args: readonly string[]): Promise<string> {
  return (await run(['request', ...args])).replace(/judged by .*\n$/, '');
}

/** Writes the page of manifests. @returns its file */
async function writePage(name: string, args: readonly string[], folder: string): Promise<string> {
  const page = join(folder, `${name}.html`);
  await run(['report', ...args, '-o', page]);
  return page;
}

/** What is asked of the lab. */
export const LAB_REQUEST = { from: 'default/productpage-v1', url: 'http://reviews:9080/reviews/0' };

/** The lab with a mistake on top, and what `meshwright request` says of it. */
export async function writeLab(folder: string): Promise<{ readonly file: string; readonly answer: string }> {
  const overlay = join(folder, 'mistake.yaml');
  writeFileSync(overlay, MISTAKE);
  const given = ['dist', '--overlay', overlay];
  const { from, url } = LAB_REQUEST;
  return { file: await writePage('lab', given, folder), answer: await answerTo([...given, '--from', from, url]) };
}

/** Tokens, one of which somebody has changed. */
export interface TokenCase {
  readonly token: string;
  /** What `meshwright request` says of it. */
  readonly answer: string;
}

/** A mesh that asks for tokens, and tokens by keys of RSA and of elliptic curves. */
export async function writeTokens(
  folder: string,
): Promise<{ readonly file: string; readonly cases: readonly TokenCase[] }> {
  const file = join(folder, 'tokens.json');
  const pairs = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
  const keys = Object.values(pairs).map(({ publicKey }) => publicKey.export({ format: 'jwk' }));
  const jwtRules = [{ issuer: 'me', jwks: JSON.stringify({ keys }) }];
  const objects = [
    ...HOSTILE.slice(0, 3),
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: { name: 'tokens', namespace: 'web' },
      spec: { jwtRules },
    },
  ];
  writeFileSync(file, listOf(objects));
  const tokens = (['RS256', 'ES256'] as const).flatMap((alg) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg })}.${part({ iss: 'me', sub: 'jason' })}`;
    const key = { key: pairs[alg].privateKey, dsaEncoding: 'ieee-p1363' as const };
    const good = `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
    return [good, good.replace(part({ iss: 'me', sub: 'jason' }), part({ iss: 'me', sub: 'root' }))];
  });
  const cases = tokens.map(async (token) => ({
    token,
    answer: await answerTo([file, '--from', 'web/a', '-H', `authorization: Bearer ${token}`, 'http://a/']),
  }));
  return { file: await writePage('tokens', [file], folder), cases: await Promise.all(cases) };
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
