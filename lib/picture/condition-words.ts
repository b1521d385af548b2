import type {
  HTTPMatchRequest,
  L4MatchAttributes,
  StringMatch,
  TLSMatchAttributes,
} from '../../imports/networking.istio.io';

type Strings = Readonly<Record<string, StringMatch>> | undefined;

/** The conditions of a rule of `http` in a few words: `/login or end-user: jason`; empty where there are none. */
export function httpConditions(matches: readonly HTTPMatchRequest[] | undefined): string {
  return anyOf((matches ?? []).map(httpCondition));
}

/** The conditions of a rule of `tcp` or `tls`. */
export function l4Conditions(matches: readonly (L4MatchAttributes | TLSMatchAttributes)[] | undefined): string {
  return anyOf((matches ?? []).map(l4Condition));
}

/** A condition that says nothing holds for all requests, whatever the others say. */
function anyOf(conditions: readonly string[]): string {
  return conditions.includes('') ? '' : conditions.join(' or ');
}

function httpCondition(match: HTTPMatchRequest): string {
  const { authority, scheme, method, uri, headers, withoutHeaders, queryParams, port, gateways, ignoreUriCase } = match;
  return [
    wording('', method),
    wording('', uri) + (uri !== undefined && ignoreUriCase === true ? ' in any case' : ''),
    wording('host ', authority),
    wording('scheme ', scheme),
    ...named(
      headers,
      (name) => `${name}: `,
      (name) => `has ${name}`,
    ),
    ...named(
      withoutHeaders,
      (name) => `not ${name}: `,
      (name) => `no ${name}`,
    ),
    ...named(
      queryParams,
      (name) => `?${name}=`,
      (name) => `?${name}`,
    ),
    ...(port === undefined || port === 0 ? [] : [`port ${port}`]),
    ...source(match),
    ...at(gateways),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function l4Condition(match: L4MatchAttributes | TLSMatchAttributes): string {
  const { destinationSubnets = [], port, gateways } = match;
  return [
    ...('sniHosts' in match ? [`SNI ${match.sniHosts.join(', ')}`] : []),
    ...(destinationSubnets.length === 0 ? [] : [`to ${destinationSubnets.join(', ')}`]),
    ...(port === undefined || port === 0 ? [] : [`port ${port}`]),
    ...('sourceSubnet' in match && match.sourceSubnet ? [`from ${match.sourceSubnet}`] : []),
    ...source(match),
    ...at(gateways),
  ].join(', ');
}

function source({
  sourceLabels = {},
  sourceNamespace,
}: Pick<HTTPMatchRequest, 'sourceLabels' | 'sourceNamespace'>): readonly string[] {
  const labels = Object.entries(sourceLabels).map(([name, value]) => `${name}=${value}`);
  return [
    ...(labels.length === 0 ? [] : [`from ${labels.join(', ')}`]),
    ...(sourceNamespace ? [`from namespace ${sourceNamespace}`] : []),
  ];
}

function at(gateways: readonly string[] = []): readonly string[] {
  return gateways.length === 0 ? [] : [`at ${gateways.join(', ')}`];
}

function named(
  strings: Strings,
  before: (name: string) => string,
  present: (name: string) => string,
): readonly string[] {
  return Object.entries(strings ?? {}).map(([name, match]) => wording(before(name), match) || present(name));
}

/** `/login`, `/static…` for a prefix, `~ ^a` for an expression; empty for a match that says nothing. */
function wording(before: string, match: StringMatch | undefined): string {
  if (match === undefined) return '';
  if (match.exact !== undefined) return `${before}${match.exact}`;
  if (match.prefix !== undefined) return `${before}${match.prefix}…`;
  return match.regex === undefined ? '' : `${before}~ ${match.regex}`;
}
