import { type DeclaredType, structsOf } from './declared-types';
import type { Environment } from './typing/environment';
import { typeNamed } from './typing/signature';
import { ANY, mapOf, STRING, structOf } from './typing/type';

const MOST_ENTRIES = 32;
const DOMAIN_SIZE = 63;
const NAME_SIZE = 32;
const VALUE_SIZE = 64;

/** A text, a number, a boolean or a version. */
const ATTRIBUTE: DeclaredType = { type: ANY, most: VALUE_SIZE, least: 1 };
const QUANTITY: DeclaredType = { type: typeNamed('Quantity'), most: 0, least: 1 };
const DOMAIN: DeclaredType = { type: STRING, most: DOMAIN_SIZE, least: 2 };
const NAME: DeclaredType = { type: STRING, most: NAME_SIZE, least: 2 };

function entries(key: DeclaredType, element: DeclaredType): DeclaredType {
  return { type: mapOf(STRING, element.type), key, element, most: MOST_ENTRIES, least: 2 };
}

/** What expressions see of a device. */
export const DEVICE: DeclaredType = {
  type: structOf('kubernetes.DRADevice'),
  fields: new Map([
    ['driver', DOMAIN],
    ['attributes', entries(DOMAIN, { ...entries(NAME, ATTRIBUTE), byName: ATTRIBUTE })],
    ['capacity', entries(DOMAIN, entries(NAME, QUANTITY))],
  ]),
  most: 0,
  least: 2,
};

/**
 * What an expression that selects devices may mention.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-claim-v1/
 */
export const DEVICES: Environment = {
  variables: new Map([['device', DEVICE.type]]),
  structs: structsOf([DEVICE]),
  bindings: true,
};
