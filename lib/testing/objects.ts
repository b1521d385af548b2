import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { loadSchemas } from '../check/installed-schemas';
import type { Judge } from '../check/judge';
import { isMap, type JsonMap } from '../kube/json';
import { describeObject, groupOf, referenceOf } from '../kube/object-reference';
import type { Finding } from '../model/finding';
import type { Manifest } from '../model/manifest';
import { documentsInText } from '../model/text-documents';
import type { ObjectId } from '../world/entity';
import type { JudgedManifest } from '../world/world';

/** An object that was given to a test, with the construct that makes it, if one does. */
export interface GivenObject {
  readonly object: unknown;
  readonly constructPath?: string;
}

/** An object of no file. */
interface ConstructManifest extends Manifest {
  readonly constructPath: string | undefined;
}

/** Read once for a test file. */
let known: Judge | undefined;

/** The judge by the schemas of this project. */
export function projectJudge(): Judge {
  known ??= loadSchemas({ cwd: process.cwd() });
  return known;
}

export function isConstruct(value: unknown): value is IConstruct {
  return isMap(value) && isMap(value.node) && typeof value.node.findAll === 'function';
}

/** The objects that constructs below one make, and of one that is an object, itself. */
export function apiObjectsBelow(root: IConstruct): readonly ApiObject[] {
  // Only who has constructs has cdk8s.
  const { ApiObject } = require('cdk8s') as typeof import('cdk8s');
  return root.node.findAll().filter((each): each is ApiObject => ApiObject.isApiObject(each));
}

/** An object as it will be written. Not by its chart, which would validate the whole app each time. */
export function givenObject(object: ApiObject): GivenObject {
  return { object: object.toJson() as unknown, constructPath: object.node.path };
}

/** What identifies an object in a cluster, as far as it says its namespace itself. */
export function objectIdOf({ apiVersion, kind, name, metadata }: ApiObject, namespace = 'default'): ObjectId {
  return { group: groupOf(apiVersion), kind, namespace: metadata.namespace ?? namespace, name };
}

/** kubectl unpacks a list and sends what is in it. */
export function unpacked(object: unknown): readonly unknown[] {
  return isMap(object) && object.apiVersion === 'v1' && object.kind === 'List' && Array.isArray(object.items)
    ? object.items
    : [object];
}

/** What stands in no file, but for what a construct makes, which is called by it. */
export function manifestOf(object: JsonMap, constructPath?: string): ConstructManifest {
  return {
    ...{ object, resource: referenceOf(object), file: '', constructPath },
    locate: () => ({ line: 1, column: 1 }),
    documentsIn: (path) => documentsInText(object, path),
  };
}

/** The construct that makes an object, without the `Resource` that every construct of one object ends with. */
export function constructPathOf(manifest: Manifest): string | undefined {
  const { constructPath } = manifest as Partial<ConstructManifest>;
  return constructPath?.replace(/\/Resource$/, '');
}

/** Objects as the API server takes them, or refuses them. */
export function judgedBy(
  judge: Judge,
  { object, constructPath }: { object: JsonMap; constructPath?: string },
): JudgedManifest {
  const { sound, scope } = judge.verdict(object);
  return { manifest: manifestOf(object, constructPath), sound, scope };
}

/** A finding for the message of a matcher. */
export function describeFinding({ resource, rule, message, fix, constructPath }: Finding): string {
  const name = resource === undefined || resource.kind === '' ? '' : `${describeObject(resource)}: `;
  return [
    `  ${name}${message}  ${rule}`,
    ...(fix === undefined ? [] : [`    fix: ${fix}`]),
    ...(constructPath === undefined ? [] : [`    construct: ${constructPath}`]),
  ].join('\n');
}
