import { closest, isSlip } from '../../../../kube/suggestion';
import { documents, meshNamespace } from '../../../examples';
import type { Rule } from '../../../rule';
import { type Annotated, annotationsIn } from './annotated';
import { ANNOTATIONS, LABELS } from './known';
import { VALUES } from './values';

const pod = (annotations: string, outside = '') =>
  documents(
    meshNamespace(),
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop${outside}}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata:
      labels: {app: reviews, version: v1}
      annotations: {${annotations}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}`,
  );
const SEE = 'https://istio.io/latest/docs/reference/config';

export const misplacedAnnotation: Rule = {
  id: 'IST0107',
  severity: 'warning',
  kinds: [],
  docs: {
    says: 'an annotation of Istio on a kind of objects that it is not for',
    why: 'Nobody reads it there. Most are for pods: in a Deployment they belong to `spec.template.metadata`, not to the Deployment itself.',
    fix: 'Write it where it is read.',
    symptoms: ['an annotation has no effect'],
    see: `${SEE}/analysis/ist0107/`,
    wrong: pod('', ', annotations: {proxy.istio.io/config: "concurrency: 1"}'),
    right: pod('proxy.istio.io/config: "concurrency: 1"'),
  },

  check(mesh, report) {
    for (const { entity, path, name, kind } of annotationsIn(mesh)) {
      const known = ANNOTATIONS.get(name);
      if (known === undefined || known.kinds.length === 0 || known.kinds.includes(kind)) continue;
      const isForPods =
        known.kinds.includes('Pod') && path[0] === 'metadata' && kind !== 'Service' && kind !== 'Namespace';
      report(entity, path, {
        message: `${name} is for ${known.kinds.join(' and ')}: on a ${kind} nobody reads it`,
        fix: isForPods
          ? 'write it into the metadata of the template of the pods'
          : `write it on a ${known.kinds.join(' or ')}`,
      });
    }
  },
};

export const unknownAnnotation: Rule = {
  id: 'IST0108',
  severity: 'warning',
  kinds: [],
  docs: {
    says: 'an annotation whose name Istio does not know',
    why: 'Nobody reads it, and nothing says so. Some names are those of labels.',
    fix: 'Correct the name.',
    symptoms: ['an annotation has no effect'],
    see: `${SEE}/annotations/`,
    wrong: pod('sidecar.istio.io/proxyCpu: 100m'),
    right: pod('sidecar.istio.io/proxyCPU: 100m'),
  },

  check(mesh, report) {
    for (const { entity, path, name } of annotationsIn(mesh)) {
      if (ANNOTATIONS.has(name)) continue;
      const label = LABELS.has(name);
      const meant = label ? undefined : nearest(name);
      report(entity, path, {
        message: label
          ? `${name} is a label: as an annotation nobody reads it`
          : `Istio knows no annotation ${name}: nobody reads it`,
        fix: label
          ? 'write it among the labels'
          : meant === undefined
            ? 'remove it, or correct its name'
            : `write ${meant}`,
      });
    }
  },
};

function nearest(name: string): string | undefined {
  const names = [...ANNOTATIONS.keys()];
  return names.find((each) => isSlip(name, each)) ?? closest(name, names);
}

export const wrongAnnotationValue: Rule = {
  id: 'IST0125',
  severity: 'warning',
  kinds: [],
  docs: {
    says: 'an annotation of Istio with a value that the injector does not take',
    why: 'The webhook that adds the sidecar fails, and with it the creation of the pods; what other programs read is left out.',
    fix: 'Write a value as the message says.',
    symptoms: ['FailedCreate', 'failed calling webhook sidecar-injector.istio.io'],
    see: `${SEE}/annotations/`,
    wrong: pod('traffic.sidecar.istio.io/excludeOutboundPorts: "3306;6379"'),
    right: pod('traffic.sidecar.istio.io/excludeOutboundPorts: "3306,6379"'),
  },

  check(mesh, report) {
    for (const { entity, path, name, value, kind } of annotationsIn(mesh)) {
      if (ANNOTATIONS.get(name)?.kinds.includes(kind) !== true) continue;
      const problem = VALUES.get(name)?.(value);
      if (problem !== undefined) report(entity, path, { message: `${name} is ${JSON.stringify(value)}: ${problem}` });
    }
  },
};

export const deprecatedAnnotation: Rule = {
  id: 'IST0135',
  severity: 'note',
  kinds: [],
  docs: {
    says: 'an annotation that Istio will not read for ever',
    why: 'It does what it says for now.',
    fix: 'Write what takes its place: `sidecar.istio.io/inject` is a label now.',
    see: `${SEE}/annotations/`,
    wrong: pod('sidecar.istio.io/inject: "true"'),
    right: pod('').replace('version: v1}', 'version: v1, sidecar.istio.io/inject: "true"}'),
  },

  check(mesh, report) {
    for (const annotated of annotationsIn(mesh)) {
      const { entity, path, name } = annotated;
      if (ANNOTATIONS.get(name)?.deprecated !== true || isLabelled(annotated)) continue;
      const isInjection = name === INJECT;
      report(entity, path, {
        message: `${name} is deprecated`,
        ...(isInjection ? { fix: 'write it among the labels' } : {}),
      });
    }
  },
};

const INJECT = 'sidecar.istio.io/inject';

/** The webhook looks at the label first. */
function isLabelled({ name, labels }: Annotated): boolean {
  return name === INJECT && labels[INJECT] !== undefined;
}
