import type { JsonMap } from '../../../kube/json';
import { equalJson } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { create, type Expression, literal, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import { field, fields, istio, json, listed, mapOf, mapsOf, maybe, numberOf, only, textOf } from '../values';

/** The factories by protocol, and the ports that they take without being told. */
const FACTORIES: Readonly<Record<string, { readonly name: string; readonly port?: number }>> = {
  HTTP: { name: 'http', port: 80 },
  HTTPS: { name: 'https', port: 443 },
  HTTP2: { name: 'http2' },
  GRPC: { name: 'grpc' },
  'GRPC-WEB': { name: 'grpcWeb' },
  TCP: { name: 'tcp' },
  TLS: { name: 'tls' },
  MONGO: { name: 'mongo' },
  MYSQL: { name: 'mysql' },
  REDIS: { name: 'redis' },
};

/** `new Gateway(this, 'edge', { servers: [Server.http({ … })] })` */
export function gateway(object: JsonMap, id: string): Expression {
  const { selector, servers } = specOf(object);
  const isUsual = equalJson(selector, { istio: 'ingressgateway' });
  return create(
    istio('Gateway'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      isUsual ? undefined : field('selector', maybe(selector, ['spec', 'selector']), ['spec', 'selector']),
      field('servers', listed(mapsOf(servers), ['spec', 'servers'], server), ['spec', 'servers']),
    ]),
  );
}

function server({ port, hosts, tls, name, bind, defaultEndpoint }: JsonMap, at: FieldPath): Expression {
  const { number, name: portName, protocol } = mapOf(port) ?? {};
  const text = textOf(protocol) ?? cannot('a server has no protocol');
  const settings = mapOf(tls);
  const mode = textOf(settings?.mode);
  const factory = passing(mode, text) ?? FACTORIES[text] ?? cannot(`there is no Server of ${text}`);
  const usualName = `${text.toLowerCase()}${isUsual(text, number) ? '' : `-${number}`}`;
  const isPlain = !['https', 'tls', 'passthrough', 'autoPassthrough'].includes(factory.name);
  return method(
    istio('Server'),
    factory.name,
    fields([
      numberOf(number) === factory.port ? undefined : field('port', json(number), [...at, 'port', 'number']),
      portName === usualName ? undefined : field('portName', maybe(textOf(portName)), [...at, 'port', 'name']),
      factory.name === 'passthrough' && text === 'HTTPS' ? field('protocol', literal('HTTPS')) : undefined,
      field('name', maybe(name)),
      field('bind', maybe(bind)),
      field('defaultEndpoint', maybe(defaultEndpoint)),
      field('hosts', json(hosts, [...at, 'hosts']), [...at, 'hosts']),
      isPlain
        ? field('httpsRedirect', maybe(settings?.httpsRedirect), [...at, 'tls'])
        : mode === undefined || settings === undefined || passing(mode, text)
          ? undefined
          : field('tls', serverTls(mode, settings, [...at, 'tls']), [...at, 'tls']),
    ]),
  );
}

function isUsual(protocol: string, port: unknown): boolean {
  return ({ HTTP: 80, HTTPS: 443, TLS: 443 }[protocol] ?? port) === port || port === 0;
}

function passing(
  mode: string | undefined,
  protocol: string,
): { readonly name: string; readonly port: number } | undefined {
  if (mode === 'PASSTHROUGH') return { name: 'passthrough', port: 443 };
  return mode === 'AUTO_PASSTHROUGH' && protocol === 'TLS' ? { name: 'autoPassthrough', port: 15443 } : undefined;
}

const MODES: Readonly<Record<string, string>> = {
  SIMPLE: 'simple',
  MUTUAL: 'mutual',
  OPTIONAL_MUTUAL: 'optionalMutual',
  ISTIO_MUTUAL: 'istioMutual',
};

const VERSIONS = ['minProtocolVersion', 'maxProtocolVersion', 'cipherSuites'];
const SERVER = [
  ...VERSIONS,
  ...['credentialName', 'credentialNames', 'serverCertificate', 'privateKey', 'tlsCertificates'],
];
const CLIENTS = [
  ...SERVER,
  ...['caCertificates', 'caCrl', 'caCertCredentialName', 'subjectAltNames'],
  ...['verifyCertificateSpki', 'verifyCertificateHash'],
];
const SERVER_TLS: Readonly<Record<string, readonly string[]>> = {
  SIMPLE: SERVER,
  MUTUAL: CLIENTS,
  OPTIONAL_MUTUAL: CLIENTS,
  ISTIO_MUTUAL: [...VERSIONS, 'subjectAltNames'],
};

/** `ServerTls.simple({ credentialName: 'cert' })` */
export function serverTls(mode: string, { mode: _, ...options }: JsonMap, at: FieldPath): Expression {
  const name = MODES[mode] ?? cannot(`there is no ServerTls of ${mode}`);
  only(options, SERVER_TLS[mode] ?? [], `ServerTls of ${mode}`);
  const isEmpty = Object.keys(options).length === 0 && name === 'istioMutual';
  return method(istio('ServerTls'), name, ...(isEmpty ? [] : [json(options, at)]));
}
