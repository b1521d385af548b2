import type { IConstruct } from 'constructs';
import { CheckSession } from '../check/check-session';
import { isMap } from '../kube/json';
import { identityOf, referenceOf } from '../kube/object-reference';
import type { Finding } from '../model/finding';
import { type Manifest, whyNoObject } from '../model/manifest';
import { readSettings } from '../settings/read-settings';
import { type Settings, withExternal } from '../settings/settings';
import { externalIn, isAlternative, plainObjects } from './given';
import { apiObjectsBelow, type GivenObject, givenObject, isConstruct, manifestOf, projectJudge } from './objects';

/** Where objects stand that are in no file: what is always applied, and what is applied on top, each alone. */
const ROOT = '/app';
const STEADY = 'steady/';
const ON_TOP = 'on-top/';

/**
 * Everything that is wrong with the objects of an app or another construct, or with plain objects: what the API server and
 * istiod would refuse, and what lies between them, as `meshwright check` says it. Of an app, scenarios are judged each
 * alone on top of the steady state; of a scenario, what it adds to the findings of that.
 */
export function findingsOf(received: unknown, matcher: string): readonly Finding[] {
  const given = givenTo(received, matcher);
  if (given.length === 0) throw new Error(`${matcher}: there are no objects: give an app, a chart or a list with some`);
  const manifests = given.map(({ object, constructPath, file }): Manifest => {
    const reason = whyNoObject(object);
    if (!isMap(object) || reason !== undefined) throw new Error(`${matcher}: ${reason}`);
    return { ...manifestOf(object, constructPath), file };
  });
  const root = isConstruct(received) ? received.node.root : undefined;
  const session = new CheckSession(projectJudge(), { cwd: ROOT, settings: settingsFor(root) });
  const documents = [{ manifests, lists: [], findings: [] }];
  for (const _ of session.add(documents));
  const constructs = new Map(given.map(({ object, constructPath, file }) => [placeOf(file, object), constructPath]));
  const isScenario = isConstruct(received) && isAlternative(received);
  return session
    .finish()
    .findings.filter((finding) => isOfApp(finding) && (!isScenario || isOnTop(finding)))
    .map((finding) => withConstruct(finding, constructs));
}

interface PlacedObject extends GivenObject {
  readonly file: string;
}

function givenTo(received: unknown, matcher: string): readonly PlacedObject[] {
  if (!isConstruct(received)) {
    return plainObjects(matcher, received).map((each) => ({ ...each, file: `${STEADY}objects.yaml` }));
  }
  // A scenario is nothing without what it is on top of.
  const root = isAlternative(received) ? received.node.root : received;
  const wanted = (construct: IConstruct) =>
    !isAlternative(received) || !isAlternative(construct) || isWithin(construct, received);
  return apiObjectsBelow(root)
    .filter(wanted)
    .map((object) => ({ ...givenObject(object), file: fileOf(object) }));
}

function isWithin(construct: IConstruct, { node }: IConstruct): boolean {
  const chart = node.scopes.find(isAlternative);
  return construct.node.scopes.some((scope) => scope === chart);
}

/** Each alternative is a file of its own. */
function fileOf(object: IConstruct): string {
  const alternative = object.node.scopes.find(isAlternative);
  return alternative === undefined ? `${STEADY}app.yaml` : `${ON_TOP}${alternative.node.path}.yaml`;
}

/** What the repository says, but for which files belong together. */
function settingsFor(root: IConstruct | undefined): Settings {
  const settings = readSettings(process.cwd());
  return {
    ...withExternal(settings, root === undefined ? {} : externalIn(root)),
    root: ROOT,
    worlds: [{ name: 'app', base: [`${STEADY}**`], overlays: [`${ON_TOP}**`] }],
  };
}

/** Not of the settings, which are for the whole repository. */
function isOfApp({ file = '' }: Finding): boolean {
  return file === '' || file.startsWith(STEADY) || file.startsWith(ON_TOP);
}

function isOnTop({ file = '', related = [] }: Finding): boolean {
  return file.startsWith(ON_TOP) || related.some((each) => each.file?.startsWith(ON_TOP) === true);
}

/** A finding with the construct in place of the file that there is not. */
function withConstruct(finding: Finding, constructs: ReadonlyMap<string, string | undefined>): Finding {
  const { file = '', line, column, related, ...others } = finding;
  const constructPath = others.resource && constructs.get(`${file} ${identityOf(others.resource)}`);
  return {
    ...others,
    ...(constructPath === undefined ? {} : { constructPath }),
    ...(related === undefined
      ? {}
      : {
          related: related.map(({ file: other = '', line: _line, column: _column, ...rest }) => ({
            ...rest,
            constructPath: constructs.get(`${other} ${identityOf(rest.resource)}`),
          })),
        }),
  };
}

function placeOf(file: string, object: unknown): string {
  return `${file} ${identityOf(referenceOf(isMap(object) ? object : {}))}`;
}
