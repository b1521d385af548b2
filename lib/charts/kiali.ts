import type { Construct } from 'constructs';
import { StandaloneChart } from '../core/standalone-chart';
import type { ObjectReference } from '../kube/object-reference';
import type { Namespace } from '../kubernetes';
import { Kiali } from '../observability';

/** What Kiali looks at. */
export interface KialiAddonProps {
  /** Istio's own namespace. */
  readonly namespace: Namespace<string>;
  readonly metrics: { readonly url: string };
  readonly traces: { readonly queryUrl: string };
}

/** Kiali, for those who want it: a file of its own that is not part of the steady state. */
export class KialiAddon extends StandaloneChart {
  readonly kiali: Kiali;

  constructor(scope: Construct, id: string, { namespace, metrics, traces }: KialiAddonProps) {
    super(scope, id, 'addons/kiali', { namespace: namespace.name });
    this.kiali = new Kiali(this, 'kiali', {
      image: 'quay.io/kiali/kiali:v2.27',
      prometheusUrl: metrics.url,
      tracingUrl: traces.queryUrl,
    });
  }

  override header(file: string, _objects: readonly ObjectReference[]): readonly string[] {
    return [
      'Kiali draws the mesh. It only reads, and has no login: it is reached by a port-forward alone.',
      '',
      `Apply: kubectl apply -f ${file}`,
      `Look: kubectl -n ${this.namespace} port-forward service/kiali 20001, then http://localhost:20001/kiali`,
      `Back: kubectl delete -f ${file}`,
    ];
  }
}
