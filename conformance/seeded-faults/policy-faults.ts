import { isMap, type JsonMap } from '../../lib/kube/json';
import { added, at, beside, changed, items, metadataOf, misspelt, ofKind, put } from './edit';
import type { FaultKind } from './fault';

/** Policies, sidecars and other things of the mesh. */
export const POLICY_FAULTS: readonly FaultKind[] = [
  {
    name: 'a policy selects no pod',
    rules: ['IST0102', 'IST0127', 'MESH_SELECTS_NOTHING'],
    *changes(lab) {
      for (const policy of ofKind(lab, 'AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication')) {
        const labels = at(policy.object, ['spec', 'selector', 'matchLabels']);
        for (const [key, value] of Object.entries(isMap(labels) ? labels : {}))
          yield changed(policy, ['spec', 'selector', 'matchLabels', key], misspelt(String(value)));
      }
    },
  },
  {
    name: 'a policy stands in another namespace than the pods',
    rules: ['IST0102', 'IST0127', 'MESH_SELECTS_NOTHING'],
    *changes(lab) {
      for (const policy of ofKind(lab, 'AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication')) {
        if (at(policy.object, ['spec', 'selector']) !== undefined)
          yield changed(policy, ['metadata', 'namespace'], 'test');
      }
    },
  },
  {
    name: 'a policy allows an account that does not exist',
    rules: ['MESH_POLICY_IDENTITY'],
    *changes(lab) {
      for (const policy of ofKind(lab, 'AuthorizationPolicy')) {
        for (const rule of items(policy.object, ['spec', 'rules'])) {
          for (const { way } of items(policy.object, [...rule.way, 'from'])) {
            const accounts = at(policy.object, [...way, 'source', 'serviceAccounts']);
            for (const [index, name] of (Array.isArray(accounts) ? accounts : []).entries())
              yield changed(policy, [...way, 'source', 'serviceAccounts', index], `${name}s`);
          }
        }
      }
    },
  },
  {
    name: 'a policy allows a namespace that does not exist',
    rules: ['IST0101'],
    *changes(lab) {
      for (const policy of ofKind(lab, 'AuthorizationPolicy')) {
        for (const rule of items(policy.object, ['spec', 'rules'])) {
          for (const { way } of items(policy.object, [...rule.way, 'from'])) {
            const namespaces = at(policy.object, [...way, 'source', 'namespaces']);
            for (const [index, name] of (Array.isArray(namespaces) ? namespaces : []).entries())
              yield changed(policy, [...way, 'source', 'namespaces', index], misspelt(String(name)));
          }
        }
      }
    },
  },
  {
    name: 'a policy names a Service, which has no waypoint, in place of pods',
    rules: ['AMBIENT_POLICY_WITHOUT_WAYPOINT'],
    *changes(lab) {
      for (const policy of ofKind(lab, 'AuthorizationPolicy', 'RequestAuthentication')) {
        const app = at(policy.object, ['spec', 'selector', 'matchLabels', 'app']);
        const service = ofKind(beside(lab, policy), 'Service').find(
          ({ object }) =>
            metadataOf(object).name === app && metadataOf(object).namespace === metadataOf(policy.object).namespace,
        );
        if (service === undefined) continue;
        const { selector, ...spec } = policy.object.spec as JsonMap;
        yield changed(policy, ['spec'], { ...spec, targetRefs: [{ group: '', kind: 'Service', name: app }] });
      }
    },
  },
  {
    name: 'a label for sidecars is misspelt',
    rules: ['IST0102'],
    *changes(lab) {
      for (const namespace of ofKind(lab, 'Namespace')) {
        if (at(namespace.object, ['metadata', 'labels', 'istio-injection']) === 'enabled')
          yield changed(namespace, ['metadata', 'labels', 'istio-injection'], 'enable');
      }
    },
  },
  {
    name: 'clients speak plain text where mutual TLS is required',
    rules: ['MESH_MUTUAL_TLS'],
    *changes(lab) {
      for (const rule of ofKind(lab, 'DestinationRule')) {
        if (rule.scenario !== undefined || metadataOf(rule.object).namespace !== 'weather') continue;
        const host = String(at(rule.object, ['spec', 'host']));
        const strict = {
          ...{
            apiVersion: 'security.istio.io/v1',
            kind: 'PeerAuthentication',
            metadata: { name: 'strict', namespace: 'weather' },
          },
          spec: { mtls: { mode: 'STRICT' } },
        };
        const plain = put(rule.object, ['spec', 'trafficPolicy'], { tls: { mode: 'DISABLE' } });
        yield {
          of: rule,
          to: [plain, strict],
          says: `${host} requires mutual TLS, and its DestinationRule disables it`,
        };
      }
    },
  },
  {
    name: 'a second policy of mutual TLS for all of a namespace',
    rules: ['MESH_PEER_AUTHENTICATION_IGNORED'],
    *changes(lab) {
      for (const policy of ofKind(lab, 'PeerAuthentication')) {
        if (at(policy.object, ['spec', 'selector']) === undefined)
          yield added(policy, put(policy.object, ['metadata', 'name'], 'again'));
      }
    },
  },
  {
    name: 'an Application applies experiments by itself',
    rules: ['ARGOCD_SYNCS_CHAOS'],
    *changes(lab) {
      for (const experiment of ofKind(lab, 'ChaosBlade')) {
        const object = {
          ...{
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'Application',
            metadata: { name: 'experiments', namespace: 'argocd' },
          },
          spec: {
            project: 'default',
            source: { repoURL: 'https://git.example.com/platform/lab.git', path: 'dist/scenarios/chaos' },
            destination: { server: 'https://kubernetes.default.svc', namespace: 'chaosblade' },
            syncPolicy: { automated: { selfHeal: true } },
          },
        };
        yield added(experiment, object);
      }
    },
  },
  {
    name: 'an Application is of a project that does not exist',
    rules: ['ARGOCD_PROJECT_MISSING'],
    *changes(lab) {
      for (const application of ofKind(lab, 'Application')) yield changed(application, ['spec', 'project'], 'defalt');
    },
  },
];
