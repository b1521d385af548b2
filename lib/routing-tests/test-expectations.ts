import { goDurationSeconds } from '../kube/go-duration';
import { isMap, type JsonMap } from '../kube/json';
import type { FieldPath } from '../model/finding';
import type { UpstreamTls } from '../simulation/outcome';
import type { ExpectedOutcome, NamedTarget } from './request-test';
import type { TestValues } from './test-values';

const KEYS = [
  ...['reaches', 'split', 'status', 'flag', 'redirect', 'answered', 'delayed', 'copied', 'arrives'],
  ...['timeout', 'retries', 'tls'],
];
const TLS: readonly UpstreamTls['mode'][] = ['plaintext', 'istio-mutual', 'simple', 'mutual', 'passthrough'];

/** What `expect` says is to become of a request. */
export function expectationsOf(values: TestValues, value: unknown, path: FieldPath): readonly ExpectedOutcome[] {
  if (value === undefined || value === null) return [];
  const map = values.map(value, path);
  values.knownKeys(map, path, KEYS);
  return new Expectations(values, map, path).all();
}

class Expectations {
  constructor(
    private readonly values: TestValues,
    private readonly map: JsonMap,
    private readonly path: FieldPath,
  ) {}

  all(): readonly ExpectedOutcome[] {
    return [
      ...this.each('reaches', (value, path) => ({ kind: 'reach', target: this.target(value, path) })),
      ...this.each('split', (value, path) => this.split(value, path)),
      ...this.status(),
      ...this.each('redirect', (value, path) => this.redirect(value, path)),
      ...this.each('answered', (value, path) =>
        // That there is an answer is no news.
        this.values.boolean(value, path) === false
          ? { kind: 'no answer' }
          : this.refuse(path, 'can only be false', 'false, or what is answered'),
      ),
      ...this.each('delayed', (value, path) => this.delay(value, path)),
      ...this.each('copied', (value, path) => this.copy(value, path)),
      ...this.each('arrives', (value, path) => this.arrival(value, path)),
      ...this.each('timeout', (value, path) => ({
        kind: 'timeout',
        milliseconds: value === 'none' ? undefined : this.milliseconds(value, path),
      })),
      ...this.each('retries', (value, path) => {
        const attempts = value === 'none' ? 0 : this.values.number(value, path);
        return attempts === undefined ? undefined : { kind: 'retries', attempts };
      }),
      ...this.each('tls', (value, path) => {
        const mode = this.values.oneOf(value, path, TLS);
        return mode === undefined ? undefined : { kind: 'tls', mode };
      }),
    ];
  }

  private each(
    key: string,
    make: (value: unknown, path: FieldPath) => ExpectedOutcome | undefined,
  ): readonly ExpectedOutcome[] {
    const value = this.values.at(this.map, key);
    if (value === undefined || value === null) return [];
    const made = make(value, [...this.path, key]);
    return made === undefined ? [] : [made];
  }

  private refuse(path: FieldPath, problem: string, allowed: string): undefined {
    this.values.refuse(path, problem, allowed);
  }

  /** `403`, `403 RBAC`, or the status with the flag beside it. */
  private status(): readonly ExpectedOutcome[] {
    const path = [...this.path, 'status'];
    const [status, own] = (this.values.text(this.values.at(this.map, 'status'), path) ?? '').split(' ');
    const flag = own ?? this.values.text(this.values.at(this.map, 'flag'), [...this.path, 'flag']);
    if (status === undefined || status === '') {
      if (flag !== undefined) this.refuse([...this.path, 'flag'], 'stands alone', 'a status beside it');
      return [];
    }
    if (!/^\d{3}$/.test(status)) {
      this.refuse(path, `is ${status}`, 'a status, such as 403');
      return [];
    }
    return [{ kind: 'answer', status: Number(status), ...(flag === undefined ? {} : { flag }) }];
  }

