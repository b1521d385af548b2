import { dump } from 'js-yaml';
import type { IgnoredDifferences, IgnoredFields } from '../mesh/ignored-differences';

/** The part of the `spec` of an Application of Argo CD that keeps it from undoing what controllers do, as YAML. */
export function printIgnoredDifferences({ entries, unneeded }: IgnoredDifferences): string {
  const lines =
    entries.length === 0
      ? ['# Nothing to ignore: no controller writes what a manifest says.']
      : [
          '# For the spec of each Application that deploys these objects.',
          'ignoreDifferences:',
          ...entries.flatMap((entry) => [...entry.because.map((each) => `  # ${each}.`), ...itemOf(entry)]),
          'syncPolicy:',
          '  syncOptions:',
          '    # Without it the differences are only hidden, and each sync sets the fields back.',
          '    - RespectIgnoreDifferences=true',
        ];
  return `${[...lines, ...unneeded.map((each) => `# ${each}.`)].join('\n')}\n`;
}

/** The same for programs. */
export function printIgnoredDifferencesJson({ entries, unneeded }: IgnoredDifferences): string {
  const value = {
    ignoreDifferences: entries.map(({ because, ...entry }) => ({ ...withoutEmpty(entry), because })),
    syncOptions: entries.length === 0 ? [] : ['RespectIgnoreDifferences=true'],
    unneeded,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function itemOf({ because: _, ...entry }: IgnoredFields): readonly string[] {
  const [first, ...others] = dump(withoutEmpty(entry), { lineWidth: -1 }).trimEnd().split('\n');
  return [`  - ${first}`, ...others.map((line) => `    ${line}`)];
}

function withoutEmpty(entry: Omit<IgnoredFields, 'because'>): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
