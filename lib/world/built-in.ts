import type { ObjectId } from './entity';
import { kindKey } from './kind';
import {
  APP_PROJECT,
  CLUSTER_ROLE,
  CONFIG_MAP,
  GATEWAY_CLASS,
  NAMESPACE,
  PRIORITY_CLASS,
  ROLE,
  SERVICE,
  SERVICE_ACCOUNT,
} from './kinds';

const ANY = /^/;

/** What every cluster has, and what its controllers give to every namespace: by kind, namespace and name. */
const BUILT_IN: ReadonlyMap<string, readonly (readonly [namespace: RegExp, name: RegExp])[]> = new Map([
  [kindKey(NAMESPACE), [[ANY, /^(?:default|kube-(?:system|public|node-lease))$/]]],
  [kindKey(SERVICE_ACCOUNT), [[ANY, /^default$/]]],
  [
    kindKey(CONFIG_MAP),
    [
      // `istiod` and OpenShift give theirs to every namespace, too.
      [ANY, /^(?:kube-root-ca\.crt|istio-ca-root-cert|istio-ca-crl|openshift-service-ca\.crt)$/],
      [/^kube-system$/, /^extension-apiserver-authentication$/],
    ],
  ],
  [
    kindKey(SERVICE),
    [
      [/^default$/, /^kubernetes$/],
      [/^kube-system$/, /^kube-dns$/],
    ],
  ],
  [kindKey(CLUSTER_ROLE), [[ANY, /^(?:cluster-admin|admin|edit|view|system:.*)$/]]],
  [kindKey(ROLE), [[/^kube-(?:system|public)$/, /^(?:system:.*|extension-apiserver-authentication-reader)$/]]],
  [kindKey(PRIORITY_CLASS), [[ANY, /^system-(?:cluster|node)-critical$/]]],
  // Those that Istio makes when the definitions of the Gateway API are there.
  [kindKey(GATEWAY_CLASS), [[ANY, /^istio(?:-remote|-waypoint|-east-west)?$/]]],
  [kindKey(APP_PROJECT), [[ANY, /^default$/]]],
]);

/** Whether an object is there in any cluster (with Istio or Argo CD, where it is theirs), without a manifest. */
export function isBuiltIn({ group, kind, namespace, name }: ObjectId): boolean {
  const patterns = BUILT_IN.get(kindKey({ group, kind }));
  return patterns?.some(([inNamespace, called]) => inNamespace.test(namespace) && called.test(name)) ?? false;
}
