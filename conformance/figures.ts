import { DIFFERENCES, type Difference } from './api-server/comparison';
import type { ApiServerResult, KindResult, Results, Target } from './results';

/** A page with the figures of each system between its marks: `<!-- figures: envoy -->` and `<!-- end -->`. */
export function withFigures(page: string, results: Results): string {
  const figures: Readonly<Record<Target, string>> = {
    'api-server': apiServer(results['api-server']),
    cel: cel(results.cel),
    kubectl: kubectl(results.kubectl),
    envoy: envoy(results.envoy),
    routing: routing(results.routing),
    flagger: flagger(results.flagger),
    'seeded-faults': seededFaults(results['seeded-faults']),
  };
  return Object.entries(figures).reduce((written, [target, text]) => {
    const marked = new RegExp(`(<!-- figures: ${target} -->\\n)[\\s\\S]*?(<!-- end -->)`);
    if (!marked.test(written)) throw new Error(`there is no place for figures: <!-- figures: ${target} -->`);
    return written.replace(marked, (_, begin: string, end: string) => `${begin}\n${text}\n${end}`);
  }, page);
}

function apiServer({ versions, kinds, aside, faults }: ApiServerResult): string {
  const all = summed(kinds);
  const differing = kinds.filter(({ differences }) => Object.keys(differences).length > 0);
  const columns = Object.keys(DIFFERENCES) as Difference[];
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const cells = ({ kind, verdicts, wrong, differences }: KindResult) =>
    row([kind, number(verdicts), number(wrong), ...columns.map((column) => number(differences[column] ?? 0))]);
  return [
    `Kubernetes ${versions.kubernetes}, with the definitions of Istio ${versions.istio}, Flagger ${versions.flagger} and ChaosBlade ${versions.chaosblade}: ` +
      `${number(all.verdicts)} verdicts about ${kinds.length} kinds, **${number(all.wrong)} of them wrong**; ${faults} kinds of fault differ in verdict or place.`,
    '',
    ...(differing.length === 0
      ? []
      : [
          row(['Kind', 'Verdicts', 'Wrong', ...columns]),
          row(['---', ...columns.map(() => '--:'), '--:', '--:']),
          ...differing.map(cells),
          cells({ ...all, kind: 'all' }),
          '',
          `Kinds without any difference: ${kinds
            .filter((kind) => !differing.includes(kind))
            .map(({ kind }) => kind)
            .join(', ')}.`,
          '',
          ...columns.map((column) => `- *${column}*: ${DIFFERENCES[column]}`),
          '',
        ]),
    'Left aside, because they say nothing about the manifest:',
    '',
    ...aside.map(({ reason, verdicts }) => `- ${number(verdicts)} times: ${reason}`),
    '',
  ].join('\n');
}

function summed(kinds: readonly KindResult[]): KindResult {
  const differences: Partial<Record<Difference, number>> = {};
  for (const kind of kinds) {
    for (const [name, count] of Object.entries(kind.differences) as [Difference, number][]) {
      differences[name] = (differences[name] ?? 0) + count;
    }
  }
  const sum = (of: (kind: KindResult) => number) => kinds.reduce((total, kind) => total + of(kind), 0);
  return { kind: 'all', verdicts: sum(({ verdicts }) => verdicts), wrong: sum(({ wrong }) => wrong), differences };
}

function cel({ version, expressions, refused, different }: Results['cel']): string {
  return `Kubernetes ${version}: ${number(expressions)} expressions, of which it refuses ${number(refused)}; **${number(different)} are judged differently**.\n`;
}

function kubectl({ version, texts, refused, different }: Results['kubectl']): string {
  return `kubectl ${version}: ${number(texts)} texts, of which it refuses ${number(refused)}; **${number(different)} are read differently**.\n`;
}

function envoy({ measurements }: Results['envoy']): string {
  const versions = [...new Set(measurements.map(({ version }) => version))];
  const questions = new Map(measurements.map(({ id, question }) => [id, question]));
  const failed = measurements.filter(({ holds }) => !holds).length;
  const shown = (id: string, version: string) => {
    const found = measurements.find((each) => each.id === id && each.version === version);
    return found === undefined ? '' : `\`${JSON.stringify(found.measured).replaceAll('|', '\\|')}\``;
  };
  const rows = [...questions].map(([id, question]) => {
    const answers = versions.map((version) => shown(id, version));
    const same = answers.every((answer) => answer === answers[0]);
    return `| ${question.replaceAll('|', '\\|')} | ${same ? answers[0] : versions.map((version, index) => `${version}: ${answers[index]}`).join('<br>')} |`;
  });
  return [
    `Envoy ${versions.join(' and ')}: ${measurements.length} measurements, **${failed} not as expected**.`,
    '',
    '| Question | Measured |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function routing({ version, tables, requests, listeners, connections, different }: Results['routing']): string {
  return `Envoy ${version}: ${number(requests)} requests to ${number(tables)} tables, ${number(connections)} connections to random chains of filters and to ${number(listeners)} listeners of random meshes; **${number(different)} go elsewhere**.\n`;
}

function flagger({ version, releases, ticks, different }: Results['flagger']): string {
  return `Flagger ${version}: ${number(releases)} random releases with ${number(ticks)} ticks; **${number(different)} releases differ**.\n`;
}

function seededFaults({ faults, expected, severities, otherwise, missed, kinds }: Results['seeded-faults']): string {
  const share = ((100 * expected) / faults).toFixed(1);
  return [
    `${number(faults)} faults of ${kinds.length} kinds: **${number(expected)} (${share} %) found by a rule that the kind expects**, ` +
      `${number(severities.error)} of them as an error, ${number(severities.warning)} as a warning, ${number(severities.note)} as a note; ` +
      `${number(otherwise)} found by other rules alone, ${number(missed)} missed.`,
    '',
    '| Fault | Put in | Found | By |',
    '| --- | --: | --: | --- |',
    ...kinds.map(
      (each) =>
        `| ${each.kind} | ${each.faults} | ${each.found} | ${each.rules.map((rule) => `\`${rule}\``).join(', ')} |`,
    ),
    '',
  ].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}
