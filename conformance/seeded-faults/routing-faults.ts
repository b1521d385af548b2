import { isMap } from '../../lib/kube/json';
import { added, at, beside, changed, items, metadataOf, misspelt, ofKind, put, removed, routesOf } from './edit';
import type { FaultKind, LabObject } from './fault';

/** The subsets that VirtualServices send requests to, as `host/subset`. */
function subsetsInUse(lab: readonly LabObject[]): ReadonlySet<string> {
  return new Set(
    ofKind(lab, 'VirtualService').flatMap((service) =>
      routesOf(service).map(
        ({ item }) => `${at(item, ['destination', 'host'])}/${at(item, ['destination', 'subset'])}`,
      ),
    ),
  );
}

const MISSING = ['IST0101'];

/** Routes of requests, and what they lead to. */
export const ROUTING_FAULTS: readonly FaultKind[] = [
  {
    name: 'a subset to which requests are sent is gone',
    rules: MISSING,
    *changes(lab) {
      for (const rule of ofKind(lab, 'DestinationRule')) {
        const inUse = subsetsInUse(beside(lab, rule));
        for (const { item, way } of items(rule.object, ['spec', 'subsets'])) {
          if (inUse.has(`${at(rule.object, ['spec', 'host'])}/${item.name}`)) yield changed(rule, way, undefined);
        }
      }
    },
  },
  {
    name: 'a subset is misspelt in a route',
    rules: MISSING,
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of routesOf(service)) {
          const subset = at(item, ['destination', 'subset']);
          if (typeof subset === 'string') yield changed(service, [...way, 'destination', 'subset'], `${subset}0`);
        }
      }
    },
  },
  {
    name: 'a host is misspelt in a route',
    rules: MISSING,
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of routesOf(service)) {
          const host = at(item, ['destination', 'host']);
          if (typeof host === 'string') yield changed(service, [...way, 'destination', 'host'], misspelt(host));
        }
      }
    },
  },
  {
    name: 'a route leads to a port that the Service does not have',
    rules: MISSING,
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of routesOf(service)) {
          if (isMap(item.destination)) yield changed(service, [...way, 'destination', 'port'], { number: 8999 });
        }
      }
    },
  },
  {
    name: 'a Gateway is misspelt in a VirtualService',
    rules: MISSING,
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        const gateways = at(service.object, ['spec', 'gateways']);
        for (const [index, gateway] of (Array.isArray(gateways) ? gateways : []).entries()) {
          if (gateway !== 'mesh') yield changed(service, ['spec', 'gateways', index], misspelt(String(gateway)));
        }
      }
    },
  },
  {
    name: 'a Gateway is gone',
    rules: MISSING,
    *changes(lab) {
      for (const gateway of ofKind(lab, 'Gateway')) {
        const { name } = metadataOf(gateway.object);
        const isUsed = ofKind(beside(lab, gateway), 'VirtualService').some(({ object }) => {
          const gateways = at(object, ['spec', 'gateways']);
          return Array.isArray(gateways) && gateways.some((each) => String(each).split('/').at(-1) === name);
        });
        if (isUsed) yield removed(gateway);
      }
    },
  },
  {
    name: 'a Gateway selects no proxy',
    rules: MISSING,
    *changes(lab) {
      for (const gateway of ofKind(lab, 'Gateway')) {
        const selector = at(gateway.object, ['spec', 'selector']);
        for (const [key, value] of Object.entries(isMap(selector) ? selector : {}))
          yield changed(gateway, ['spec', 'selector', key], misspelt(String(value)));
      }
    },
  },
  {
    name: 'a VirtualService is for a host that its Gateway does not serve',
    rules: ['IST0132'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        const hosts = at(service.object, ['spec', 'hosts']);
        if (at(service.object, ['spec', 'gateways']) === undefined || !Array.isArray(hosts) || hosts.includes('*'))
          continue;
        for (const [index, host] of hosts.entries()) {
          if (String(host).includes('.')) yield changed(service, ['spec', 'hosts', index], misspelt(String(host)));
        }
      }
    },
  },
  {
    name: 'a Gateway has a port that its Service does not have',
    rules: ['IST0162'],
    *changes(lab) {
      for (const gateway of ofKind(lab, 'Gateway')) {
        for (const { way } of items(gateway.object, ['spec', 'servers']))
          yield changed(gateway, [...way, 'port', 'number'], 8123);
      }
    },
  },
  {
    name: 'the rule for all requests comes first',
    rules: ['IST0130'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        const rules = at(service.object, ['spec', 'http']);
        if (!Array.isArray(rules) || rules.length < 2 || isMap(rules.at(-1)) === false) continue;
        if (Array.isArray((rules.at(-1) as { match?: unknown }).match)) continue;
        yield changed(service, ['spec', 'http'], [rules.at(-1), ...rules.slice(0, -1)]);
      }
    },
  },
  {
    name: 'a second VirtualService for the host',
    rules: ['IST0109'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        if (at(service.object, ['spec', 'gateways']) !== undefined) continue;
        const copy = put(service.object, ['metadata', 'name'], `${metadataOf(service.object).name}-again`);
        yield added(service, copy);
      }
    },
  },
  {
    name: 'the weights of a rule are all 0',
    rules: ['IST0106'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of items(service.object, ['spec', 'http'])) {
          const routes = item.route;
          if (!Array.isArray(routes) || routes.length < 2) continue;
          yield changed(
            service,
            [...way, 'route'],
            routes.map((route) => ({ ...route, weight: 0 })),
          );
        }
      }
    },
  },
  {
    name: 'a DestinationRule is for a host that does not exist',
    rules: ['IST0174', 'IST0101'],
    *changes(lab) {
      for (const rule of ofKind(lab, 'DestinationRule')) {
        const host = String(at(rule.object, ['spec', 'host']));
        if (!host.includes('*')) yield changed(rule, ['spec', 'host'], misspelt(host));
      }
    },
  },
  {
    name: 'the label of a subset is on no pod',
    rules: ['IST0173'],
    *changes(lab) {
      for (const rule of ofKind(lab, 'DestinationRule')) {
        const inUse = subsetsInUse(beside(lab, rule));
        for (const { item, way } of items(rule.object, ['spec', 'subsets'])) {
          if (!inUse.has(`${at(rule.object, ['spec', 'host'])}/${item.name}`) || !isMap(item.labels)) continue;
          for (const key of Object.keys(item.labels)) yield changed(rule, [...way, 'labels', key], 'v0');
        }
      }
    },
  },
  {
    name: 'a VirtualService is put into another namespace',
    rules: ['IST0101', 'IST0109', 'MESH_UNKNOWN_HOST'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) yield changed(service, ['metadata', 'namespace'], 'test');
    },
  },
  {
    name: 'the host of a VirtualService for the mesh is misspelt',
    rules: ['MESH_UNKNOWN_HOST'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        const hosts = at(service.object, ['spec', 'hosts']);
        if (at(service.object, ['spec', 'gateways']) !== undefined || !Array.isArray(hosts)) continue;
        for (const [index, host] of hosts.entries())
          yield changed(service, ['spec', 'hosts', index], misspelt(String(host)));
      }
    },
  },
  {
    name: 'copies of requests go to a subset that does not exist',
    rules: MISSING,
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const rule of items(service.object, ['spec', 'http'])) {
          for (const { way } of items(service.object, [...rule.way, 'mirrors']))
            yield changed(service, [...way, 'destination', 'subset'], 'v9');
        }
      }
    },
  },
  {
    name: 'a rule for a part of the requests stands behind one for all of them',
    rules: ['IST0130', 'IST0131'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of items(service.object, ['spec', 'http'])) {
          const [first] = Array.isArray(item.match) ? item.match : [];
          if (!isMap(first) || !isMap(first.uri) || typeof first.uri.prefix !== 'string') continue;
          const rules = at(service.object, ['spec', 'http']) as readonly unknown[];
          const index = Number(way.at(-1));
          const narrow = { ...item, match: [{ ...first, uri: { prefix: `${first.uri.prefix}/more` } }] };
          yield changed(service, ['spec', 'http'], [...rules.slice(0, index + 1), narrow, ...rules.slice(index + 1)]);
        }
      }
    },
  },
  {
    name: 'weights and copies have changed places',
    rules: ['IST0106', 'MESH_WEIGHTS'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of items(service.object, ['spec', 'http'])) {
          const [first, second] = Array.isArray(item.route) ? item.route : [];
          if (!isMap(first) || !isMap(second) || first.weight === 100) continue;
          // The share stays where it was: one destination is left, with a part of the requests.
          const { weight, ...copied } = second;
          const rule = { ...item, route: [first], mirrors: [{ ...copied, percentage: { value: weight } }] };
          yield changed(service, way, rule);
        }
      }
    },
  },
  {
    name: 'the share of copies is more than all',
    rules: ['IST0106', 'SCHEMA_RANGE'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const rule of items(service.object, ['spec', 'http'])) {
          for (const { way } of items(service.object, [...rule.way, 'mirrors']))
            yield changed(service, [...way, 'percentage'], { value: 150 });
        }
      }
    },
  },
  {
    name: 'a fault is for no request',
    rules: ['MESH_FAULT_NEVER'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { way } of items(service.object, ['spec', 'http'])) {
          for (const fault of ['delay', 'abort']) {
            if (at(service.object, [...way, 'fault', fault]) !== undefined)
              yield changed(service, [...way, 'fault', fault, 'percentage'], undefined);
          }
        }
      }
    },
  },
  {
    name: 'tries take longer than the timeout',
    rules: ['MESH_RETRIES_BEYOND_TIMEOUT'],
    *changes(lab) {
      for (const service of ofKind(lab, 'VirtualService')) {
        for (const { item, way } of items(service.object, ['spec', 'http'])) {
          if (item.route === undefined) continue;
          yield changed(service, way, { ...item, timeout: '2s', retries: { attempts: 3, perTryTimeout: '5s' } });
        }
      }
    },
  },
  {
    name: 'a Gateway takes TLS without saying how',
    rules: ['IST0106'],
    *changes(lab) {
      for (const gateway of ofKind(lab, 'Gateway')) {
        for (const { item, way } of items(gateway.object, ['spec', 'servers'])) {
          if (at(item, ['tls', 'mode']) !== undefined) yield changed(gateway, [...way, 'tls'], undefined);
        }
      }
    },
  },
  {
    name: 'a port of a Service with routes of HTTP is called as one of TCP',
    rules: ['MESH_ROUTE_PROTOCOL'],
    *changes(lab) {
      const hosts = new Set(
        ofKind(lab, 'VirtualService')
          .filter(
            ({ object }) =>
              at(object, ['spec', 'http']) !== undefined && at(object, ['spec', 'gateways']) === undefined,
          )
          .flatMap(({ object }) => (at(object, ['spec', 'hosts']) as readonly string[]).map((host) => host)),
      );
      for (const service of ofKind(lab, 'Service')) {
        if (service.scenario !== undefined || !hosts.has(metadataOf(service.object).name)) continue;
        for (const { item, way } of items(service.object, ['spec', 'ports'])) {
          if (String(item.name).startsWith('http')) yield changed(service, [...way, 'name'], 'tcp');
        }
      }
    },
  },
];
