import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { CanaryWorkload } from '../flagger';
import { Gateway, Host, HttpAction, type NonEmpty, type HttpRoutes as Routes, Server, VirtualService } from '../istio';
import { type NamedObject, type Namespace, Port, Probe, type Relaxations } from '../kubernetes';
import { Microservice, type MicroserviceVersionProps } from '../microservice';

const image = (name: string, version: string) => `docker.io/istioweather/${name}:${version}`;

/** The images are of 2019, and no source of theirs is public: what they need cannot be read anywhere. */
const AS_THE_IMAGE_IS: Relaxations = {
  root: 'the image runs as root, as the notebook shows (root@frontend-v1), and says of no other user that it works',
  writableRootFilesystem: 'nothing says which files the app writes',
};

const DEFAULTS = { readinessProbe: Probe.tcp(), relax: AS_THE_IMAGE_IS };

export interface WeatherGatewayChartProps {
  /** Where the ingress gateway runs, whose secrets are read there. */
  readonly namespace: Namespace<string>;
}

/** The door of the weather app: every host name, on port 80. */
export class WeatherGatewayChart extends Chart {
  /** The name of the Gateway, by which scenarios replace it. */
  readonly gatewayName = 'weather-gateway';
  readonly gateway: Gateway;

  constructor(scope: Construct, id: string, { namespace }: WeatherGatewayChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);
    this.gateway = new Gateway(this, this.gatewayName, { servers: [Server.http({ hosts: ['*'] })] });
  }
}

export interface WeatherChartProps {
  readonly namespace: Namespace<string>;
  readonly gateway: Gateway;
}

/**
 * The weather app of the book that the notebook follows: a web page that asks for advertisements, the forecast and,
 * where its second version is used, recommendations; beside it, what answers over TCP, and `ad`, the app that Flagger
 * rolls out.
 */
export class WeatherChart extends Chart {
  readonly gateway: Gateway;
  /** The port of the web page. */
  readonly frontendPort = Port.http(3000);
  readonly frontend: Microservice<'frontend', 'v1' | 'v2'>;
  readonly advertisement: Microservice<'advertisement', 'v1'>;
  readonly forecast: Microservice<'forecast', 'v1' | 'v2'>;
  readonly recommendation: Microservice<'recommendation', 'v1'>;
  readonly tcpEcho: Microservice<'tcp-echo', 'v1' | 'v2'>;
  /** An advertisement of its own, without Service and routes: those are Flagger's. */
  readonly ad: CanaryWorkload;

  constructor(scope: Construct, id: string, { namespace, gateway }: WeatherChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);
    this.addDependency(gateway);
    this.gateway = gateway;

    this.frontend = new Microservice(this, 'frontend', {
      port: this.frontendPort,
      serviceAccountName: 'weather-frontend',
      destinationRule: { name: 'frontend-dr' },
      defaults: DEFAULTS,
      versions: { v1: { image: image('frontend', 'v1') }, v2: { image: image('frontend', 'v2') } },
    });
    this.advertisement = new Microservice(this, 'advertisement', {
      port: Port.http(3003),
      serviceAccountName: 'weather-advertisement',
      destinationRule: { name: 'advertisement-dr' },
      defaults: DEFAULTS,
      versions: { v1: { image: image('advertisement', 'v1') } },
    });
    this.forecast = new Microservice(this, 'forecast', {
      port: Port.http(3002),
      serviceAccountName: 'weather-forecast',
      destinationRule: { name: 'forecast-dr' },
      defaults: DEFAULTS,
      versions: { v1: { image: image('forecast', 'v1') }, v2: { image: image('forecast', 'v2') } },
    });
    this.recommendation = new Microservice(this, 'recommendation', {
      port: Port.http(3005),
      serviceAccountName: 'weather-recommendation',
      destinationRule: { name: 'recommendation-dr' },
      defaults: DEFAULTS,
      versions: { v1: { image: image('recommendation', 'v1') } },
    });
    this.tcpEcho = new Microservice(this, 'tcp-echo', {
      port: Port.tcp(9000),
      destinationRule: { name: 'tcp-echo-destination' },
      versions: { v1: tcpEcho('v1'), v2: tcpEcho('v2') },
    });
    this.ad = adWorkload(this, 'v1');

    this.routeFrontend(this, { otherwise: HttpAction.to(this.frontend.version('v1')) });
    this.routeAdvertisement(this, { otherwise: HttpAction.to(this.advertisement.version('v1')) });
    this.routeForecast(this, { otherwise: HttpAction.to(this.forecast.version('v2')) });
    this.routeRecommendation(this, { otherwise: HttpAction.to(this.recommendation.version('v1')) });
  }

  /** A route of the web page, for requests that come in by the gateway: the one, or what replaces it. */
  routeFrontend(scope: Construct, routes: Routes, hosts: NonEmpty<Host> = [Host.ANY]): void {
    new VirtualService(scope, 'frontend-route', { hosts, gateways: [this.gateway], ...routes });
  }

  /** A route of the advertisements: the one, or what replaces it. */
  routeAdvertisement(scope: Construct, routes: Routes): void {
    new VirtualService(scope, 'advertisement-route', { hosts: [this.advertisement], ...routes });
  }

  /** A route of the forecast: the one, or what replaces it. */
  routeForecast(scope: Construct, routes: Routes): void {
    new VirtualService(scope, 'forecast-route', { hosts: [this.forecast], ...routes });
  }

  /** A route of the recommendations: the one, or what replaces it. */
  routeRecommendation(scope: Construct, routes: Routes): void {
    new VirtualService(scope, 'recommendation-route', { hosts: [this.recommendation], ...routes });
  }
}

/** A version of the server that answers what it is told, with its version in front. */
function tcpEcho(version: string): MicroserviceVersionProps {
  return {
    image: 'docker.io/istio/tcp-echo-server:1.1',
    args: ['9000', version],
    readinessProbe: Probe.tcp(),
  };
}

/** The app that Flagger rolls out: the one, or the version that replaces it. */
export function adWorkload(scope: Construct, version: 'v1' | 'v2', serviceAccount?: NamedObject): CanaryWorkload {
  return new CanaryWorkload(scope, 'ad', {
    ...DEFAULTS,
    port: Port.http(3003),
    image: image('advertisement', version),
    podLabels: { version },
    serviceAccount,
  });
}
