/** Whether the command line of cdk8s was told to print manifests: `cdk8s synth --stdout`. */
export function printsToStandardOutput(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  let prints = env.CDK8S_STDOUT === 'true';
  for (const argument of args) {
    // -p may be in a group of letters, such as -pa.
    if (argument === '--stdout' || argument === '--stdout=true' || /^-[a-z]*p[a-z]*$/.test(argument)) prints = true;
    if (argument === '--no-stdout' || argument === '--stdout=false') prints = false;
  }
  return prints;
}

/**
 * Makes what the command line of cdk8s says about validations go to the standard error. It prints it with `console.log`
 * to the same stream as the manifests, where it breaks the YAML; manifests do not go through the console.
 *
 * @see https://github.com/cdk8s-team/cdk8s/issues/677
 */
export function keepStandardOutputPure(): void {
  console.log = (...data: unknown[]) => console.error(...data);
}
