import { readFileSync } from 'node:fs';
import type { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { check } from '../check/check';
import { loadSchemas } from '../check/installed-schemas';
import type { Finding } from '../model/finding';
import { streamManifests } from '../model/read-manifests';
import { plural, summarize } from '../report/summary';
import { ConstructPaths, removeMetadataFile } from './construct-paths';
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
 * Checks what `cdk8s synth` has written, and fails it when the API server would refuse an object:
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
    const folder = removeMetadataFile(context.manifests);
    const judge = loadSchemas({ cwd: process.cwd(), folder: this.props.schemas });
    const paths = new ConstructPaths(folder, context.metadata);
    const findings: Finding[] = [];
    let objects = 0;
    let skippedRules = 0;
    for (const file of context.manifests) {
      const documents = streamManifests(file, [readFileSync(file, 'utf8')]);
      for (const checked of check(documents, judge)) {
        findings.push(...checked.findings);
        objects += checked.judged.length;
        for (const { manifest, unevaluated } of checked.judged) {
          paths.add(manifest);
          skippedRules += unevaluated.length;
        }
      }
    }
    const summary = summarize(findings, { files: context.manifests.length, objects, skippedRules });
    reportFindings(
      findings.map((finding) => paths.attribute(finding)),
      context,
    );
    context.report.submit(summary.errors > 0 ? 'failure' : 'success', {
      Checked: `${plural(summary.objects, 'object')} in ${plural(summary.files, 'file')}`,
      Errors: String(summary.errors),
      Warnings: String(summary.warnings),
      Notes: String(summary.notes),
      ...(skippedRules > 0 ? { 'Rules not evaluated': String(skippedRules) } : {}),
    });
  }
}
