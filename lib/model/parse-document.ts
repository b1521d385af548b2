import { loadAll, YAMLException } from 'js-yaml';
import { problemOfAliases } from './expansion';
import { type FieldPath, formatPath } from './finding';
import { LOAD_OPTIONS, type Position, SourceMap } from './source-map';
import type { DocumentText } from './split-documents';
import { splitJson } from './split-json';

/** What is wrong with the text of a document. */
export interface TextProblem extends Position {
  readonly rule: 'YAML_SYNTAX' | 'YAML_DUPLICATE_KEY' | 'YAML_LIMIT';
  readonly message: string;
  readonly fix?: string;
  readonly path?: FieldPath;
}

/** A value of a document, which is one unless JSON objects follow each other. */
export interface ParsedValue {
  readonly value: unknown;
  /** Costs as much as reading the document; at most once. */
  readonly sourceMap: () => SourceMap;
  /** Where it starts, found without the source map where possible. */
  readonly start: () => Position;
  /** Its place among the roots of the source map. */
  readonly index: number;
}

/** What a document says. */
export interface ParsedDocument {
  readonly values: readonly ParsedValue[];
  readonly problems: readonly TextProblem[];
}

const HELM = 'a Helm template must be rendered first: helm template … | meshwright check -';
const LIMIT = /^(nesting exceeded|merge keys exceeded|abnormal merge)/;

/** Reads a document; whatever the text is, nothing is thrown. */
export function parseDocument(document: DocumentText): ParsedDocument {
  const { text, line, besideMarker } = document;
  const problems: TextProblem[] = [];
  if (besideMarker !== undefined) {
    problems.push({
      rule: 'YAML_SYNTAX',
      message: `invalid document separator: ${besideMarker}`,
      fix: 'kubectl takes nothing beside ---: move it to a line of its own',
      line,
      column: 1,
    });
  }
  let sourceMap: SourceMap | undefined;
  const lazily = () => (sourceMap ??= new SourceMap(text, line));
  let values: readonly unknown[];
  try {
    values = readValues(text, lazily, problems);
  } catch (error) {
    const json = text.trimStart().startsWith('{') ? splitJson(document) : [];
    if (json.length > 1) {
      const parts = json.map(parseDocument);
      return {
        values: parts.flatMap((part) => part.values),
        problems: [...problems, ...parts.flatMap((part) => part.problems)],
      };
    }
    return { values: [], problems: [...problems, problemOf(error, document)] };
  }
  problems.push(...problemsOfMeaning(text, values, lazily));
  const aliases = text.includes('*') && text.includes('&') ? problemOfAliases(values) : undefined;
  if (aliases !== undefined) {
    problems.push({
      rule: 'YAML_LIMIT',
      message: aliases,
      fix: 'write out what the aliases stand for',
      ...lazily().locate(0, []),
    });
    return { values: [], problems };
  }
  const start = (index: number) => () => (index === 0 ? firstContent(document) : lazily().locate(index, []));
  return { values: values.map((value, index) => ({ value, sourceMap: lazily, start: start(index), index })), problems };
}

/** @throws YAMLException, RangeError */
function readValues(text: string, sourceMap: () => SourceMap, problems: TextProblem[]): readonly unknown[] {
  try {
    return loadAll(text, null, LOAD_OPTIONS);
  } catch (error) {
    if (!(error instanceof YAMLException) || error.reason !== 'duplicated mapping key') throw error;
    // Read as kubectl does, with the last of them, so that the rest of the document is checked.
    for (const { path, first, second } of sourceMap().duplicates()) {
      const place = first.line === second.line ? `in column ${first.column}` : `on line ${first.line}`;
      const key = JSON.stringify(path.at(-1));
      problems.push({
        rule: 'YAML_DUPLICATE_KEY',
        message: `${formatPath(path)}: key ${key} is there twice, ${place} and here: only the last counts`,
        fix: 'remove or rename one of them',
        path,
        ...second,
      });
    }
    return sourceMap().roots;
  }
}

/** What YAML allows and no JSON can say, or `kubectl` passes over. */
function* problemsOfMeaning(
  text: string,
  values: readonly unknown[],
  sourceMap: () => SourceMap,
): Generator<TextProblem> {
  if (/\.(inf|nan)/i.test(text)) {
    for (const place of sourceMap().notFinite) {
      const message = 'an infinite number or no number cannot be sent to Kubernetes, which takes JSON';
      yield { rule: 'YAML_SYNTAX', message, fix: 'if it is meant to be text, put it in quotes', ...place };
    }
  }
  if (text.includes('{{')) {
    for (const place of sourceMap().notKeys()) {
      yield { rule: 'YAML_SYNTAX', message: 'a map or list cannot be a key', fix: HELM, ...place };
    }
  }
  for (let i = 1; i < values.length; i++) {
    if (values[i] === null || values[i] === undefined) continue;
    yield {
      rule: 'YAML_SYNTAX',
      message: 'kubectl passes over what follows "..." without a word',
      fix: 'write --- instead of "...", or both',
      ...sourceMap().locate(i, []),
    };
  }
}

function problemOf(error: unknown, { text, line }: DocumentText): TextProblem {
  if (error instanceof RangeError) {
    return { rule: 'YAML_LIMIT', message: `cannot be read: ${error.message}`, line, column: 1 };
  }
  if (!(error instanceof YAMLException)) throw error;
  const reason = error.reason ?? error.message;
  const { line: marked = 0, column = 0 } = error.mark ?? {};
  // What is missing at the end is reported for the line after the last one.
  const place = { line: line + marked, column: column + 1 };
  if (LIMIT.test(reason)) return { rule: 'YAML_LIMIT', message: reason, ...place };
  return {
    rule: 'YAML_SYNTAX',
    message: `not YAML: ${reason}`,
    fix: text.includes('{{') ? HELM : undefined,
    ...withinText(place, text, line),
  };
}

function withinText(place: Position, text: string, first: number): Position {
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  const last = first + lines.length - 1;
  return place.line <= last ? place : { line: last, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Where the parser starts: after blank lines and comments. */
function firstContent({ text, line }: DocumentText): Position {
  let start = 0;
  for (let number = line; ; number++) {
    const end = text.indexOf('\n', start);
    const indent = text.slice(start, end === -1 ? text.length : end).search(/[^\s\uFEFF]/);
    if (indent !== -1 && text[start + indent] !== '#') return { line: number, column: indent + 1 };
    if (end === -1) return { line, column: 1 };
    start = end + 1;
  }
}
