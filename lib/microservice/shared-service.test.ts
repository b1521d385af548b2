import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import { SharedService } from './shared-service';

const image = 'example.com/app:1.0.0';
const label = { 'service.meshwright.dev/web-svc': 'backend' };

function setup() {
  const app = new App();
  const chart = new Chart(app, 'web', { namespace: 'web' });
  const tomcat = new Microservice(chart, 'tomcat', { port: Port.http(8080), versions: { v1: { image } } });
  const httpd = new Microservice(chart, 'httpd', { port: Port.http(8080), versions: { v1: { image }, v2: { image } } });
  return { app, chart, tomcat, httpd };
}

describe('a shared Service', () => {
  test('selects the pods of its backends by a label that it gives them', () => {
    // GIVEN
    const { chart, tomcat, httpd } = setup();

    // WHEN
    const web = new SharedService(chart, 'web-svc', { port: Port.http(8080), backends: [tomcat, httpd] });

    // THEN
    expect(web.service.toJson()).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web-svc', namespace: 'web' },
      spec: { selector: label, ports: [{ name: 'http', port: 8080 }] },
    });
    for (const version of [...tomcat.versions, ...httpd.versions]) {
      const { spec } = version.deployment.toJson();
      expect(spec.template.metadata.labels).toEqual({ app: version.app, version: version.version, ...label });
      expect(spec.selector.matchLabels).toEqual({ app: version.app, version: version.version });
    }
  });

  test('can lead to one version only', () => {
    // GIVEN
    const { chart, httpd } = setup();

    // WHEN
    new SharedService(chart, 'web-svc', { port: Port.http(8080), backends: [httpd.version('v2')] });

    // THEN
    expect(httpd.versions.map((version) => version.podLabels)).toEqual([
      { app: 'httpd', version: 'v1' },
      { app: 'httpd', version: 'v2', ...label },
    ]);
  });

  test('can share its backends with another one', () => {
    // GIVEN
    const { chart, tomcat } = setup();

    // WHEN
    new SharedService(chart, 'a', { port: Port.http(8080), backends: [tomcat] });
    new SharedService(chart, 'b', { port: Port.http(8080), backends: [tomcat], label: { key: 'tier', value: 'web' } });

    // THEN
    expect(tomcat.version('v1').podLabels).toEqual({
      app: 'tomcat',
      version: 'v1',
      'service.meshwright.dev/a': 'backend',
      tier: 'web',
    });
  });

  test('is a destination of routes', () => {
    // GIVEN
    const { chart, tomcat } = setup();

    // WHEN
    const web = new SharedService(chart, 'web-svc', { port: Port.http(8080), backends: [tomcat] });

    // THEN
    expect(web.host.nameFor('web')).toBe('web-svc');
    expect(web.host.nameFor('shop')).toBe('web-svc.web.svc.cluster.local');
    expect(web.weighted(1)).toEqual({ destination: web.host, weight: 1, options: {} });
  });

  test('refuses a port that a backend does not listen on', () => {
    // GIVEN
    const { chart, tomcat } = setup();
    const dns = new Microservice(chart, 'dns', { port: Port.udp(8080), versions: { v1: { image } } });
    const client = new Microservice(chart, 'client', { versions: { v1: { image } } });

    // THEN
    expect(() => new SharedService(chart, 'a', { port: Port.http(80), backends: [tomcat] })).toThrow(
      '[web/a] port 80 leads to port 80 of the pods, but backend web/tomcat/v1 listens on 8080: give a `targetPort` that all backends listen on',
    );
    expect(() => new SharedService(chart, 'b', { port: Port.http(8080), backends: [tomcat, dns] })).toThrow(
      'backend web/dns/v1 listens on 8080',
    );
    expect(() => new SharedService(chart, 'c', { port: Port.http(8080), backends: [client] })).toThrow(
      'backend web/client/v1 listens on no port',
    );
    const port = Port.http(80, { targetPort: 8080 });
    expect(new SharedService(chart, 'd', { port, backends: [tomcat] }).service.toJson().spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 8080 },
    ]);
  });

  test('refuses backends in another namespace', () => {
    // GIVEN
    const { app, tomcat } = setup();
    const other = new Chart(app, 'shop');

    // THEN
    expect(() => new SharedService(other, 'web-svc', { port: Port.http(8080), backends: [tomcat] })).toThrow(
      '[shop/web-svc] backend web/tomcat/v1 is in namespace "web", and a Service in no namespace cannot select its pods: put both in one',
    );
  });

  test('refuses no backends, no ports and a label that selects something else from untyped code', () => {
    const { chart, tomcat } = setup();
    expect(() => new SharedService(chart, 'a', { port: Port.http(8080), backends: [] as never })).toThrow(
      '[web/a] `backends` is empty',
    );
    expect(() => new SharedService(chart, 'b', { backends: [tomcat] } as never)).toThrow(
      '[web/b] a Service needs a port',
    );
    const app = { key: 'app', value: 'web' };
    expect(() => new SharedService(chart, 'c', { port: Port.http(8080), backends: [tomcat], label: app })).toThrow(
      '[web/tomcat/v1] the pods have the label app already: "tomcat", not "web"',
    );
  });
});
