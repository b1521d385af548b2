import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { HttpAction, VirtualService } from '../istio';
import { type Namespace, Port, Probe } from '../kubernetes';
import { Microservice, SharedService } from '../microservice';

/** Where the web chart is deployed. */
export interface WebChartProps {
  readonly namespace: Namespace<string>;
}

const BUSYBOX = 'docker.io/library/busybox:1.37.0';

/**
 * One web service that two servers answer, Tomcat and httpd, and a client to ask it: chapter seven's first experiment.
 * Of the requests to `web-svc`, 80 % go to Tomcat and 20 % to httpd.
 */
export class WebChart extends Chart {
  /** The name of the route, by which scenarios replace it. */
  readonly routeName = 'web-svc-vs';
  readonly tomcat: Microservice<'tomcat', 'v1', 'tomcat-svc'>;
  readonly httpd: Microservice<'httpd', 'v1', 'httpd-svc'>;
  /** What the client asks for: both servers. */
  readonly web: SharedService<'web-svc'>;

  constructor(scope: Construct, id: string, props: WebChartProps) {
    super(scope, id, { namespace: props.namespace.name });
    this.addDependency(props.namespace);

    new Microservice(this, 'client', {
      versions: { v1: { deploymentName: 'client', image: BUSYBOX, command: ['/bin/sleep', 'infinity'] } },
    });

    this.tomcat = new Microservice(this, 'tomcat', {
      serviceName: 'tomcat-svc',
      port: Port.http(8080),
      versions: {
        v1: {
          deploymentName: 'tomcat',
          image: 'docker.io/kubeguide/tomcat-app:v1',
          readinessProbe: Probe.tcp(),
          relax: {
            root: 'the image has no other user, and its files belong to root',
            writableRootFilesystem: 'Tomcat unpacks applications and writes logs beside its own files',
          },
        },
      },
    });

    this.httpd = new Microservice(this, 'httpd', {
      serviceName: 'httpd-svc',
      port: Port.http(8080),
      versions: {
        v1: {
          deploymentName: 'httpd',
          image: BUSYBOX,
          command: ['/bin/sh', '-c', "echo 'hello httpd' > /var/www/index.html; exec httpd -f -p 8080 -h /var/www"],
          writable: ['/var/www'],
          readinessProbe: Probe.http({ path: '/' }),
        },
      },
    });

    this.web = new SharedService(this, 'web-svc', { port: Port.http(8080), backends: [this.tomcat, this.httpd] });

    new VirtualService(this, this.routeName, {
      hosts: [this.web],
      otherwise: HttpAction.split([this.tomcat.weighted(80), this.httpd.weighted(20)]),
    });
  }
}
