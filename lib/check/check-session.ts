import { remembered } from '../kube/remembered';
import type { Finding, Severity } from '../model/finding';
import type { Manifest } from '../model/manifest';
import { type Manifests, streamManifests } from '../model/read-manifests';
import { digestedSource } from '../model/source/digested-source';
import type { TextSource } from '../model/source/text-source';
import { defaultSettings } from '../settings/read-settings';
import type { Settings, WorldDefinition } from '../settings/settings';
import { filesOf } from '../settings/world-files';
import { isError } from '../violation/violation';
import type { World } from '../world/world';
import { runOf, sourceOf } from './asked-run';
import { byDefinitions } from './by-definitions';
import { type CheckedDocument, check, findingsOf } from './check';
import type { CheckOptions } from './check-options';
import type { CheckOutcome } from './check-outcome';
import type { Judged } from './judge';
import { kindsOf } from './judged-by';
import type { AnyJudge } from './late-judge';
import type { CheckedFile, ReadText, RememberedRun } from './remembered-run';
import { RememberedWorlds } from './remembered-worlds';
import { suppress } from './suppressions';

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * One check: manifests are judged one by one as they are added, and together when all are there. It is behind the
 * command, the plugin and the matchers.
 */
export class CheckSession {
  /** What is wrong with texts. */
  private readonly found: Finding[] = [];
  private readonly ofManifests = new Map<Manifest, readonly Finding[]>();
  private readonly judged: Judged[] = [];
  private readonly files = new Set<string>();
  private readonly settings: Settings;
  private readonly only: ReadonlySet<string> | undefined;
  /** What was read, by names of files. */
  private readonly texts = new Map<string, ReadText>();
  private readonly bases = new Map<WorldDefinition, readonly string[]>();
  private run: RememberedRun | undefined;

  constructor(
    private judge: AnyJudge,
    private readonly options: CheckOptions,
  ) {
    this.settings = options.settings ?? defaultSettings(options.cwd);
    this.only = options.only === undefined ? undefined : new Set(options.only);
  }

  /**
   * What comes out for files, if it was asked before; to be called before anything is read. Otherwise these files are to
   * be read, in place of those that were given.
   */
  recall(files: readonly CheckedFile[]): {
    readonly outcome?: CheckOutcome | undefined;
    readonly files: readonly CheckedFile[];
  } {
    const { memory } = this.options;
    const { key } = this.judge;
    if (memory === undefined || key === undefined) return { files };
    const { settings } = this;
    const asked = {
      ...this.options,
      settings,
      found: this.found,
      baseOf: (each: WorldDefinition) => this.baseOf(each),
    };
    const known = runOf(memory, key, files, asked);
    this.run = known.run;
    return { outcome: this.run?.recall(), files: known.files };
  }

  private baseOf(definition: WorldDefinition): readonly string[] {
    return remembered(this.bases, definition, () => filesOf(definition, this.settings).base);
  }

  /** Reads and judges a file. It throws what the source throws. */
  *read({ source, strict }: CheckedFile): Generator<CheckedDocument> {
    yield* this.add(this.documentsOf(source, strict));
  }

  private documentsOf(source: TextSource, strict: boolean): Iterable<Manifests> {
    if (this.options.memory === undefined) return streamManifests(source, { strict });
    const { name } = source;
    const stamp = source.stamp?.();
    const told = (digest: string) => {
      const known = this.texts.get(name);
      const isSame = known === undefined || (known.digest === digest && known.stamp === stamp);
      this.texts.set(name, { digest: isSame ? digest : undefined, source, stamp });
    };
    return streamManifests(digestedSource(source, told), { strict, digests: true });
  }

  /** Judges what is read, one document after the other. */
  *add(documents: Iterable<Manifests>): Generator<CheckedDocument> {
    for (const checked of check(documents, this.judge)) {
      this.addFindings(checked.findings);
      for (const each of checked.judged) this.addJudged(each);
      yield checked;
    }
  }

  private addJudged(judged: Judged): void {
    const { manifest } = judged;
    this.files.add(manifest.file);
    this.judged.push(judged);
    const findings = this.wanted(findingsOf(judged));
    if (findings.length > 0) this.ofManifests.set(manifest, findings);
  }

  /** A definition counts for all objects of its kind, wherever they stand. */
  private judgeAgain(): void {
    const found = byDefinitions(this.judged, this.judge);
    if (found === undefined) return;
    this.judge = found.judge;
    for (const [index, judged] of found.again) {
      this.judged[index] = judged;
      this.ofManifests.set(judged.manifest, this.wanted(findingsOf(judged)));
    }
  }

  /** Adds what was found of a file as such. */
  addFindings(findings: readonly Finding[]): void {
    for (const finding of findings) if (finding.file !== undefined) this.files.add(finding.file);
    this.found.push(...this.wanted(findings));
  }

  private wanted(findings: readonly Finding[]): readonly Finding[] {
    return findings.filter((finding) => this.isWanted(finding)).map(detached);
  }

