/** Manifests that could not be read, so that nothing is written. */
export class UnreadableError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Packages that only constructs and code need, and that are not installed. */
export class MissingPackagesError extends Error {
  constructor(readonly packages: readonly string[]) {
    const are = packages.length === 1 ? 'is' : 'are';
    super(
      `code is built and formatted by ${packages.join(', ')}, which ${are} not installed here: ` +
        `\`npm install --save-dev meshwright ${packages.join(' ')}\` first`,
    );
  }
}

const PACKAGES = ['cdk8s', 'cdk8s-plus-27', 'constructs', 'prettier'];

/**
 * Looks for the packages that code is built and formatted with, which reading manifests does not need.
 *
 * @throws MissingPackagesError
 */
export function checkPackages(): void {
  const missing = PACKAGES.filter((name) => {
    try {
      require.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0) throw new MissingPackagesError(missing);
}
