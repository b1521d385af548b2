import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Gateway, HttpAction, HttpMatch, Microservice, Port, StringMatch, VirtualService } from 'meshwright';
import { CanaryMetric, CanaryRelease, CanaryStrategy } from 'meshwright/flagger';
import { Host, Identity, PeerAuthentication, Resolution, Server, ServiceEntry } from 'meshwright/istio';
import { Namespace, Probe, Spread } from 'meshwright/kubernetes';
import { Autoscaling, CallGraph, DisruptionBudget, type Release, type VersionSettings } from 'meshwright/microservice';
import type { Settings } from './targets';

const NAMESPACE = 'boutique';
const IMAGES = 'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo';
const VERSION = 'v0.10.6';

/** Checks of Flagger every half a minute: 20, 40, 60, 80 per cent of the requests. */
const stepByStep = () =>
  new CanaryRelease({
    strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 80 }),
    interval: Duration.seconds(30),
    threshold: 5,
    metrics: [
      CanaryMetric.builtin.requestSuccessRate({ min: 99, interval: Duration.minutes(1) }),
      CanaryMetric.builtin.requestDuration({ max: Duration.millis(500), interval: Duration.minutes(1) }),
    ],
  });

interface ServiceOptions {
  readonly env?: VersionSettings['env'];
  /** @default gRPC, by its health service */
  readonly probe?: Probe;
  readonly release?: Release;
}

/** The shop, as one target has it. */
export class Boutique extends Chart {
  readonly frontend: Microservice;
  readonly checkout: Microservice;
  readonly cart: Microservice;
  readonly domain: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Settings,
  ) {
    super(scope, id, { namespace: NAMESPACE });
    this.domain = settings.domain;
    const release = settings.canaries ? stepByStep() : undefined;

    const redis = new Microservice(this, 'redis-cart', {
      port: Port.redis(6379),
      defaults: { writable: ['/data'], readinessProbe: Probe.tcp({ period: Duration.seconds(5) }) },
      versions: { v1: { image: 'redis:7.4.1-alpine', resources: { requests: { memory: '200Mi' } } } },
    });
    const ads = this.service('adservice', Port.grpc(9555));
    const catalogue = this.service('productcatalogservice', Port.grpc(3550));
    const currency = this.service('currencyservice', Port.grpc(7000));
    const payment = this.service('paymentservice', Port.grpc(50051));
    const shipping = this.service('shippingservice', Port.grpc(50051));
    const email = this.service('emailservice', Port.grpc(5000, { targetPort: 8080 }));
    const cart = this.service('cartservice', Port.grpc(7070), { env: { REDIS_ADDR: redis.address } });
    const recommendations = this.service('recommendationservice', Port.grpc(8080), {
      env: { PRODUCT_CATALOG_SERVICE_ADDR: catalogue.address },
    });
    const checkout = this.service('checkoutservice', Port.grpc(5050), {
      release,
      env: {
        PRODUCT_CATALOG_SERVICE_ADDR: catalogue.address,
        SHIPPING_SERVICE_ADDR: shipping.address,
        PAYMENT_SERVICE_ADDR: payment.address,
        EMAIL_SERVICE_ADDR: email.address,
        CURRENCY_SERVICE_ADDR: currency.address,
        CART_SERVICE_ADDR: cart.address,
      },
    });
    const frontend = this.service('frontend', Port.http(80, { targetPort: 8080 }), {
      probe: Probe.http({ path: '/_healthz', initialDelay: Duration.seconds(10) }),
      env: {
        PRODUCT_CATALOG_SERVICE_ADDR: catalogue.address,
        CURRENCY_SERVICE_ADDR: currency.address,
        CART_SERVICE_ADDR: cart.address,
        RECOMMENDATION_SERVICE_ADDR: recommendations.address,
        SHIPPING_SERVICE_ADDR: shipping.address,
        CHECKOUT_SERVICE_ADDR: checkout.address,
        AD_SERVICE_ADDR: ads.address,
        CLUSTER: settings.cluster,
        ENABLE_PROFILER: '0',
      },
    });
    const visitors = this.visitors(frontend);

    // Who calls whom; nobody else gets in, and only by mutual TLS.
    new PeerAuthentication(this, 'mtls', { mtls: 'STRICT' });
    const ingress = Identity.serviceAccount({
      name: 'istio-ingressgateway-service-account',
      namespace: 'istio-system',
    });
    new CallGraph(this, 'calls', {
      sidecars: true,
      calls: [
        { from: [ingress, ...visitors], to: frontend },
        { from: frontend, to: [ads, catalogue, currency, cart, recommendations, shipping, checkout] },
        { from: checkout, to: [catalogue, shipping, payment, email, currency, cart] },
        { from: recommendations, to: catalogue },
        { from: cart, to: redis },
      ],
    });
    this.routes(frontend);
    this.frontend = frontend;
    this.checkout = checkout;
    this.cart = cart;
  }

  /** One of the shop's own services: hardened, spread over zones, scaled, and kept while nodes are drained. */
  private service(id: string, port: Port, { env, probe = Probe.grpc(), release }: ServiceOptions = {}): Microservice {
    const [min, max] = this.settings.pods;
    return new Microservice(this, id, {
      port,
      release,
      versions: {
        v1: {
          image: `${IMAGES}/${id}:${VERSION}`,
          env: { PORT: `${port.targetPort}`, DISABLE_PROFILER: '1', ...env },
          readinessProbe: probe,
          resources: { requests: { cpu: '100m', memory: '128Mi' } },
          scheduling: { spread: Spread.zones() },
          ...(max > 1 && {
            autoscaling: Autoscaling.horizontal({ min, max }),
            disruptionBudget: DisruptionBudget.maxUnavailable(1),
          }),
        },
      },
    });
  }

  /** Where there are no customers, a load generator takes their place. */
  private visitors(frontend: Microservice): readonly Microservice[] {
    const { simulatedUsers } = this.settings;
    if (simulatedUsers === 0) return [];
    const load = new Microservice(this, 'loadgenerator', {
      versions: {
        v1: {
          image: `${IMAGES}/loadgenerator:${VERSION}`,
          env: { FRONTEND_ADDR: frontend.address, USERS: `${simulatedUsers}`, RATE: '1' },
          resources: { requests: { cpu: '300m', memory: '256Mi' } },
        },
      },
    });
    return [load];
  }

  /** How customers get in, and what the shop asks of the internet. */
  private routes(frontend: Microservice): void {
    const host = Host.dns(this.domain);
    const gateway = new Gateway(this, 'edge', { servers: [Server.http({ hosts: [this.domain] })] });
    new VirtualService(this, 'frontend-ingress', {
      hosts: [host],
      gateways: [gateway],
      rules: [{ match: [HttpMatch.uri(StringMatch.prefix('/_healthz'))], action: HttpAction.directResponse(404) }],
      otherwise: HttpAction.to(frontend),
    });
    new ServiceEntry(this, 'google-apis', {
      hosts: ['*.googleapis.com', 'accounts.google.com'],
      ports: [{ number: 443, protocol: 'HTTPS' }],
      resolution: Resolution.none(),
    });
  }
}

/** What the cluster gives the shop. */
export function namespaces(scope: Construct): void {
  new Namespace(new Chart(scope, 'namespaces'), NAMESPACE, { injection: true, podSecurity: { warn: 'restricted' } });
}