  private split(value: unknown, path: FieldPath): ExpectedOutcome | undefined {
    const shares = Object.entries(this.values.map(value, path)).map(([name, share]) => ({
      to: /^\d{3}$/.test(name) ? Number(name) : name,
      percent: this.percent(share, [...path, name]),
    }));
    const sum = shares.reduce((all, { percent }) => all + percent, 0);
    if (Math.abs(sum - 100) > 0.01) return this.refuse(path, `sums up to ${sum} %`, 'all shares, 100 together');
    return { kind: 'split', shares };
  }

  private percent(value: unknown, path: FieldPath): number {
    const text = typeof value === 'string' ? value.replace(/\s*%$/, '') : value;
    return this.values.number(text, path) ?? 0;
  }

  private redirect(value: unknown, path: FieldPath): ExpectedOutcome | undefined {
    if (!isMap(value)) return { kind: 'redirect', location: this.values.text(value, path) ?? '' };
    this.values.knownKeys(value, path, ['location', 'status']);
    const location = this.values.text(value.location, [...path, 'location']);
    const status = this.values.number(value.status, [...path, 'status']);
    if (location === undefined) return this.refuse(path, 'leads nowhere', 'location');
    return { kind: 'redirect', location, ...(status === undefined ? {} : { status }) };
  }

  private delay(value: unknown, path: FieldPath): ExpectedOutcome | undefined {
    const { by, percent } = isMap(value) ? value : { by: value, percent: undefined };
    if (isMap(value)) this.values.knownKeys(value, path, ['by', 'percent']);
    const milliseconds = this.milliseconds(by, isMap(value) ? [...path, 'by'] : path);
    if (milliseconds === undefined) return undefined;
    return {
      kind: 'delay',
      milliseconds,
      percent: percent === undefined ? 100 : this.percent(percent, [...path, 'percent']),
    };
  }

  private copy(value: unknown, path: FieldPath): ExpectedOutcome {
    if (!isMap(value) || !('to' in value)) return { kind: 'copy', target: this.target(value, path), percent: 100 };
    this.values.knownKeys(value, path, ['to', 'percent']);
    return {
      kind: 'copy',
      target: this.target(value.to, [...path, 'to']),
      percent: value.percent === undefined ? 100 : this.percent(value.percent, [...path, 'percent']),
    };
  }

  private arrival(value: unknown, path: FieldPath): ExpectedOutcome {
    const map = this.values.map(value, path);
    this.values.knownKeys(map, path, ['method', 'path', 'host', 'headers']);
    const text = (key: string) => this.values.text(map[key], [...path, key]);
    const [method, target, authority] = [text('method'), text('path'), text('host')];
    const headers = Object.entries(this.values.map(map.headers, [...path, 'headers'])).map(
      ([name, each]) =>
        [name, each === null ? null : (this.values.text(each, [...path, 'headers', name]) ?? '')] as const,
    );
    return {
      kind: 'arrival',
      arrival: {
        ...(method === undefined ? {} : { method }),
        ...(target === undefined ? {} : { path: target }),
        ...(authority === undefined ? {} : { authority }),
        ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
      },
    };
  }

  private target(value: unknown, path: FieldPath): NamedTarget {
    if (!isMap(value)) return this.values.text(value, path) ?? '';
    this.values.knownKeys(value, path, ['host', 'port', 'subset']);
    const [host, subset] = ['host', 'subset'].map((key) => this.values.text(value[key], [...path, key]));
    const port = this.values.number(value.port, [...path, 'port']);
    if (host === undefined) this.refuse(path, 'names nobody', 'host');
    return {
      host: host ?? '',
      ...(port === undefined ? {} : { port }),
      ...(subset === undefined ? {} : { subset }),
    };
  }

  private milliseconds(value: unknown, path: FieldPath): number | undefined {
    const text = this.values.text(value, path);
    const seconds = text === undefined ? undefined : goDurationSeconds(text);
    if (seconds === undefined) return this.refuse(path, `is ${text ?? 'missing'}`, 'a time, such as 500ms or 2s');
    return Math.round(seconds * 1e6) / 1e3;
  }
}
