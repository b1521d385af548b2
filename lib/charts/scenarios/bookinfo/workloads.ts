import { EnvValue, Secret } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Resolution, ServiceEntry } from '../../../istio';
import { Port, Probe } from '../../../kubernetes';
import { Microservice } from '../../../microservice';
import { BOOKINFO_DEFAULTS, bookinfoImage } from '../../bookinfo';
import type { LabSettings } from '../../settings';

/**
 * A MySQL on a virtual machine: the name that ratings asks for, an address for it that only sidecars know, and the
 * machine's own, which is one of documentation (RFC 5737) until somebody has such a machine.
 */
const MYSQL_ON_VM = { host: 'mysqldb.vm.svc.cluster.local', address: '192.0.2.10', virtualAddress: '240.240.0.10' };

/**
 * Version 2 of details, which asks Google for the book. It speaks plain HTTP and leaves TLS to the sidecar, which does
 * so when the scenario `egress-rule-google-apis` is applied.
 *
 * The Service and the subset are there already: the microservice has no port, so it makes neither.
 */
export function deployDetailsV2(scope: Construct, settings: LabSettings): void {
  new Microservice(scope, 'details', {
    serviceAccountName: 'bookinfo-details-v2',
    defaults: BOOKINFO_DEFAULTS,
    versions: { v2: { image: bookinfoImage(settings, 'details-v2'), env: { DO_NOT_ENCRYPT: 'true' } } },
  });
}

/** Version 2 of ratings, which reads from MongoDB, and that database. */
export function deployRatingsWithMongo(scope: Construct, settings: LabSettings): void {
  new Microservice(scope, 'ratings', {
    serviceAccountName: 'bookinfo-ratings-v2',
    defaults: BOOKINFO_DEFAULTS,
    versions: {
      v2: {
        image: bookinfoImage(settings, 'ratings-v2'),
        env: { MONGO_DB_URL: 'mongodb://mongodb:27017/test' },
      },
    },
  });

  new Microservice(scope, 'mongodb', {
    port: Port.mongo(27017),
    versions: {
      v1: {
        image: bookinfoImage(settings, 'mongodb'),
        args: ['--ipv6', '--bind_ip_all'],
        // The shell that loads the ratings wants a home to write to.
        env: { HOME: '/tmp' },
        runAsUser: 999,
        writable: ['/data/db', '/tmp'],
        readinessProbe: Probe.tcp(),
        resources: { requests: { memory: '256Mi' }, limits: { memory: '1Gi' } },
      },
    },
  });
}

/** Version 2 of ratings, which reads from MySQL, and that database. */
export function deployRatingsWithMysql(scope: Construct, settings: LabSettings): void {
  const password = mysqlPassword(scope);
  new Microservice(scope, 'ratings', {
    serviceAccountName: 'bookinfo-ratings-v2-mysql',
    defaults: BOOKINFO_DEFAULTS,
    versions: {
      'v2-mysql': { image: bookinfoImage(settings, 'ratings-v2'), env: mysqlClient('mysqldb', password) },
    },
  });

  new Microservice(scope, 'mysqldb', {
    port: Port.tcp(3306),
    versions: {
      v1: {
        image: bookinfoImage(settings, 'mysqldb'),
        // The client in ratings knows no newer way to log in.
        args: ['--default-authentication-plugin', 'mysql_native_password'],
        env: { MYSQL_ROOT_PASSWORD: password },
        runAsUser: 999,
        writable: ['/var/lib/mysql', '/var/run/mysqld', '/tmp'],
        readinessProbe: Probe.tcp(),
        resources: { requests: { memory: '512Mi' }, limits: { memory: '1Gi' } },
      },
    },
  });
}

/** Version 2 of ratings, which reads from a MySQL on a virtual machine outside of the cluster. */
export function deployRatingsWithMysqlOnVm(scope: Construct, settings: LabSettings): void {
  new Microservice(scope, 'ratings', {
    serviceAccountName: 'bookinfo-ratings-v2-mysql-vm',
    defaults: BOOKINFO_DEFAULTS,
    versions: {
      'v2-mysql-vm': {
        image: bookinfoImage(settings, 'ratings-v2'),
        env: mysqlClient(MYSQL_ON_VM.host, mysqlPassword(scope)),
        // No Service has the host's name, so the sidecar answers in place of the cluster's DNS.
        podAnnotations: { 'proxy.istio.io/config': 'proxyMetadata:\n  ISTIO_META_DNS_CAPTURE: "true"\n' },
      },
    },
  });

  new ServiceEntry(scope, 'mysqldb-vm', {
    hosts: [MYSQL_ON_VM.host],
    addresses: [MYSQL_ON_VM.virtualAddress],
    ports: [{ number: 3306, protocol: 'TCP' }],
    resolution: Resolution.static([{ address: MYSQL_ON_VM.address }]),
  });
}

function mysqlClient(host: string, password: EnvValue): Readonly<Record<string, string | EnvValue>> {
  return {
    DB_TYPE: 'mysql',
    MYSQL_DB_HOST: host,
    MYSQL_DB_PORT: '3306',
    MYSQL_DB_USER: 'root',
    MYSQL_DB_PASSWORD: password,
  };
}

/** From a Secret that the guide has the command for. */
function mysqlPassword(scope: Construct): EnvValue {
  const secret = Secret.fromSecretName(scope, 'credentials', 'mysql-credentials');
  return EnvValue.fromSecretValue({ secret, key: 'rootpasswd' });
}
