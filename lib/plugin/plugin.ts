import { join, relative } from 'node:path';
import type { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { baseIn, type FilesToCheck, recallCheck } from '../check/asked-run';
import { installedMemory } from '../check/installed-memory';
import { describeJudgedBy } from '../check/judged-by';
import { plural } from '../kube/plural';
import type { Finding } from '../model/finding';
import { fileSource } from '../model/source/text-source';
import { publish, publishedFolder } from '../output/staging';
import { summarize } from '../report/summary';
import { readSettings } from '../settings/read-settings';
import { withExternal } from '../settings/settings';
import { ConstructPaths, externalNames, manifestsElsewhere, removeMetadataFile } from './construct-paths';
import { reportFindings } from './report-findings';
import { keepStandardOutputPure, printsToStandardOutput } from './standard-output';

/** What `properties:` of the plugin in cdk8s.yaml may hold. */
export interface MeshwrightValidationProps {
  /**
   * A folder of schemas that `meshwright import` wrote, relative to the working directory.
   *
   * @default imports
   */
  readonly schemas?: string;
}

/**
 * Checks what `cdk8s synth` has written, and fails it when the API server would refuse an object, or when something will
 * not work between objects:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/meshwright/lib/plugin
 *     version: 0.0.0
 *     class: MeshwrightValidation
 * ```
 *
 * Errors fail the synthesis with exit code 2; warnings are in the report; notes are only counted. The file
 * construct-metadata.json, which cdk8s leaves beside the manifests, is removed: `kubectl apply -f dist` would stumble
 * over it. With `cdk8s synth --stdout` the report goes to the standard error, so that the output is YAML and nothing
 * else; when there are errors it is empty.
 *
 * What the app says by `external(…)` exists is not missed; so is what `meshwright.yaml` says.
 *
 * cdk8s-cli deletes its output folder before it starts the app. With `output: .synth/dist` in cdk8s.yaml that is a folder
 * for what is not known to be right yet, and `dist` is replaced by it when there are no errors: a synthesis that fails
 * leaves `dist` as it was.
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/
 */
export class MeshwrightValidation implements Validation {
  constructor(private readonly props: MeshwrightValidationProps = {}) {
    // Here, as the command line writes its first line between this and `validate`.
    if (printsToStandardOutput(process.argv, process.env)) keepStandardOutputPure();
  }

  // Without any `await`: with --stdout, files are being read for printing meanwhile, and of an app with errors nothing
  // must reach the `kubectl apply` behind the pipe.
  async validate(context: ValidationContext): Promise<void> {
    const folder = removeMetadataFile(context.manifests, context.metadata);
    const files = [...context.manifests, ...manifestsElsewhere(folder, context.metadata)];
    const cwd = process.cwd();
    const settings = withExternal(readSettings(cwd), externalNames(context.metadata));
    const memory = installedMemory(process.env);
    const target = publishedFolder(folder) ?? folder;
    const asked: FilesToCheck = {
      ...{ cwd, settings, memory, schemas: this.props.schemas, found: [], baseOf: baseIn(settings) },
      knownAs: (file) => join(target, relative(folder, file)),
      files: files.map((file) => ({ source: fileSource(file, file), strict: true })),
    };
    const known = recallCheck(asked);
    // A script of its own, which takes longer to load than all else here.
    const judging = () => require('./judging') as typeof import('./judging');
    const outcome = known.outcome ?? judging().judged({ ...asked, files: known.files });
    memory?.save();
    const { findings, suppressed, objects, skippedRules, judgedBy } = outcome;
    const paths = new ConstructPaths(folder, context.metadata, outcome.namedOnce);
    const summary = summarize(findings, { files: files.length, objects, skippedRules, suppressed: suppressed.length });
    const published = summary.errors > 0 ? undefined : publish(folder);
    reportFindings(
      findings.map((finding) => movedTo(published, folder, paths.attribute(finding))),
      context,
    );
    context.report.submit(summary.errors > 0 ? 'failure' : 'success', {
      Checked: `${plural(summary.objects, 'object')} in ${plural(summary.files, 'file')}`,
      Errors: String(summary.errors),
      Warnings: String(summary.warnings),
      Notes: String(summary.notes),
      'Judged by': describeJudgedBy(judgedBy),
      ...(suppressed.length > 0 ? { Suppressed: String(suppressed.length) } : {}),
      ...(skippedRules > 0 ? { 'Rules not evaluated': String(skippedRules) } : {}),
    });
  }
}

/** A finding in the folder that replaced the one it was found in. */
function movedTo(published: string | undefined, folder: string, finding: Finding): Finding {
  if (published === undefined) return finding;
  const moved = <T extends { readonly file?: string }>(place: T): T =>
    place.file === undefined ? place : { ...place, file: join(published, relative(folder, place.file)) };
  const { related } = finding;
  return { ...moved(finding), ...(related === undefined ? {} : { related: related.map(moved) }) };
}
