import type { JsonMap } from '../../kube/json';
import { dns1035Label, dnsSubdomain } from '../../kube/names';
import { Path } from '../../violation/path';
import type { Report } from '../rules';
import { structOf, structsOf, textOf, textsOf } from '../values/decoded';

const APPROVAL = 'api-approved.kubernetes.io';
const APPROVAL_PAGE = 'https://github.com/kubernetes/enhancements/pull/1111';

/** Checks what the kind is called, and to which group it belongs. */
export function checkNames(object: JsonMap, at: Path, report: Report): void {
  const spec = structOf(object.spec);
  const group = textOf(spec.group);
  checkGroup(at.child('group'), group, report);
  checkApproval(structOf(structOf(object.metadata).annotations)[APPROVAL], group, report);
  const names = structOf(spec.names);
  const place = at.child('names');
  const kind = textOf(names.kind);
  const given = {
    plural: textOf(names.plural),
    // The two that are made of the kind where they are missing.
    singular: textOf(names.singular) || kind.toLowerCase(),
    kind,
    listKind: textOf(names.listKind) || (kind === '' ? '' : `${kind}List`),
  };
  for (const [field, name] of Object.entries(given)) {
    if (name === '') report.required('K8S_CRD', place.child(field));
    const isMixed = field === 'kind' || field === 'listKind';
    const problems = name === '' ? [] : dns1035Label(isMixed ? name.toLowerCase() : name);
    if (problems.length === 0) continue;
    const detail = `${isMixed ? 'may have mixed case, but should otherwise match: ' : ''}${problems.join(',')}`;
    report.invalid('K8S_CRD', place.child(field), name, detail);
  }
  if (kind !== '' && kind === given.listKind) {
    report.invalid('K8S_CRD', place.child('listKind'), kind, 'kind and listKind may not be the same');
  }
  for (const field of ['shortNames', 'categories']) {
    for (const [index, name] of textsOf(names[field]).entries()) {
      const problems = dns1035Label(name);
      if (problems.length > 0) report.invalid('K8S_CRD', place.child(field).child(index), name, problems.join(','));
    }
  }
  checkOwnName(object, given.plural, group, report);
}

function checkOwnName({ metadata }: JsonMap, plural: string, group: string, report: Report): void {
  const name = textOf(structOf(metadata).name);
  if (name === '' || name === `${plural}.${group}`) return;
  const detail = 'must be spec.names.plural+"."+spec.group';
  report.invalid('K8S_CRD', Path.ROOT.child('metadata', 'name'), name, detail, `name it ${plural}.${group}`);
}

function checkGroup(at: Path, group: string, report: Report): void {
  if (group === '') {
    report.required('K8S_CRD', at);
    return;
  }
  const problems = dnsSubdomain(group);
  if (problems.length > 0) report.invalid('K8S_CRD', at, group, problems.join(','));
  else if (!group.includes('.')) report.invalid('K8S_CRD', at, group, 'should be a domain with at least one dot');
}

/** Groups of Kubernetes itself need somebody's approval. */
function checkApproval(annotation: unknown, group: string, report: Report): void {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return;
  const given = textOf(annotation);
  const at = Path.ROOT.child('metadata', 'annotations').key(APPROVAL);
  const needed = `protected groups must have approval annotation "${APPROVAL}"`;
  if (given === '') report.required('K8S_CRD', at, `${needed}, see ${APPROVAL_PAGE}`);
  else if (!given.startsWith('unapproved') && !isAddress(given)) {
    const detail = `${needed} with either a URL or a reason starting with "unapproved", see ${APPROVAL_PAGE}`;
    report.invalid('K8S_CRD', at, given, detail);
  }
}

/** Whether a text is a URL with a scheme and a host. */
function isAddress(text: string): boolean {
  return /^[A-Za-z][-+.A-Za-z0-9]*:\/\/[^/?#\s]+/.test(text);
}

/** Checks the names of versions, and that one of them is the stored one. */
export function checkVersionNames(at: Path, versions: unknown, report: Report): void {
  const list = structsOf(versions);
  const names = list.map(({ name }) => textOf(name));
  for (const [index, name] of names.entries()) {
    const problems = dns1035Label(name);
    if (problems.length === 0) continue;
    report.invalid('K8S_CRD', at.child('versions').child(index).child('name'), name, problems.join(','));
    // The first version is kept as the version of the definition, too.
    const place = at.child('versions').child(0).child('name').called('spec.version');
    if (index === 0 && name !== '') report.invalid('K8S_CRD', place, name, problems.join(','));
  }
  // The whole versions would be unreadable here.
  const shown = list.map(({ name, served, storage }) => ({ name, served, storage }));
  const place = at.child('versions');
  if (new Set(names).size < names.length) {
    report.invalid('K8S_CRD', place, shown, 'must contain unique version names');
  }
  const stored = names.filter((_, index) => list[index]?.storage === true);
  if (stored.length === 1) return;
  report.invalid('K8S_CRD', place, shown, 'must have exactly one version marked as storage version');
  const status = place.called('status.storedVersions');
  const [first, ...others] = stored;
  if (first === undefined) report.invalid('K8S_CRD', status, [], 'must have at least one stored version');
  for (const name of others) report.invalid('K8S_CRD', status, [first], `must have the storage version ${name}`);
}
