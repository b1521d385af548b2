/** Files by their paths in a project. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** What a project is made with. */
export interface ProjectOptions {
  readonly name: string;
  /** The version of this package. */
  readonly version: string;
}

/** How code is formatted. */
export const FORMAT = { singleQuote: true, printWidth: 110 } as const;

/** What a project needs to write manifests: cdk8s, with this package's constructs. */
export function dependencies(version: string): Readonly<Record<string, string>> {
  return { cdk8s: '^2.70.0', 'cdk8s-plus-27': '^2.9.0', constructs: '^10.4.0', meshwright: `^${version}` };
}

/** What it needs to be run, tested and formatted. */
export const DEVELOPMENT: Readonly<Record<string, string>> = {
  '@jest/globals': '^30.0.0',
  '@swc/core': '^1.13.0',
  '@swc/jest': '^0.2.39',
  '@types/node': '^22.0.0',
  'cdk8s-cli': '^2.200.0',
  jest: '^30.0.0',
  prettier: '^3.6.0',
  tsx: '^4.20.0',
  typescript: '^5.9.0',
};

/** What is run in it. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  synth: 'cdk8s synth',
  test: 'tsc && jest',
  format: 'prettier --write .',
};

/** What a project has beside its code, so that `npm install && npx cdk8s synth && npm test` works. */
export function projectFiles({ name, version }: ProjectOptions): ProjectFiles {
  return new Map([
    ['package.json', json(packageJson(name, version))],
    ['tsconfig.json', json(TSCONFIG)],
    ['jest.config.js', JEST],
    ['cdk8s.yaml', CONFIGURATION],
    ['.prettierrc.json', json(FORMAT)],
    ['.prettierignore', 'dist\n.synth\nmanifests\nfiles\n'],
    ['.gitignore', 'node_modules/\n.synth/\n'],
    ['.github/workflows/manifests.yaml', WORKFLOW],
  ]);
}

function packageJson(name: string, version: string): object {
  return {
    name,
    private: true,
    scripts: SCRIPTS,
    dependencies: dependencies(version),
    devDependencies: DEVELOPMENT,
  };
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'node16',
    moduleResolution: 'node16',
    types: ['node'],
    strict: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts', 'charts', 'scenarios'],
};

const JEST = `/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  transform: { '^.+\\\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
`;

const PLUGIN = `  - package: ./node_modules/meshwright/lib/plugin
    version: 0.0.0 # cdk8s wants one; of a path it means nothing
    class: MeshwrightValidation
`;

/** How cdk8s runs a project. */
export const CONFIGURATION = `language: typescript
app: npx tsx main.ts
# dist is replaced by this folder when the check has passed.
output: .synth/dist
validations:
${PLUGIN}`;

const WORKFLOW = `name: manifests
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  manifests:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npx cdk8s synth
      # dist is committed, so that pull requests show what changes in the cluster.
      - run: git diff --exit-code -- dist
      - run: npm test
`;

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
