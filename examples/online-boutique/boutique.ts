import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Microservice, Port } from 'meshwright';
import { Host, Identity, PeerAuthentication } from 'meshwright/istio';
import { Probe } from 'meshwright/kubernetes';
import { CallGraph } from 'meshwright/microservice';
import { edge } from './edge';
import { experiments } from './experiments';
import { NAMESPACE, platform } from './platform';
import { BoutiqueService, IMAGES, type ServiceOptions, VERSION } from './service';
import type { Settings } from './targets';

/** All of a target: the shop, how customers get in, what the cluster gives it, and what can be tried with it. */
export function boutique(scope: Construct, settings: Settings) {
  const shop = new Chart(scope, 'boutique', { namespace: NAMESPACE });
  const service = (id: string, options: ServiceOptions) => new BoutiqueService(shop, id, settings, options);
  const slowStart = (seconds: number) => {
    const probe = Probe.grpc({ initialDelay: Duration.seconds(seconds), period: Duration.seconds(15) });
    return { readinessProbe: probe, livenessProbe: probe };
  };
  const healthz = (who: string) =>
    Probe.http({
      path: '/_healthz',
      initialDelay: Duration.seconds(10),
      headers: { Cookie: `shop_session-id=x-${who}-probe` },
    });

  const alive = Probe.tcp({ period: Duration.seconds(5) });
  const redis = new Microservice(shop, 'redis-cart', {
    port: Port.redis(6379),
    versions: {
      v1: {
        image: 'redis:7.4.1-alpine',
        writable: ['/data'],
        readinessProbe: alive,
        livenessProbe: alive,
        resources: { requests: { cpu: '70m', memory: '200Mi' }, limits: { cpu: '125m', memory: '256Mi' } },
      },
    },
  });
  const ads = service('adservice', {
    port: Port.grpc(9555),
    ...slowStart(20),
    cpu: '200m',
    memory: ['180Mi', '300Mi'],
  });
  const catalogue = service('productcatalogservice', { port: Port.grpc(3550) });
  const currency = service('currencyservice', { port: Port.grpc(7000) });
  const payment = service('paymentservice', { port: Port.grpc(50051) });
  const shipping = service('shippingservice', { port: Port.grpc(50051) });
  const email = service('emailservice', { port: Port.grpc(5000, { targetPort: 8080 }) });
  const cart = service('cartservice', {
    port: Port.grpc(7070),
    ...slowStart(15),
    cpu: '200m',
    env: { REDIS_ADDR: redis.address },
  });
  const recommendations = service('recommendationservice', {
    port: Port.grpc(8080),
    memory: ['220Mi', '450Mi'],
    env: { PRODUCT_CATALOG_SERVICE_ADDR: catalogue.address },
  });
  const checkout = service('checkoutservice', {
    port: Port.grpc(5050),
    noticed: true,
    env: {
      PRODUCT_CATALOG_SERVICE_ADDR: catalogue.address,
      SHIPPING_SERVICE_ADDR: shipping.address,
      PAYMENT_SERVICE_ADDR: payment.address,
      EMAIL_SERVICE_ADDR: email.address,
      CURRENCY_SERVICE_ADDR: currency.address,
      CART_SERVICE_ADDR: cart.address,
    },
  });
  // The frontend wants an address of the assistant, an extra that this shop does without.
  const assistant = Host.service({ name: 'shoppingassistantservice', namespace: NAMESPACE, ports: [Port.http(80)] });
  const frontend = service('frontend', {
    port: Port.http(80, { targetPort: 8080 }),
    readinessProbe: healthz('readiness'),
    livenessProbe: healthz('liveness'),
    env: {
      PRODUCT_CATALOG_SERVICE_ADDR: catalogue.address,
      CURRENCY_SERVICE_ADDR: currency.address,
      CART_SERVICE_ADDR: cart.address,
      RECOMMENDATION_SERVICE_ADDR: recommendations.address,
      SHIPPING_SERVICE_ADDR: shipping.address,
      CHECKOUT_SERVICE_ADDR: checkout.address,
      AD_SERVICE_ADDR: ads.address,
      SHOPPING_ASSISTANT_SERVICE_ADDR: assistant.address,
      ENABLE_PROFILER: '0',
    },
  });

  // Who calls whom; nobody else gets in, and only by mutual TLS.
  new PeerAuthentication(shop, 'mtls', { mtls: 'STRICT' });
  const ingress = Identity.serviceAccount({ name: 'istio-ingressgateway-service-account', namespace: 'istio-system' });
  new CallGraph(shop, 'calls', {
    sidecars: true,
    calls: [
      { from: [ingress, ...visitors(shop, settings, frontend)], to: frontend },
      { from: frontend, to: [ads, catalogue, currency, cart, recommendations, shipping, checkout] },
      { from: checkout, to: [catalogue, shipping, payment, email, currency, cart] },
      { from: recommendations, to: catalogue },
      { from: cart, to: redis },
    ],
  });
  edge(shop, settings.domain, frontend);
  // The carts are in memory: each cluster has its own.
  platform(scope, settings, [redis]);
  return { frontend, checkout, cart, ...experiments(scope, { cart, payment }) };
}

/** Where there are no customers, a load generator takes their place, as soon as the shop is open. */
function visitors(shop: Chart, { simulatedUsers }: Settings, frontend: Microservice): readonly Microservice[] {
  if (simulatedUsers === 0) return [];
  const env = { FRONTEND_ADDR: frontend.address };
  const isOpen = 'for i in $(seq 12); do wget -q -O /dev/null http://$FRONTEND_ADDR && exit 0; sleep 10; done; exit 1';
  const load = new Microservice(shop, 'loadgenerator', {
    versions: {
      v1: {
        image: `${IMAGES}/loadgenerator:${VERSION}`,
        initContainers: [{ name: 'frontend-check', image: 'busybox:1.37.0', command: ['/bin/sh', '-c', isOpen], env }],
        env: { ...env, USERS: `${simulatedUsers}`, RATE: '1' },
        terminationGracePeriod: Duration.seconds(5),
        resources: { requests: { cpu: '300m', memory: '256Mi' }, limits: { memory: '512Mi' } },
      },
    },
  });
  return [load];
}
