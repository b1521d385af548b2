export type { Capability, Relaxations } from './hardening';
export * from './microservice';
export { MicroserviceVersion, type MicroserviceVersionProps, type VersionSettings } from './microservice-version';
export * from './mount';
export * from './namespaces';
export * from './port';
export * from './probe';
export type { CpuQuantity, MemoryQuantity, Resources } from './resources';
export * from './shared-service';
