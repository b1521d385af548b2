import type { TestResult } from '../routing-tests/run-tests';
import { explainFailure } from './test-failure-text';
import { byFile, countsOf, type TestReport } from './test-report';

/**
 * Results as XML in the form of JUnit, a suite for each file. Times are left out: the same tests give the same bytes.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function* printTestJunit({ results }: Pick<TestReport, 'results'>): Generator<string> {
  const { tests, failed } = countsOf(results);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="meshwright test"${attributes({ tests, failures: failed, errors: 0 })}>\n`;
  for (const [file, own] of byFile(results)) {
    const counts = countsOf(own);
    yield `  <testsuite${attributes({ name: file, tests: counts.tests, failures: counts.failed, errors: 0, file })}>\n`;
    for (const result of own) yield* testCase(result);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function* testCase(result: TestResult): Generator<string> {
  const { test, answers, passed } = result;
  const { description: name, file, line } = test;
  const start = `    <testcase${attributes({ name, classname: file, file, line })}`;
  if (passed) {
    yield `${start}/>\n`;
    return;
  }
  // One for each test: readers of these files count them.
  const texts = answers.flatMap((answer) => answer.failures.map((failure) => explainFailure(result, answer, failure)));
  const [message = ''] = (texts[0] ?? '').split('\n');
  yield `${start}>\n      <failure${attributes({ message, type: 'expectation' })}>`;
  yield `${escaped([`${file}:${line}`, ...texts].join('\n\n'))}</failure>\n    </testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 cannot hold most control characters, nor halves of characters, however they are written. */
function escaped(text: string): string {
  return (
    text
      .replaceAll(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
      .replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
  );
}
