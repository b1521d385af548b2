import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import { field, fields, istio, json, listed, mapOf, mapsOf, maybe, oneOf, only } from '../values';

const PROTOCOLS = ['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB', 'TCP', 'TLS', 'MONGO', 'MYSQL', 'REDIS'];
const ENDPOINT = ['address', 'ports', 'labels', 'locality', 'weight', 'serviceAccount'];

/** `new ServiceEntry(this, 'googleapis', { hosts: […], ports: […], resolution: Resolution.dns() })` */
export function serviceEntry(object: JsonMap, id: string): Expression {
  const { hosts, addresses, ports, location, resolution, endpoints, workloadSelector, subjectAltNames, exportTo } =
    specOf(object);
  return create(
    istio('ServiceEntry'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field('hosts', json(hosts, ['spec', 'hosts']), ['spec', 'hosts']),
      field('addresses', maybe(addresses, ['spec', 'addresses']), ['spec', 'addresses']),
      field(
        'ports',
        listed(mapsOf(ports), ['spec', 'ports'], ({ number, protocol, name, targetPort }) =>
          fields([
            field('number', json(number)),
            field('protocol', json(oneOf(protocol, PROTOCOLS, 'the protocol of a port'))),
            name === String(protocol).toLowerCase() ? undefined : field('name', maybe(name)),
            field('targetPort', maybe(targetPort)),
          ]),
        ),
        ['spec', 'ports'],
      ),
      field('location', maybe(location), ['spec', 'location']),
      field('resolution', resolutionOf(resolution, endpoints, mapOf(workloadSelector)), ['spec', 'resolution']),
      field('subjectAltNames', maybe(subjectAltNames)),
      field('exportTo', maybe(exportTo)),
    ]),
  );
}

function resolutionOf(resolution: unknown, endpoints: unknown, selector: JsonMap | undefined): Expression {
  const of = (name: string, ...parts: readonly Expression[]) => method(istio('Resolution'), name, ...parts);
  const known = mapsOf(endpoints) ?? [];
  for (const each of known) only(each, ENDPOINT, 'an endpoint');
  switch (resolution) {
    // Istio's own, where nothing is said.
    case undefined:
    case 'NONE':
      return of('none');
    case 'STATIC':
      return selector ? of('workloads', json(selector.labels)) : of('static', json(endpoints));
    case 'DNS':
      return of('dns', ...(known.length > 0 ? [json(known, ['spec', 'endpoints'])] : []));
    case 'DNS_ROUND_ROBIN':
      return of('dnsRoundRobin', ...known.slice(0, 1).map((endpoint) => json(endpoint)));
    case 'DYNAMIC_DNS':
      return of('dynamicDns');
    default:
      return cannot('it does not say how addresses are found');
  }
}
