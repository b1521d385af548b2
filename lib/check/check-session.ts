import { relative } from 'node:path';
import type { Finding, Severity } from '../model/finding';
import type { Manifest } from '../model/manifest';
import { type Manifests, streamManifests } from '../model/read-manifests';
import { fileSource } from '../model/source/text-source';
import { defaultSettings } from '../settings/read-settings';
import type { Settings } from '../settings/settings';
import { isError } from '../violation/violation';
import type { World } from '../world/world';
import { byDefinitions } from './by-definitions';
import { type CheckedDocument, check, findingsOf } from './check';
import type { Judge, Judged } from './judge';
import { type JudgedBy, kindsOf } from './judged-by';
import { ofRawMaterial, rawManifests } from './raw-material';
import { type Suppressed, suppress } from './suppressions';
import { analyseWorlds } from './world-analysis';

/** How manifests are checked. */
export interface CheckOptions {
  /** The folder that names of files are relative to. */
  readonly cwd: string;
  /** @default - those of a repository without `meshwright.yaml` */
  readonly settings?: Settings;
  /** The ids of the rules whose findings are wanted. @default - all */
  readonly only?: readonly string[];
  /** The least severity that is wanted. @default note */
  readonly severity?: Severity;
  /** The path that settings know a file by, when it stands somewhere else for now. @default - its own */
  readonly knownAs?: (file: string) => string;
}

/** What was found in the end. */
export interface CheckOutcome extends Suppressed {
  readonly objects: number;
  /** Rules that could not be evaluated, so that they may be broken. */
  readonly skippedRules: number;
  /** How many objects there are of each kind that is not known, by `group/kind`. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  readonly judgedBy: JudgedBy;
}

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

  constructor(
    private judge: Judge,
    private readonly options: CheckOptions,
  ) {
    this.settings = options.settings ?? defaultSettings(options.cwd);
    this.only = options.only === undefined ? undefined : new Set(options.only);
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
    const rules = (world: World) => rulesFor(world).filter(({ id }) => this.only?.has(id) ?? true);
    const read = (file: string) => {
      const documents = [...streamManifests(fileSource(relative(cwd, file), file))];
      return documents.flatMap(({ manifests }) => manifests.map((manifest) => this.judge.judge(manifest)));
    };
    const analysis = analyseWorlds(judged, {
      ...{ settings, rules, cwd, read },
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
    return {
      findings: this.inOrder(stay.filter((each) => this.isWanted(each))),
      suppressed,
      objects: judged.length,
      skippedRules: judged.reduce((sum, { unevaluated }) => sum + unevaluated.length, 0),
      unknownKinds: unknownKindsOf(judged),
      judgedBy: this.judge.judgedBy(kindsOf(judged.map(({ manifest }) => manifest))),
    };
  }

  /** What is wrong with manifests by themselves, now that all are known. */
  private findingsOfManifests(): readonly Finding[] {
    if (this.ofManifests.size === 0) return [];
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
