import type { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import type { HostOwner } from '../istio/virtual-service';
import { checkWhole } from './checks';

/** Requests of the load tester's commands. */
export interface LoadCommandOptions {
  /** Whom to ask: a Service, on its first port. */
  readonly host: HostOwner;
  /** @default / */
  readonly path?: string;
  /** Headers of the requests. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** @see https://github.com/rakyll/hey#usage */
export interface HeyOptions extends LoadCommandOptions {
  /** How long requests are sent. While it runs, the same command is not started again. */
  readonly duration: Duration;
  /** How many at a time. @default 2 */
  readonly workers?: number;
  /** How many requests a second each of the workers sends. @default 5 */
  readonly queriesPerSecond?: number;
}

/** Commands that the image of the load tester has the programs for. */
export const LoadCommand = {
  /** Steady requests by `hey`. */
  hey(options: HeyOptions): string {
    const { duration, workers = 2, queriesPerSecond = 5 } = options;
    checkWhole('hey', 'workers', workers);
    checkWhole('hey', 'queriesPerSecond', queriesPerSecond);
    const load = [`-z ${goDuration(duration)}`, `-q ${queriesPerSecond}`, `-c ${workers}`];
    return ['hey', ...load, ...headerOptions('hey', options.headers), url(options)].join(' ');
  },

  /** One request by `curl`, which fails when the answer is 4xx, 5xx or none. */
  curl(options: LoadCommandOptions): string {
    return ['curl -sSf -o /dev/null', ...headerOptions('curl', options.headers), url(options)].join(' ');
  },
} as const;

function url({ host: { host }, path = '/' }: LoadCommandOptions): string {
  if (!/^\/[^\s'"\\;|<>`()&$]*$/.test(path)) {
    throw new MeshwrightError(
      'load test',
      `path "${path}" must begin with "/" and have nothing that a shell reads, such as blanks and quotes`,
    );
  }
  const port = host.ports[0]?.number;
  const name = host.namespace === undefined ? host.name : `${host.name}.${host.namespace}`;
  return `http://${name}${port === undefined || port === 80 ? '' : `:${port}`}${path}`;
}

function headerOptions(where: string, headers: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(headers).map(([name, value]) => {
    if (/['\\\r\n]/.test(name + value)) {
      throw new MeshwrightError(where, `header "${name}" has a quote, a backslash or a line break: leave it out`);
    }
    return `-H '${name}: ${value}'`;
  });
}
