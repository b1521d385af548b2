import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { CronJob, type CronJobProps, Job, type JobProps } from './job';
import { chart, hardenedContainer, hardenedPod, resources } from './microservice.testing';

const image = 'example.com/backup:1.0.0';
const job = (props: Partial<JobProps> = {}) => new Job(chart('shop'), 'backup', { image, ...props });
const cronJob = (props: Partial<CronJobProps> = {}, id = 'backup') =>
  new CronJob(chart('shop'), id, { image, schedule: '0 3 * * *', ...props });

describe('a Job', () => {
  test('GIVEN an image THEN it runs to its end, hardened, as an account of its own', () => {
    expect(job().workload.toJson()).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'backup', namespace: 'shop', labels: { app: 'backup' } },
      spec: {
        template: {
          metadata: { labels: { app: 'backup' } },
          spec: {
            ...hardenedPod,
            serviceAccountName: 'backup',
            restartPolicy: 'Never',
            containers: [{ name: 'backup', image, resources, ...hardenedContainer }],
          },
        },
      },
    });
    expect(job({ serviceAccount: { name: 'other' } }).serviceAccount.name).toEqual('other');
  });

  test('GIVEN limits and a sidecar THEN they are there', () => {
    const proxy = { name: 'proxy', image: 'example.com/proxy:1.0.0', sidecar: true };
    const { spec } = job({
      completions: 4,
      parallelism: 2,
      backoffLimit: 0,
      activeDeadline: Duration.hours(1),
      ttlAfterFinished: Duration.days(1),
      restartPolicy: 'OnFailure',
      inject: false,
      initContainers: [proxy],
    }).workload.toJson();
    expect(spec).toMatchObject({
      completions: 4,
      parallelism: 2,
      backoffLimit: 0,
      activeDeadlineSeconds: 3600,
      ttlSecondsAfterFinished: 86400,
      template: {
        metadata: { labels: { app: 'backup', 'sidecar.istio.io/inject': 'false' } },
        spec: { restartPolicy: 'OnFailure', initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] },
      },
    });
  });

  test('GIVEN what cannot be THEN that is refused', () => {
    expect(() => job({ parallelism: -1 })).toThrow('parallelism must be a whole number from 0, not -1');
    expect(() => job({ podLabels: { app: 'other' } })).toThrow('the label app is that of the id');
  });
});

describe('a CronJob', () => {
  test('GIVEN a schedule THEN the next run waits for the last', () => {
    const { kind, spec } = cronJob({ timeZone: 'Europe/Berlin', failedHistory: 5 }).workload.toJson();
    expect(kind).toEqual('CronJob');
    expect(spec).toMatchObject({
      schedule: '0 3 * * *',
      timeZone: 'Europe/Berlin',
      concurrencyPolicy: 'Forbid',
      failedJobsHistoryLimit: 5,
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never' } } } },
    });
  });

  test('GIVEN what the API server would refuse THEN that is refused', () => {
    expect(() => cronJob({ schedule: '0 3 * *' })).toThrow('needs five fields');
    expect(() => cronJob({ schedule: 'TZ=UTC 0 3 * * *' })).toThrow('give `timeZone`');
    expect(() => cronJob({}, 'a'.repeat(53))).toThrow('at most 52 characters');
  });
});
