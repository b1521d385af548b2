export { checkMetadata, type MetadataContext } from './metadata';
export { nativeKinds } from './native-kinds';
export type { NativeSchema } from './native-schema';
export { RULES, type Rule } from './rules';
