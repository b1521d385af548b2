import type { Rule } from '../../rule';
import { serviceWithoutPods } from './service-without-pods';

/** Rules about objects of Kubernetes itself. */
export const KUBERNETES_RULES: readonly Rule[] = [serviceWithoutPods];
