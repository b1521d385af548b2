import { ApiObject, type Chart } from 'cdk8s';

/** Adds the i-th of a mix of objects like those of a mesh: routes, workloads, services and configuration. */
export function addObject(chart: Chart, i: number): void {
  const kinds = [virtualService, deployment, service, configMap] as const;
  const kind = kinds[i % kinds.length] ?? configMap;
  new ApiObject(chart, `object-${i}`, kind(i));
}

function virtualService(i: number) {
  const destination = (subset: string) => ({ host: `app-${i}.web.svc.cluster.local`, subset, port: { number: 9080 } });
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: `route-${i}` },
    spec: {
      hosts: [`app-${i}`, `app-${i}.example.com`],
      gateways: ['mesh', 'istio-system/edge'],
      http: [
        {
          match: [{ uri: { prefix: `/api/v${i % 7}/` }, headers: { 'end-user': { exact: 'jason' } } }],
          route: [{ destination: destination('v2') }],
          timeout: '5s',
          retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,connect-failure' },
        },
        {
          route: [
            { destination: destination('v1'), weight: 80 },
            { destination: destination('v2'), weight: 20 },
          ],
        },
      ],
    },
  };
}

function deployment(i: number) {
  const labels = { app: `app-${i}`, version: 'v1' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${i}-v1`, labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9080' } },
        spec: {
          serviceAccountName: `app-${i}`,
          containers: [
            {
              name: 'app',
              image: `docker.io/istio/examples-app:1.${i % 20}.0`,
              imagePullPolicy: 'IfNotPresent',
              ports: [{ containerPort: 9080 }],
              env: [{ name: 'LOG_DIR', value: '/tmp/logs' }],
              resources: { requests: { cpu: '100m', memory: '128Mi' } },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}

function service(i: number) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `app-${i}`, labels: { app: `app-${i}` } },
    spec: { ports: [{ name: 'http', port: 9080, targetPort: 9080 }], selector: { app: `app-${i}` } },
  };
}

function configMap(i: number) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `settings-${i}` },
    data: { 'app.properties': `# settings of app ${i}\nlevel: info\n\n[cache]\n  size = ${i}\n`, mode: 'on' },
  };
}
