import { isMap, type JsonMap } from '../../../kube/json';
import { create, type Expression, imported, list, literal, member, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import { field, fields, json, listOf, mapOf, mapsOf, maybe, numberOf, only, textOf } from '../values';

/** What a class of the Gateway API is called: several have the names of Istio's. */
export const gatewayApi = (name: string): Expression => member(imported('meshwright', 'gatewayApi'), name);

/** `new gatewayApi.Gateway(this, 'shop', { listeners: { http: Listener.http() } })` */
export function gateway(object: JsonMap, id: string): Expression {
  const { gatewayClassName, infrastructure, listeners } = only(
    specOf(object),
    ['gatewayClassName', 'infrastructure', 'listeners'],
    'the construct',
  );
  const names = (mapsOf(listeners) ?? []).map(({ name }) => textOf(name) ?? cannot('a listener has no name'));
  if (new Set(names).size < names.length) cannot('two listeners have one name');
  return create(
    gatewayApi('Gateway'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      gatewayClassName === 'istio' ? undefined : field('gatewayClassName', maybe(gatewayClassName)),
      field('infrastructure', maybe(only(mapOf(infrastructure), ['labels', 'annotations'], 'infrastructure'))),
      field(
        'listeners',
        fields((mapsOf(listeners) ?? []).map((each, index) => field(names[index] ?? '', listener(each)))),
      ),
    ]),
  );
}

/** The listeners of a Gateway by their names, as the type of the construct has them. */
export function listenerTypes(object: JsonMap): string {
  const of = (mapsOf(specOf(object).listeners) ?? []).map(
    ({ name, protocol }) => `${JSON.stringify(String(name))}: gatewayApi.Listener<'${String(protocol)}'>`,
  );
  return `{ ${of.join('; ')} }`;
}

function listener(written: JsonMap): Expression {
  const { port, protocol, hostname, tls, allowedRoutes } = only(
    written,
    ['name', 'port', 'protocol', 'hostname', 'tls', 'allowedRoutes'],
    'a listener',
  );
  const number = numberOf(port) ?? cannot('a listener has no port');
  const { mode = 'Terminate', certificateRefs } =
    only(mapOf(tls), ['mode', 'certificateRefs'], 'tls of a listener') ?? {};
  const common = (usual: number) => [
    number === usual ? undefined : field('port', literal(number)),
    field('hostname', maybe(hostname)),
    field('allowedRoutes', allowed(mapOf(allowedRoutes) ?? {})),
  ];
  const of = (kind: string, options: Expression & { readonly type: 'record' }) =>
    method(gatewayApi('Listener'), kind, ...(options.entries.length === 0 ? [] : [options]));
  if (protocol === 'HTTP' && tls === undefined) return of('http', fields(common(80)));
  if (protocol === 'TLS' && mode === 'Passthrough') return of('passthrough', fields(common(443)));
  if (protocol !== 'HTTPS' || mode !== 'Terminate') return cannot(`a listener speaks ${String(protocol)}`);
  const certificates = (mapsOf(certificateRefs) ?? []).map(({ group, kind, ...reference }) => {
    if ((group ?? '') !== '' || (kind ?? 'Secret') !== 'Secret') cannot('a certificate is no Secret');
    return json(only(reference, ['name', 'namespace'], 'a certificate'));
  });
  return of('https', fields([...common(443), field('certificates', list(certificates))]));
}

/** Whose routes a listener takes; nothing for those of its own namespace. */
export function allowed({ namespaces, kinds }: JsonMap): Expression | undefined {
  if (kinds !== undefined) cannot('a listener takes certain kinds of routes');
  const { from = 'Same', selector } = mapOf(namespaces) ?? {};
  const of = gatewayApi('AllowedNamespaces');
  if (from === 'Same') return undefined;
  if (from === 'All') return member(of, 'ALL');
  const { matchLabels, matchExpressions } = mapOf(selector) ?? {};
  if (isMap(matchLabels) && matchExpressions === undefined) return method(of, 'labels', json(matchLabels));
  const [expression, another] = mapsOf(matchExpressions) ?? [];
  const isOfNames = expression?.key === 'kubernetes.io/metadata.name' && expression.operator === 'In';
  if (!isOfNames || another !== undefined || matchLabels !== undefined)
    cannot('it selects namespaces by an expression');
  return method(of, 'named', json(listOf(expression.values) ?? []));
}
