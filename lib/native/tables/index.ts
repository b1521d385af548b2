import type { Tables } from '../walk/table';
import { ACCESS } from './access';
import { ADMISSION } from './admission';
import { AUTOSCALING } from './autoscaling';
import { CERTIFICATES } from './certificates';
import { CLUSTER } from './cluster';
import { CONFIGURATION } from './configuration';
import { CONTAINERS } from './containers';
import { DEVICES } from './devices';
import { EXTENSIONS } from './extensions';
import { FLOW_CONTROL } from './flow-control';
import { JOBS } from './jobs';
import { NETWORKING } from './networking';
import { PODS } from './pods';
import { POLICIES } from './policies';
import { REVIEWS } from './reviews';
import { SCHEDULING } from './scheduling';
import { SERVICES } from './services';
import { STORAGE } from './storage';
import { VOLUME_SOURCES } from './volume-sources';
import { WORKLOADS } from './workloads';

/** What is said of every struct of the built-in kinds. */
export const TABLES: Tables = {
  ...ACCESS,
  ...ADMISSION,
  ...AUTOSCALING,
  ...CERTIFICATES,
  ...CLUSTER,
  ...CONFIGURATION,
  ...CONTAINERS,
  ...DEVICES,
  ...EXTENSIONS,
  ...FLOW_CONTROL,
  ...JOBS,
  ...NETWORKING,
  ...PODS,
  ...POLICIES,
  ...REVIEWS,
  ...SCHEDULING,
  ...SERVICES,
  ...STORAGE,
  ...VOLUME_SOURCES,
  ...WORKLOADS,
};
