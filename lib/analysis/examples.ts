/** Parts of the examples that rules show: YAML of which no rule has anything to say. */

/** Documents in one text. */
export function documents(...parts: readonly string[]): string {
  return parts.map((part) => `${part.trim()}\n`).join('---\n');
}

/** A namespace whose pods get sidecars. */
export function meshNamespace(name = 'shop', labels = '{istio-injection: enabled}'): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n`;
}

/** Pods of a Deployment with the labels `app` and `version`. */
export function deployment(
  app: string,
  {
    version = 'v1',
    namespace = 'shop',
    port = 8080,
    labels = '',
    pod = '',
  }: {
    readonly version?: string;
    readonly namespace?: string;
    readonly port?: number;
    /** Further ones: `, a: b`. */
    readonly labels?: string;
    /** Further fields of the spec of the pods: `, a: b`. */
    readonly pod?: string;
  } = {},
): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}-${version}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${app}, version: ${version}}}
  template:
    metadata: {labels: {app: ${app}, version: ${version}${labels}}}
    spec: {containers: [{name: ${app}, image: example.com/${app}:1.0.0, ports: [{containerPort: ${port}}]}]${pod}}
`;
}

/** A Service for all versions of an app. */
export function service(
  app: string,
  ports = '{name: http, port: 80, targetPort: 8080}',
  { namespace = 'shop', more = '' }: { readonly namespace?: string; readonly more?: string } = {},
): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${app}, namespace: ${namespace}}
spec: {selector: {app: ${app}}, ports: [${ports}]${more}}
`;
}

/** An app of the mesh in namespace `shop`: the namespace, the Service, and pods of each version. */
export function shop(app: string, versions: readonly string[] = ['v1']): string {
  return documents(meshNamespace(), service(app), ...versions.map((version) => deployment(app, { version })));
}

/** An object of Istio in namespace `shop`; its spec is indented by two. */
export function istio(kind: string, name: string, spec: string, namespace = 'shop'): string {
  const group = GROUPS[kind] ?? 'networking.istio.io/v1';
  return `apiVersion: ${group}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n${indented(spec)}\n`;
}

/** A Gateway for the shop from outside. */
export function edgeGateway(): string {
  const server = '{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}';
  return istio('Gateway', 'edge', `selector: {istio: ingressgateway}\nservers: [${server}]`);
}

const GROUPS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
};

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
