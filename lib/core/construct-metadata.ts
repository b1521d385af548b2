/** By which cdk8s tells its plugins which construct made an object. */
export const METADATA = 'construct-metadata.json';
