import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkAnnotations, checkDnsSubdomain, checkLabels } from '../core/names';
import type { NamedObject } from './mount';

/** @see https://kubernetes.io/docs/concepts/security/service-accounts/ */
export interface ServiceAccountProps {
  /** @default - the id */
  readonly name?: string;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Such as the role of a cloud that the account stands for. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Secrets that the images of its pods are pulled with. @default - those of the pods */
  readonly imagePullSecrets?: readonly NamedObject[];
  /** Whether its pods get a token for the API server. @default - as the pods say, else true */
  readonly automountServiceAccountToken?: boolean;
}

/**
 * An account that pods run as: for several microservices, or for what is no microservice. A microservice has one of its
 * own without being told.
 *
 * @see https://kubernetes.io/docs/concepts/security/service-accounts/
 */
export class ServiceAccount extends Construct {
  readonly name: string;
  /** The account as policies and roles name it. */
  readonly serviceAccount: { readonly name: string; readonly metadata: { readonly namespace?: string } };

  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    super(scope, id);
    const { name = id, labels, annotations, imagePullSecrets, automountServiceAccountToken } = props;
    checkDnsSubdomain(this, 'name', name);
    checkLabels(this, labels ?? {});
    checkAnnotations(this, annotations ?? {});
    this.name = name;
    const { namespace } = Chart.of(this);
    this.serviceAccount = { name, metadata: namespace === undefined ? {} : { namespace } };
    new ApiObject(this, 'Resource', {
      ...k8s.KubeServiceAccount.GVK,
      metadata: { name, labels, annotations },
      automountServiceAccountToken,
      imagePullSecrets: imagePullSecrets?.map((secret) => ({ name: secret.name })),
    });
  }
}
