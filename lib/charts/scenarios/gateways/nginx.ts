import type { Construct } from 'constructs';
import { ConfigMap, Mount, Port, Probe } from '../../../kubernetes';
import { Microservice } from '../../../microservice';

/** The Secret, beside the pods, with the certificate that nginx shows; the guide has the commands that make it. */
const NGINX_CERTIFICATE = 'nginx-certificate';

const CONFIGURATION = `server {
  listen 8443 ssl;
  ssl_certificate /etc/nginx/certificate/tls.crt;
  ssl_certificate_key /etc/nginx/certificate/tls.key;
  location / {
    default_type text/plain;
    return 200 "hello nginx, over TLS\\n";
  }
}
`;

/** nginx with a certificate of its own: a service in the mesh that speaks HTTPS itself. */
export function deployNginx(scope: Construct): Microservice<'nginx', 'v1'> {
  const configuration = new ConfigMap(scope, 'nginx-configuration', { data: { 'default.conf': CONFIGURATION } });
  return new Microservice(scope, 'nginx', {
    port: Port.https(443, { targetPort: 8443 }),
    versions: {
      v1: {
        deploymentName: 'nginx',
        image: 'docker.io/nginxinc/nginx-unprivileged:1.29.4-alpine',
        runAsUser: 101,
        writable: ['/tmp'],
        mounts: [
          Mount.configMap(configuration, { path: '/etc/nginx/conf.d' }),
          Mount.secret({ name: NGINX_CERTIFICATE }, { path: '/etc/nginx/certificate' }),
        ],
        podAnnotations: { 'checksum/config': configuration.checksum },
        readinessProbe: Probe.http({ path: '/' }),
      },
    },
  });
}
