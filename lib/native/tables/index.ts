import { AUTOSCALING } from './autoscaling';
import { CONFIGURATION } from './configuration';
import { CONTAINERS } from './containers';
import { EXTENSIONS } from './extensions';
import { FLOW_CONTROL } from './flow-control';
import { JOBS } from './jobs';
import { PODS } from './pods';
import { POLICIES } from './policies';
import { SCHEDULING } from './scheduling';
import { STORAGE } from './storage';
import type { Tables } from './table';
import { VOLUME_SOURCES } from './volume-sources';
import { WORKLOADS } from './workloads';

/** What is said of every struct of the built-in kinds. */
export const TABLES: Tables = {
  ...AUTOSCALING,
  ...CONFIGURATION,
  ...CONTAINERS,
  ...EXTENSIONS,
  ...FLOW_CONTROL,
  ...JOBS,
  ...PODS,
  ...POLICIES,
  ...SCHEDULING,
  ...STORAGE,
  ...VOLUME_SOURCES,
  ...WORKLOADS,
};
