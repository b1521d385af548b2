import { checkConfigMap, checkSecret } from '../checks/configuration';
import type { Tables } from '../walk/table';
import { warnOfSecret } from '../warnings/objects';

/** What pods read. */
export const CONFIGURATION: Tables = {
  'core.v1.ConfigMap': { rule: 'K8S_CONFIG_MAP', check: checkConfigMap },
  'core.v1.Secret': { rule: 'K8S_SECRET', check: checkSecret, warn: warnOfSecret },
};
