import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Memory } from '../memory/memory';
import { main } from './main';

/** What a command ended with and printed. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** By what manifests are judged where nothing else is said, as programs read it and as it is printed. */
export const JUDGED_BY = { kubernetes: '1.34.0', istio: '1.30.3', flagger: '1.44.0', chaosblade: '1.8.0', others: {} };
export const JUDGED = `judged by Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0\n`;

/** Runs a command in a folder, with no environment and no terminal. */
export async function runIn(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return runRemembering(undefined, cwd, args);
}

/** The same, with what earlier runs have found. */
export async function runRemembering(memory: Memory | undefined, cwd: string, args: readonly string[]): Promise<Ended> {
  let [out, err] = ['', ''];
  const code = await main(args, '1.2.3', {
    cwd,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
    memory,
  });
  return { code, out, err };
}

/** Writes files below a folder; what is no text is written as JSON. */
export function writeIn(cwd: string, files: Readonly<Record<string, string | Buffer | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(join(cwd, name), isText ? content : JSON.stringify(content));
  }
}

/** A client and a Service `a` with a pod, in a namespace with sidecars. */
export const WEB = `apiVersion: v1
kind: Namespace
metadata: {name: web, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: web, labels: {app: client}}
spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: a-1, namespace: web, labels: {app: a}}
spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Service
metadata: {name: a, namespace: web}
spec: {selector: {app: a}, ports: [{name: http, port: 80}]}
`;
