import type { IConstruct } from 'constructs';
import { type Diff, diff } from '../diff/diff';
import type { Effect, TrafficChange } from '../diff/traffic/change';
import { serviceHost } from '../mesh/host-names';
import { diffReport } from '../report/diff-report';
import { aspectWords, EFFECT_WORDS, headline } from '../report/diff-words';
import { describeId } from '../world/entity';
import type { MatcherResult } from './matcher-result';
import { MeshUnderTest, type ObjectName } from './mesh-under-test';
import { apiObjectsBelow, isConstruct, objectIdOf } from './objects';
import { type Client, clientOf } from './references';

/**
 * A host that requests are sent to: a construct with Services in it, or a host by its name: in full, as `reviews.shop`,
 * or as `shop/reviews`.
 */
export type ChangedHost = IConstruct | string;

/** Requests that may be treated otherwise. */
export interface RequestsThatMayChange {
  /** Where they go. @default - anywhere */
  readonly to?: ChangedHost;
  /** Who sends them. @default - anybody */
  readonly from?: Client;
  /** What may become of them. @default - anything */
  readonly effect?: Effect | readonly Effect[];
  /**
   * What has to be in the words for them, as a diff prints them: `with header end-user: jason`, or an expression.
   *
   * @default - all requests
   */
  readonly which?: string | RegExp;
}

/**
 * What may change: all requests to a host, some requests, or what an object does, by its name: `Canary weather/ad` for a
 * release, `ChaosBlade x` for an experiment, `Service web/a` for how clients outside reach it, `EnvoyFilter web/x` for what is not known.
 */
export type AllowedChange = ChangedHost | RequestsThatMayChange | ObjectName;

/** What is added to `expect` for two meshes. */
export interface DiffMatchers<R> {
  /**
   * Expects of a mesh that nothing but this is other than in one before: neither for requests, nor for releases and
   * experiments. Without anything it is a proof for a refactoring.
   *
   * @param before such as `meshFrom('git:main')`
   * @param changes what may be other, and need not be
   */
  toChangeOnly(before: MeshUnderTest, changes: readonly AllowedChange[]): R;
}

/** The matchers, for any framework. */
export const diffMatchers = {
  toChangeOnly(received: unknown, before: unknown, changes: readonly AllowedChange[]): MatcherResult {
    if (!(received instanceof MeshUnderTest) || !(before instanceof MeshUnderTest)) {
      throw new Error('toChangeOnly: give two meshes: expect(meshOf(app)).toChangeOnly(meshFrom("git:main"), [])');
    }
    if (!Array.isArray(changes))
      throw new Error('toChangeOnly: give a list of what may change; an empty one for nothing');
    const found = diff(before._mesh, received._mesh);
    const { allows, names } = allowances(received, changes);
    const others = [
      ...[...found.traffic, ...found.unusual]
        .filter((change) => change.effect !== 'fails')
        .flatMap((change) => {
          const left = change.targets.filter(
            (target) => !change.clients.every((client) => allows(change, target.host, client.name)),
          );
          const [first, ...rest] = left;
          return first === undefined ? [] : [trafficWords(received, found, { ...change, targets: [first, ...rest] })];
        }),
      ...objectWords(found, names),
    ];
    return {
      pass: others.length === 0,
      message: () =>
        others.length === 0
          ? 'expected that something else changes, but nothing does'
          : [
              `expected that ${changes.length === 0 ? 'nothing' : 'nothing else'} changes for traffic, but ${others.length === 1 ? 'this does' : 'these do'}`,
              ...others,
            ].join('\n\n'),
    };
  },
};

interface Allowances {
  readonly allows: (change: TrafficChange, host: string, client: string) => boolean;
  /** Objects. */
  readonly names: ReadonlySet<string>;
}

function allowances(mesh: MeshUnderTest, changes: readonly AllowedChange[]): Allowances {
  const names = new Set<string>();
  const rules: ((change: TrafficChange, host: string, client: string) => boolean)[] = [];
  for (const each of changes) {
    if (typeof each === 'string' && each.includes(' ')) names.add(each);
    else rules.push(ruleOf(mesh, typeof each === 'string' || isConstruct(each) ? { to: each } : each));
  }
  return { allows: (change, host, client) => rules.some((rule) => rule(change, host, client)), names };
}

function ruleOf(
  mesh: MeshUnderTest,
  { to, from, effect, which }: RequestsThatMayChange,
): (change: TrafficChange, host: string, client: string) => boolean {
  const hosts = to === undefined ? undefined : hostsOf(mesh, to);
  const sender = from === undefined ? undefined : clientOf(mesh._mesh, from);
  const effects = effect === undefined ? undefined : typeof effect === 'string' ? [effect] : effect;
  const isMeant = (words: string) => (typeof which === 'string' ? words.includes(which) : which?.test(words) !== false);
  return (change, host, client) =>
    (hosts === undefined || hosts.has(host)) &&
    (sender === undefined || client === `${sender.namespace}/${sender.name}`) &&
    (effects === undefined || effects.includes(change.effect)) &&
    (which === undefined || (change.requests.length > 0 && change.requests.every(isMeant)));
}

/** @throws Error for what no host is called */
function hostsOf(mesh: MeshUnderTest, to: ChangedHost): ReadonlySet<string> {
  const { services, config, world } = mesh._mesh;
  if (isConstruct(to)) {
    const ids = apiObjectsBelow(to).map((object) => describeId(objectIdOf(object, world.settings.defaultNamespace)));
    const found = services.filter(({ entity }) => ids.includes(describeId(entity.id))).map(({ host }) => host);
    if (found.length === 0) throw new Error(`toChangeOnly: there is no Service in '${to.node.path}'`);
    return new Set(found);
  }
  const [namespace = '', name] = to.split('/');
  const full = name === undefined ? undefined : serviceHost(name, namespace, config.clusterDomain);
  return new Set(full === undefined ? [to, `${to}.svc.${config.clusterDomain}`] : [full]);
}

function trafficWords(mesh: MeshUnderTest, { looked }: Diff, change: TrafficChange): string {
  const lines = aspectWords(change, (place) => mesh._where(place)).map(
    ({ text, by }) => `    ${text}${by === '' ? '' : ` (${by})`}`,
  );
  return [`  ${EFFECT_WORDS[change.effect]}: ${headline(change, looked.clients)}`, ...lines].join('\n');
}

/** Releases, experiments, and objects of which is not known what they do. */
function objectWords(found: Diff, names: ReadonlySet<string>): readonly string[] {
  const { exposures, releases, experiments, unknown } = diffReport(found);
  return [
    ...[...exposures, ...releases, ...experiments]
      .filter(({ name }) => !names.has(name))
      .map(({ name, changes }) => [`  ${name}`, ...changes.map((each) => `    ${each}`)].join('\n')),
    ...unknown.filter((name) => !names.has(name)).map((name) => `  what ${name} does is not known`),
  ];
}
