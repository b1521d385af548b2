import { describe, expect, test } from '@jest/globals';
import { deployment, documents, meshNamespace } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { canonicalNames } from './canonical-names';
import { hostNetwork } from './host-network';
import { jobsWithSidecar } from './jobs';
import { reservedPorts } from './reserved-ports';

const NONE = '{istio-injection: disabled}';
const HOST = { pod: ', hostNetwork: true' };
const bare = deployment('reviews').replaceAll('{app: reviews, version: v1}', '{component: reviews}');
const cronJob = (annotation: string, args = '') => `apiVersion: batch/v1
kind: CronJob
metadata: {name: j, namespace: shop}
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        metadata: {annotations: {${annotation}}}
        spec: {restartPolicy: Never, containers: [{name: j, image: example.com/j:1.0.0${args}}]}
`;
const OFF = 'sidecar.istio.io/nativeSidecar: "false"';

describe.each(
  (
    [
      [
        reservedPorts,
        documents(meshNamespace(), deployment('reviews', { port: 15090 })),
        'error Deployment/reviews-v1 spec.template.spec.containers[0].ports[0].containerPort: port 15090 is the one of the sidecar for metrics of Envoy: one of the two does not start',
        [
          documents(meshNamespace(), deployment('reviews', { port: 15010 })),
          documents(meshNamespace('shop', NONE), deployment('reviews', { port: 15090 })),
          documents(
            meshNamespace(),
            deployment('reviews', { port: 15090 }).replace('{name: reviews, image', '{name: istio-proxy, image'),
          ),
        ],
      ],
      [
        reservedPorts,
        documents(meshNamespace(), deployment('reviews', { port: 15053 })),
        'warning Deployment/reviews-v1 spec.template.spec.containers[0].ports[0].containerPort: port 15053 is the one of the sidecar for DNS: one of the two does not start',
        [],
      ],
      [
        hostNetwork,
        documents(meshNamespace(), deployment('reviews', HOST)),
        'note Deployment/reviews-v1 spec.template.spec.hostNetwork: the pods get no sidecar, though namespace shop asks for them: they are outside of the mesh',
        [
          documents(meshNamespace('shop', NONE), deployment('reviews', HOST)),
          documents(meshNamespace(), deployment('reviews', { ...HOST, labels: ', sidecar.istio.io/inject: "false"' })),
          deployment('reviews', HOST),
        ],
      ],
      [
        jobsWithSidecar,
        documents(meshNamespace(), cronJob(OFF)),
        'error CronJob/j spec.jobTemplate.spec.template.metadata.annotations.sidecar.istio.io/nativeSidecar: the sidecar goes on running when the application has ended: the Job never completes',
        [
          documents(meshNamespace(), cronJob('a: b')),
          documents(meshNamespace(), cronJob(`${OFF}, sidecar.istio.io/inject: "false"`)),
          documents(
            meshNamespace(),
            cronJob(OFF, ', command: [sh, -c, "run; curl -XPOST localhost:15020/quitquitquit"]'),
          ),
        ],
      ],
      [
        canonicalNames,
        documents(meshNamespace(), bare),
        'note Deployment/reviews-v1 spec.template.metadata.labels: the pods have no label app: metrics and traces do not say which application they are',
        [
          bare,
          documents(meshNamespace(), bare.replaceAll('{component: reviews}', '{app.kubernetes.io/name: reviews}')),
          documents(meshNamespace('shop', NONE), bare),
        ],
      ],
    ] as readonly (readonly [Rule, string, string, readonly string[]])[]
  ).map((row) => [row[0].id, ...row] as const),
)('%s', (_id, of, wrong, expected, right) => {
  test('GIVEN what is wrong THEN it is told', () => {
    expect(telling(of)(wrong)).toEqual([expected]);
  });

  test('GIVEN what is right THEN nothing is told', () => {
    expect(right.flatMap((yaml) => telling(of)(yaml))).toEqual([]);
  });
});
