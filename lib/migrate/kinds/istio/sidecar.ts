import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, member, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import { field, fields, istio, json, listed, listOf, mapOf, mapsOf, maybe, textOf } from '../values';
import { target } from './destinations';
import { serverTls } from './gateway';
import { connectionPool } from './traffic-policy';

/** `new Sidecar(this, 'default', { egress: [{ hosts: [EgressHosts.ownNamespace] }] })` */
export function sidecar(object: JsonMap, id: string, scope: Scope): Expression {
  const { workloadSelector, egress, ingress, outboundTrafficPolicy, inboundConnectionPool } = specOf(object);
  const labels = mapOf(mapOf(workloadSelector)?.labels);
  const app = labels && scope.app(labels);
  const outbound = mapOf(outboundTrafficPolicy);
  return create(
    istio('Sidecar'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field(
        'selector',
        labels &&
          (app
            ? method(istio('WorkloadSelector'), 'app', app)
            : method(istio('WorkloadSelector'), 'labels', json(labels))),
        ['spec', 'workloadSelector'],
      ),
      field(
        'egress',
        listed(mapsOf(egress), ['spec', 'egress'], ({ hosts, port, ...listener }, at) =>
          fields([
            field(
              'hosts',
              listed(listOf(hosts), [...at, 'hosts'], (host) => egressHosts(textOf(host) ?? '', scope)),
              [...at, 'hosts'],
            ),
            field('port', maybe(port)),
            ...Object.entries(listener).map(([key, value]) => field(key, json(value))),
          ]),
        ),
        ['spec', 'egress'],
      ),
      field(
        'ingress',
        listed(mapsOf(ingress), ['spec', 'ingress'], ({ tls, connectionPool: pool, ...listener }, at) =>
          fields([
            ...Object.entries(listener).map(([key, value]) => field(key, json(value), [...at, key])),
            field('tls', tls === undefined ? undefined : tlsOf(mapOf(tls) ?? {})),
            field('connectionPool', connectionPool(mapOf(pool))),
          ]),
        ),
        ['spec', 'ingress'],
      ),
      field('outboundTrafficPolicy', outbound && outboundPolicy(outbound, scope), ['spec', 'outboundTrafficPolicy']),
      field('inboundConnectionPool', connectionPool(mapOf(inboundConnectionPool))),
    ]),
  );
}

function tlsOf(tls: JsonMap): Expression {
  return serverTls(textOf(tls.mode) ?? '', tls, []);
}

function outboundPolicy({ mode, egressProxy }: JsonMap, scope: Scope): Expression {
  const proxy = mapOf(egressProxy);
  if (proxy === undefined) return fields([field('mode', maybe(mode))]);
  const port = mapOf(proxy.port)?.number;
  const destination = fields([field('destination', target(proxy, scope).expression), field('port', maybe(port))]);
  return fields([field('egressProxy', destination)]);
}

function egressHosts(written: string, scope: Scope): Expression {
  const hosts = istio('EgressHosts');
  const [namespace, host] = written.split('/');
  if (namespace === undefined || host === undefined) return cannot(`egress has "${written}", without a namespace`);
  if (host === '*') {
    const known = { '.': 'ownNamespace', '*': 'everything', '~': 'nothing' }[namespace];
    return known === undefined ? method(hosts, 'namespace', literal(namespace)) : member(hosts, known);
  }
  const suffix = '.svc.cluster.local';
  if (namespace === '.' && host.endsWith(`.${scope.namespace}${suffix}`)) {
    return method(hosts, 'of', scope.host(host.slice(0, -`.${scope.namespace}${suffix}`.length)));
  }
  return method(hosts, 'of', scope.host(host));
}
