import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { checkServiceName } from '../core/names';
import { type MemoryQuantity, Port } from '../kubernetes';
import { harden } from '../kubernetes/hardening';
import { checkImage } from '../kubernetes/image';
import { nativeObject } from '../kubernetes/native';
import { renderResources } from '../kubernetes/resources';
import { createService } from '../kubernetes/service';
import type { SecretKey } from './secret-key';

/** @see https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-with-docker */
export interface ElasticsearchProps {
  /** The image, Elasticsearch 8. */
  readonly image: string;
  /** The password of the user `elastic`. */
  readonly password: SecretKey;
  /** How much the volume holds. */
  readonly storage: MemoryQuantity;
  /**
   * How much memory the container may use. Half of it is the heap, the other half caches files.
   * @default 2Gi
   */
  readonly memory?: `${number}Gi`;
  /** The labels of the pods that may connect; no others may, in clusters whose network enforces policies. */
  readonly clients: Readonly<Record<string, string>>;
}

const PORT = 9200;
const DATA = '/usr/share/elasticsearch/data';
/** The user that the image is made for. */
const USER = 1000;
/** The group of the files that it writes to; it has no rights beyond them. */
const GROUP = 0;

/**
 * One node of Elasticsearch with a volume of its own, for clients in its namespace. The id is the name of the
 * StatefulSet and of the Service.
 *
 * Connections are authenticated but not encrypted: that takes certificates, which a lab has to renew. A NetworkPolicy
 * lets only `clients` in.
 *
 * @see https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-with-docker
 */
export class Elasticsearch extends Construct {
  /** The address, from within the namespace. */
  readonly url: string;
  /** Who connects. */
  readonly user = 'elastic';
  readonly password: SecretKey;

  constructor(scope: Construct, id: string, props: ElasticsearchProps) {
    super(scope, id);
    checkServiceName(this, id);
    checkImage(this, props.image);
    this.url = `http://${id}:${PORT}`;
    this.password = props.password;
    const labels = { app: id };
    const port = Port.http(PORT);
    createService(this, 'Service', { name: id, labels, selector: labels, ports: [port] });

    const memory = props.memory ?? '2Gi';
    const heap = Math.floor((Number.parseFloat(memory) * 1024) / 2);
    if (!(heap >= 512)) throw new MeshwrightError(this, `memory ${memory} leaves no room for a heap: give 1Gi or more`);
    const hardening = harden(this, {
      runAsUser: USER,
      runAsGroup: GROUP,
      relax: {
        writableRootFilesystem:
          'at its start Elasticsearch writes the password into a keystore among the files of its configuration',
      },
      ports: [port],
      persistent: true,
    });
    // Any answer means that it is up; without the password it is 401, which an HTTP probe takes for a failure.
    const probe = { tcpSocket: { port: k8s.IntOrString.fromNumber(PORT) } };
    nativeObject<k8s.StatefulSetSpec>(
      this,
      'Resource',
      k8s.KubeStatefulSet,
      { name: id, labels, annotations: { ...hardening.annotations } },
      () => ({
        serviceName: id,
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'false' } },
          spec: {
            ...hardening.pod,
            terminationGracePeriodSeconds: 120,
            containers: [
              {
                name: id,
                image: props.image,
                env: [
                  { name: 'discovery.type', value: 'single-node' },
                  { name: 'cluster.name', value: id },
                  // Mapped files need a higher vm.max_map_count than nodes have, and a privileged pod to raise it.
                  { name: 'node.store.allow_mmap', value: 'false' },
                  { name: 'xpack.security.enabled', value: 'true' },
                  { name: 'xpack.security.http.ssl.enabled', value: 'false' },
                  { name: 'ES_JAVA_OPTS', value: `-Xms${heap}m -Xmx${heap}m` },
                  {
                    name: 'ELASTIC_PASSWORD',
                    valueFrom: { secretKeyRef: { name: props.password.secretName, key: props.password.key } },
                  },
                ],
                ports: [{ name: port.name, containerPort: PORT }],
                resources: renderResources(this, {
                  requests: { cpu: '100m', memory },
                  limits: { memory },
                }),
                startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 60 },
                readinessProbe: probe,
                livenessProbe: { ...probe, periodSeconds: 20 },
                securityContext: hardening.container,
                volumeMounts: [{ name: 'data', mountPath: DATA }],
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: k8s.Quantity.fromString(props.storage) } },
            },
          },
        ],
      }),
    );
    nativeObject<k8s.NetworkPolicySpec>(this, 'clients', k8s.KubeNetworkPolicy, { name: id, labels }, () => ({
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: props.clients } }],
          ports: [{ port: k8s.IntOrString.fromNumber(PORT) }],
        },
      ],
    }));
  }
}
