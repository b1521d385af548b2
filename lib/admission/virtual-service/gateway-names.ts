import { quote } from '../../kube/go';
import { checkDnsLabel, whyNoDomainName } from '../domain-names';
import type { Field } from '../field';
import type { Report } from '../report';

/**
 * Names of gateways: `name`, `namespace/name`, or the old form `name.namespace`. istiod looks at none of those that
 * come after one without a namespace.
 */
export function checkGatewayNames(at: Field, report: Report, { legacy }: { readonly legacy: 'warn' | 'accept' }): void {
  for (const [text, item] of at.texts()) {
    const slash = text.indexOf('/');
    if (slash === -1) {
      checkShortName(item, text, legacy, report);
      return;
    }
    checkDnsLabel(item, 'the name of a namespace', report, text.slice(0, slash));
    checkDnsLabel(item, 'the name of a gateway', report, text.slice(slash + 1));
  }
}

function checkShortName(at: Field, text: string, legacy: 'warn' | 'accept', report: Report): void {
  if (text.includes('.') && legacy === 'warn') {
    const [name = '', namespace = ''] = text.split('.');
    const what = `${quote(text)} is the old way of naming a gateway of another namespace`;
    report.warn(at, what, `write ${namespace}/${name}`);
  }
  const why = whyNoDomainName(text);
  if (why !== undefined) report.refuse(at, `${quote(text)} names no gateway: ${why}`, 'write namespace/name or name');
}
