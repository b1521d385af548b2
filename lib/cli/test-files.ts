import { findInputs, type InputFile, problemOf } from '../inputs/inputs';
import { readText } from '../kube/file-problems';
import { holdsTests, readTests, type TestFile } from '../routing-tests/test-file';

/** The files of tests that paths stand for. */
export interface TestFiles {
  readonly files: readonly TestFile[];
  /** What is wrong with them, one line each. */
  readonly problems: readonly string[];
}

/** Reads the files of tests that are named, and those below folders: of these, the ones that hold tests. */
export function readTestFiles(paths: readonly string[], cwd: string): TestFiles {
  const inputs = findInputs(paths, cwd);
  const files: TestFile[] = [];
  const problems = [...inputs.problems];
  for (const input of inputs.files) {
    try {
      const text = readText(typeof input.path === 'string' ? input.path : '-');
      if (holdsTests(text)) files.push(readTests(input.name, pathOf(input, cwd), text));
      else if (input.named) problems.push(`${input.name}: there are no tests: ${hintFor(text, input.name)}`);
    } catch (error) {
      problems.push(problemOf(input.name, error));
    }
  }
  problems.push(...files.flatMap((file) => file.problems));
  if (files.length === 0 && problems.length === 0) {
    problems.push(`${paths.join(', ')}: there are no tests: give files, or folders of files, with testCases`);
  }
  return { files, problems };
}

/** What the standard input names is found from the working directory. */
function pathOf({ path }: InputFile, cwd: string): string {
  return typeof path === 'string' ? path : `${cwd}/-`;
}

function hintFor(text: string, name: string): string {
  return /^kind:/m.test(text) ? `it is a manifest, so give it with --mesh ${name}` : 'write testCases';
}
