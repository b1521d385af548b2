import type { Condition, Operation, Source } from '../../imports/security.istio.io';
import type { Attributes } from './peer';
import type { PolicyContext, Subject } from './policy-subjects';
import * as subjects from './policy-subjects';

/** Something that a rule asks for. */
export interface PolicyField {
  /** As it is written in the rule. */
  readonly name: string;
  /** Any of which will do; none for whatever there is. */
  readonly values: readonly string[] | undefined;
  /** None of which may be. */
  readonly notValues: readonly string[] | undefined;
  readonly subject: Subject;
  /** Who sees it: everybody, only Envoy, or only Envoy in requests. */
  readonly seenIn: 'connections' | 'envoy' | 'requests';
}

/** What a source asks for. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source */
export function sourceFields(source: Source, about: Attributes, context: PolicyContext): readonly PolicyField[] {
  const fields: PolicyField[] = [];
  const field = (
    name: keyof Source,
    opposite: keyof Source,
    subject: () => Subject,
    seenIn?: PolicyField['seenIn'],
  ): void => addAsked(fields, name, source[name], source[opposite], subject, seenIn);
  field('principals', 'notPrincipals', () => subjects.principal(about, context));
  field('namespaces', 'notNamespaces', () => subjects.namespace(about));
  field('serviceAccounts', 'notServiceAccounts', () => subjects.serviceAccount(about, context));
  field('trustDomains', 'notTrustDomains', () => subjects.trustDomain(about));
  field('ipBlocks', 'notIpBlocks', () => subjects.sourceAddress(about));
  field('remoteIpBlocks', 'notRemoteIpBlocks', () => subjects.remoteAddress(about), 'envoy');
  field('requestPrincipals', 'notRequestPrincipals', () => subjects.requestPrincipal(about), 'requests');
  return fields;
}

/** What an operation asks for. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation */
export function operationFields(operation: Operation, about: Attributes): readonly PolicyField[] {
  const { hosts, notHosts, methods, notMethods, paths, notPaths, ports, notPorts } = operation;
  const fields: PolicyField[] = [];
  addAsked(fields, 'ports', ports, notPorts, () => subjects.port(about));
  addAsked(fields, 'hosts', hosts, notHosts, () => subjects.host(about), 'requests');
  addAsked(fields, 'methods', methods, notMethods, () => subjects.method(about), 'requests');
  addAsked(fields, 'paths', paths, notPaths, () => subjects.path(about), 'requests');
  return fields;
}

/** What a condition asks for. @see https://istio.io/latest/docs/reference/config/security/conditions/ */
export function conditionField(
  { key, values, notValues }: Condition,
  about: Attributes,
  context: PolicyContext,
): PolicyField {
  const subject = subjectOf(key, about, context) ?? {
    judge: () => ({ why: `condition ${key} is not modelled` }),
    actual: undefined,
  };
  const seenIn = key.startsWith('request.') ? 'requests' : OF_CONNECTIONS.has(key) ? 'connections' : 'envoy';
  return { name: key, values, notValues, subject, seenIn };
}

/** Conditions that a ztunnel knows. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'source.ip',
  'source.namespace',
  'source.principal',
  'destination.ip',
  'destination.port',
]);

/** Adds a field that asks for something. */
function addAsked(
  fields: PolicyField[],
  name: string,
  values: readonly string[] | undefined,
  notValues: readonly string[] | undefined,
  subject: () => Subject,
  seenIn: PolicyField['seenIn'] = 'connections',
): void {
  if ((values?.length ?? 0) + (notValues?.length ?? 0) === 0) return;
  fields.push({ name, values, notValues, subject: subject(), seenIn });
}

function subjectOf(key: string, about: Attributes, context: PolicyContext): Subject | undefined {
  const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
  if (header !== undefined) return subjects.header(about, header);
  const claim = /^request\.auth\.claims\[(.+)\]$/.exec(key)?.[1];
  if (claim !== undefined) return subjects.claim(about, claim.split(']['));
  switch (key) {
    case 'source.ip':
      return subjects.sourceAddress(about);
    case 'remote.ip':
      return subjects.remoteAddress(about);
    case 'source.namespace':
      return subjects.namespace(about);
    case 'source.principal':
      return subjects.principal(about, context);
    case 'source.serviceAccount':
      return subjects.serviceAccount(about, context);
    case 'source.trustDomain':
      return subjects.trustDomain(about);
    case 'request.auth.principal':
      return subjects.requestPrincipal(about);
    case 'request.auth.audiences':
      return subjects.claim(about, ['aud']);
    case 'request.auth.presenter':
      return subjects.claim(about, ['azp']);
    case 'destination.port':
      return subjects.port(about);
    case 'destination.ip':
      return subjects.destinationAddress();
    case 'connection.sni':
      return subjects.sni(about);
    default:
      return undefined;
  }
}
