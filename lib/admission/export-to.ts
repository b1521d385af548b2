import { quote } from '../kube/go';
import { isDnsLabel } from './domain-names';
import type { Field } from './field';
import type { Report } from './report';

export interface ExportTo {
  /** The namespace of the object, which `.` stands for; undefined if it is not known. */
  readonly namespace: string | undefined;
  /** Whether `~`, for nobody, may be written. */
  readonly nobody?: boolean;
  /** Whether the object selects workloads, and so cannot be for other namespaces. */
  readonly selective?: boolean;
}

/** The namespaces that see an object. */
export function checkExportTo(at: Field, { namespace, nobody = false, selective = false }: ExportTo, report: Report) {
  const own = namespace ?? '.';
  const seen = new Set<string>();
  const entries = at.texts();
  for (const [text, item] of entries) {
    const name = text === '.' ? own : text;
    if (seen.has(name)) {
      const what =
        name === text ? `${quote(text)} is written twice` : `. is the namespace ${quote(name)}, written twice`;
      report.refuse(item, what, 'remove one of them');
    } else if ((nobody && text === '~') || name === '*' || name === '.' || isDnsLabel(name)) {
      seen.add(name);
    } else {
      const values = nobody ? 'a namespace, . or * (or ~ alone)' : 'a namespace, . or *';
      report.refuse(item, `${quote(text)} names no namespace`, `write ${values}`);
    }
  }
  if (selective && seen.size > 0 && (seen.size > 1 || !seen.has(own))) {
    const why = 'a rule with a workloadSelector is only for its own namespace';
    report.refuse(at, `${[...seen].map(quote).join(', ')}: ${why}`, 'write exportTo: ["."], or leave it out');
  }
  if (seen.has('*') && entries.length > 1) {
    report.refuse(at, '* is everybody, so nothing else can be beside it', 'keep either * or the namespaces');
  }
  if (seen.has('~') && entries.length > 1) {
    report.refuse(at, '~ is nobody, so nothing else can be beside it', 'keep either ~ or the namespaces');
  }
}
