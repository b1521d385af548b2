import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Gateway,
  Host,
  HttpAction,
  HttpMatch,
  Server,
  StringMatch,
  type SubsetProps,
  VirtualService,
  type VirtualServiceProps,
} from '../istio';
import { type Namespace, Port, Probe } from '../kubernetes';
import { Microservice, type VersionSettings } from '../microservice';
import type { LabSettings } from './settings';

/** Where Bookinfo is deployed, and in which release. */
export interface BookinfoChartProps {
  readonly namespace: Namespace<string>;
  readonly settings: LabSettings;
}

/** The host that the notebook publishes Bookinfo under. */
const BOOKINFO_HOST = Host.dns('bookinfo.example.com');

/** The port of all four services. */
export const BOOKINFO_PORT = 9080;

/** What all versions of all services have in common: they answer on `/health`, and their images run as user 1000. */
export const BOOKINFO_DEFAULTS: VersionSettings = {
  runAsUser: 1000,
  readinessProbe: Probe.http({ path: '/health', port: BOOKINFO_PORT }),
};

/**
 * Bookinfo, the shop of one book that the notebook's chapters two, three and nine are about:
 *
 * ```
 * ingress gateway ─▶ productpage ─┬─▶ details
 *                                 └─▶ reviews v1 (no stars), v2 (black), v3 (red) ─▶ ratings
 * ```
 *
 * The default routes keep `details` and `ratings` at v1, so that a version that a scenario adds gets no request unless
 * a route says so, and leave the version of `reviews` to chance, as the notebook saw it.
 */
export class BookinfoChart extends Chart {
  readonly productpage: Microservice<'productpage', 'v1'>;
  readonly details: Microservice<'details', 'v1'>;
  readonly reviews: Microservice<'reviews', 'v1' | 'v2' | 'v3'>;
  readonly ratings: Microservice<'ratings', 'v1'>;

  constructor(scope: Construct, id: string, props: BookinfoChartProps) {
    super(scope, id, { namespace: props.namespace.name });
    this.addDependency(props.namespace);
    const image = (name: string) => bookinfoImage(props.settings, name);
    const port = Port.http(BOOKINFO_PORT);

    this.productpage = new Microservice(this, 'productpage', {
      port,
      serviceAccountName: 'bookinfo-productpage',
      defaults: BOOKINFO_DEFAULTS,
      destinationRule: {},
      versions: {
        v1: {
          image: image('productpage-v1'),
          writable: ['/tmp'],
          // One process for each of eight workers.
          resources: { requests: { memory: '256Mi' }, limits: { memory: '1Gi' } },
          podAnnotations: {
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': `${BOOKINFO_PORT}`,
            'prometheus.io/path': '/metrics',
          },
        },
      },
    });

    this.details = new Microservice(this, 'details', {
      port,
      serviceAccountName: 'bookinfo-details',
      defaults: BOOKINFO_DEFAULTS,
      destinationRule: {},
      versions: { v1: { image: image('details-v1') } },
    });

    this.reviews = new Microservice(this, 'reviews', {
      port,
      serviceAccountName: 'bookinfo-reviews',
      defaults: {
        ...BOOKINFO_DEFAULTS,
        // The owner of Liberty's files, and their group.
        runAsUser: 1001,
        runAsGroup: 0,
        env: { LOG_DIR: '/tmp/logs' },
        writable: ['/tmp', '/opt/ibm/wlp/output'],
        resources: { requests: { memory: '256Mi' }, limits: { memory: '768Mi' } },
        relax: { writableRootFilesystem: 'Liberty writes a key store beside its configuration when it starts' },
      },
      versions: {
        v1: { image: image('reviews-v1') },
        v2: { image: image('reviews-v2') },
        v3: { image: image('reviews-v3') },
      },
    });

    this.ratings = new Microservice(this, 'ratings', {
      port,
      serviceAccountName: 'bookinfo-ratings',
      defaults: BOOKINFO_DEFAULTS,
      destinationRule: {},
      versions: { v1: { image: image('ratings-v1') } },
    });

    this.routeByDefault();
    publishBookinfo(this, BOOKINFO_HOST, this.productpage);
  }

  private routeByDefault(): void {
    route(this, { hosts: [this.productpage], otherwise: HttpAction.to(this.productpage.version('v1')) });
    route(this, { hosts: [this.details], otherwise: HttpAction.to(this.details.version('v1')) });
    route(this, { hosts: [this.reviews], otherwise: HttpAction.to(this.reviews) });
    route(this, { hosts: [this.ratings], otherwise: HttpAction.to(this.ratings.version('v1')) });
  }
}

/** An image of Bookinfo's release: `reviews-v1`, `mongodb`. */
export function bookinfoImage(settings: LabSettings, name: string): string {
  return `registry.istio.io/release/examples-bookinfo-${name}:${settings.versions.bookinfo}`;
}

/** A subset for each version, by the label `version`: for versions that a scenario adds. */
export function subsetsByVersion<const Version extends string>(
  ...versions: readonly Version[]
): Readonly<Record<Version, SubsetProps>> {
  const subsets = versions.map((version) => [version, { labels: { version } }]);
  return Object.fromEntries(subsets) as Record<Version, SubsetProps>;
}

/** A route that is named after its service, so that the routes of scenarios replace those of the steady state. */
export function route(scope: Construct, props: VirtualServiceProps): VirtualService {
  const name = props.hosts[0].host.name;
  return new VirtualService(scope, `${name}-route`, { name, ...props });
}

/** Lets the product page, and what belongs to it, in through the ingress gateway. */
export function publishBookinfo(scope: Construct, host: Host, productpage: Microservice<'productpage', 'v1'>): Gateway {
  const gateway = new Gateway(scope, 'bookinfo-gateway', { servers: [Server.http({ hosts: [host] })] });
  new VirtualService(scope, 'bookinfo', {
    hosts: [host],
    gateways: [gateway],
    rules: [
      {
        match: [
          HttpMatch.uri(StringMatch.exact('/productpage')),
          HttpMatch.uri(StringMatch.prefix('/static')),
          HttpMatch.uri(StringMatch.exact('/login')),
          HttpMatch.uri(StringMatch.exact('/logout')),
          HttpMatch.uri(StringMatch.prefix('/api/v1/products')),
        ],
        action: HttpAction.to(productpage.version('v1'), { port: BOOKINFO_PORT }),
      },
    ],
  });
  return gateway;
}
