import { plural } from '../kube/plural';
import { groupsIn, namespaceId } from '../picture/folded';
import type { Picture } from '../picture/picture';
import type { NodeMark, SvgMarks } from '../picture/svg';
import type { Badge, Badges } from './page-data';

const RANKS: readonly Badge['severity'][] = ['error', 'warning', 'note', ''];

/** What the picture of a page has besides: where its parts lead, and how many findings there are. */
export function pageMarks({ nodes }: Picture, badges: Badges): SvgMarks {
  const namespaces = new Map(groupsIn(nodes).map((namespace, index) => [namespace, `#s${index}`]));
  const marks = new Map<string, NodeMark>();
  const sums = new Map<string, Badge>();
  for (const [index, { id, namespace }] of nodes.entries()) {
    const badge = badges[index] ?? NONE;
    marks.set(id, { id: `p-n${index}`, href: `#n${index}`, ...shown(badge) });
    sums.set(namespace, added(sums.get(namespace) ?? NONE, badge));
  }
  for (const [namespace, href] of namespaces) {
    const id = `p-${href.slice(1)}`;
    marks.set(namespaceId(namespace), { id, href, ...shown(sums.get(namespace) ?? NONE) });
  }
  return { nodes: marks, namespaces };
}

const NONE: Badge = { findings: 0, severity: '', experiments: 0 };

function added(a: Badge, b: Badge): Badge {
  return {
    findings: a.findings + b.findings,
    severity: RANKS.find((each) => each === a.severity || each === b.severity) ?? '',
    experiments: a.experiments + b.experiments,
  };
}

function shown({ findings, severity, experiments }: Badge): Pick<NodeMark, 'badge' | 'severity'> {
  const words = [
    ...(findings === 0 ? [] : [plural(findings, 'finding')]),
    ...(experiments === 0 ? [] : [plural(experiments, 'experiment')]),
  ];
  return { badge: words.join(', '), severity: severity === '' && experiments > 0 ? 'experiment' : severity };
}
