import * as fs from 'node:fs';
import * as path from 'node:path';
import { readManifests } from '../../../lib/model/read-manifests';

/** An object that the API server takes, from which others are made. */
export interface BaseObject {
  /** Where it is from and what it is: `pods.yaml: v1 Pod rich`. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** The hand-made objects: one or more of every kind. */
export function baseObjects(): BaseObject[] {
  return objectsBelow(path.join(__dirname, '..', 'bases'));
}

/** What this project writes. */
export function writtenObjects(): BaseObject[] {
  return objectsBelow(path.resolve(__dirname, '../../../dist'));
}

/** Every object in the YAML files of a folder, in the order of their names. */
export function objectsBelow(folder: string): BaseObject[] {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  return files.flatMap((file) => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const { manifests, findings } = readManifests(file, text);
    if (findings.length > 0) throw new Error(`${file}: ${findings[0]?.message}`);
    return manifests.map(({ object }) => baseObject(file, object));
  });
}

export function baseObject(file: string, object: Readonly<Record<string, unknown>>): BaseObject {
  const { apiVersion, kind, metadata } = object as unknown as Named;
  const name = metadata?.name ?? '';
  return { id: `${file}: ${apiVersion} ${kind} ${name}`.trim(), apiVersion, kind, object };
}

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string };
}