  /** Looks at all manifests together, and takes out what is meant. */
  finish(): CheckOutcome {
    this.judgeAgain();
    const { settings, judged } = this;
    const { cwd, knownAs } = this.options;
    // Loaded when there is something to analyse.
    const { rulesFor } = require('../analysis/rule-sets') as typeof import('../analysis/rule-sets');
    const { analyseWorlds } = require('./world-analysis') as typeof import('./world-analysis');
    const rules = (world: World) => rulesFor(world).filter(({ id }) => this.only?.has(id) ?? true);
    const read = (file: string) => {
      const documents = [...this.documentsOf(sourceOf(cwd, file), true)];
      return documents.flatMap(({ manifests }) => manifests.map((manifest) => this.judge.judge(manifest)));
    };
    const analysis = analyseWorlds(judged, {
      ...{ settings, rules, cwd, read },
      baseOf: (definition) => this.baseOf(definition),
      remembered: this.rememberedWorlds(),
      ...(knownAs === undefined ? {} : { knownAs }),
    });
    const failures = analysis.failures.map(failureOf);
    const ofManifests = this.findingsOfManifests();
    const findings = [
      ...this.found,
      ...ofManifests,
      ...analysis.findings.filter((each) => this.isWanted(each)),
      ...failures,
    ];
    const ran = (rule: string) => this.only?.has(rule) ?? true;
    const manifests = judged.map(({ manifest }) => manifest);
    const exists = (rule: string) => (require('./rules') as typeof import('./rules')).RULES.has(rule);
    const { findings: stay, suppressed } = suppress(
      findings,
      manifests,
      settings.suppress.filter(({ rule }) => ran(rule)),
      { exists, ran },
      settings.file,
    );
    const inOrder = this.inOrder(stay.filter((each) => this.isWanted(each)));
    const outcome: CheckOutcome = {
      findings: inOrder,
      suppressed,
      objects: judged.length,
      skippedRules: judged.reduce((sum, { unevaluated }) => sum + unevaluated.length, 0),
      unknownKinds: unknownKindsOf(judged),
      judgedBy: this.judge.judgedBy(kindsOf(manifests)),
      namedOnce: namedOnce(inOrder, manifests),
    };
    // Places are looked up at the end, in files that may be others by now.
    if (this.hasChanged()) this.options.memory?.keepNothing();
    else if (failures.length === 0) this.run?.keep(outcome, this.texts);
    return outcome;
  }

  /** Whether somebody has written to a file since it was read. */
  private hasChanged(): boolean {
    return [...this.texts.values()].some(
      ({ digest, source, stamp }) => digest === undefined || stamp !== source.stamp?.(),
    );
  }

  private rememberedWorlds(): RememberedWorlds | undefined {
    const { memory } = this.options;
    if (memory === undefined) return undefined;
    const { external, namespace } = this.settings;
    const about = [this.options.only ?? null, external, namespace ?? null];
    return new RememberedWorlds(memory, about, (file) => this.texts.get(file)?.digest);
  }

  /** What is wrong with manifests by themselves, now that all are known. */
  private findingsOfManifests(): readonly Finding[] {
    if (this.ofManifests.size === 0) return [];
    const { ofRawMaterial, rawManifests } = require('./raw-material') as typeof import('./raw-material');
    const isRaw = rawManifests(this.judged);
    return this.judged.flatMap((judged) => {
      const found = this.ofManifests.get(judged.manifest) ?? [];
      return found.length > 0 && isRaw(judged) ? found.map(ofRawMaterial) : found;
    });
  }

  /** By place inside of a file; files stay in the order in which they were given. */
  private inOrder(findings: readonly Finding[]): readonly Finding[] {
    const files = new Map([...this.files].map((file, index) => [file, index]));
    const rank = ({ file }: Finding) => files.get(file ?? '') ?? files.size;
    return [...findings].sort(
      (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
  }

  private isWanted({ rule, severity }: Finding): boolean {
    if (this.only !== undefined && !this.only.has(rule)) return false;
    return RANKS[severity] <= RANKS[this.options.severity ?? 'note'];
  }
}

function namedOnce(findings: readonly Finding[], manifests: readonly Manifest[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { resource, related = [] } of findings) {
    for (const { name } of [...(resource === undefined ? [] : [resource]), ...related.map((each) => each.resource)]) {
      counts.set(name, 0);
    }
  }
  for (const { resource } of manifests) {
    const count = counts.get(resource.name);
    if (count !== undefined) counts.set(resource.name, count + 1);
  }
  return new Set([...counts].flatMap(([name, count]) => (count === 1 ? [name] : [])));
}

/** A rule that fails says nothing, and that is said. */
function failureOf({ rule, error }: { readonly rule: string; readonly error: unknown }): Finding {
  return {
    rule,
    severity: 'note',
    path: '',
    message: `the rule could not be evaluated: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'this is a fault of Meshwright: please report it with the manifests',
  };
}

function unknownKindsOf(judged: readonly Judged[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { manifest, violations } of judged) {
    // Of a kind that cannot exist it is known that it does not.
    if (!violations.some((each) => each.rule === 'SCHEMA_UNKNOWN_KIND' && !isError(each))) continue;
    const { apiVersion, kind } = manifest.resource;
    const name = `${apiVersion} ${kind}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A copy with strings of its own: a part of a string keeps the whole, here the text of the file, in memory. */
function detached(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding)) as Finding;
}
