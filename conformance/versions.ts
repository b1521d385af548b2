/** What is compared with. Change a version here, run `npm run conformance`, and commit the figures it writes. */
export const VERSIONS = {
  kubernetes: '1.34.2',
  etcd: '3.5.1',
  envoy: ['1.38.3', '1.40.0'],
  flagger: '1.44.0',
  istio: '1.30.3',
  chaosblade: '1.8.0',
} as const;

/** An API server with the definitions of all: what it says depends on each of these. */
export const SERVER = serverOf(VERSIONS.kubernetes);

/** The same with another version of Kubernetes. */
export function serverOf(kubernetes: string): string {
  return `kubernetes-${kubernetes}_istio-${VERSIONS.istio}_flagger-${VERSIONS.flagger}_chaosblade-${VERSIONS.chaosblade}`;
}
