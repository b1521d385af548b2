export * from './microservice';
export { MicroserviceVersion, type MicroserviceVersionProps, type VersionSettings } from './microservice-version';
export * from './shared-service';
