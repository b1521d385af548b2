import type { NamespaceClient } from './kube';
import { playReadiness } from './readiness';
import { defaultTarget, newVersion, type Script } from './script';
import type { HookPayload, Surroundings } from './surroundings';
import type { HookCall, KubeObject, MetricQuery, Tick, Timeline, ToldEvent, Write } from './timeline';

interface Recording {
  readonly events: ToldEvent[];
  readonly hooks: HookCall[];
  readonly queries: MetricQuery[];
  readonly writes: Write[];
}

interface CanaryHook {
  readonly name: string;
  readonly type?: string;
  readonly url: string;
}

/** One Canary that Flagger takes through a release, and all that is recorded of it. */
export class Release {
  private readonly before: Tick[] = [];
  private readonly ticks: Tick[] = [];
  private readonly done: Promise<void>;
  private finish: () => void = () => {};
  private fail: (error: unknown) => void = () => {};
  /** Of the tick that is under way. */
  private recording: Recording | undefined;
  /** The version was changed; the ticks count. */
  private releasing = false;

  constructor(
    private readonly namespace: string,
    private readonly script: Script,
    private readonly kube: NamespaceClient,
    private readonly surroundings: Surroundings,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  }

  /** Creates everything, and waits until all ticks are recorded. */
  async run(interval: string | undefined): Promise<Timeline> {
    const { canary, objects = [defaultTarget(canary)] } = this.script;
    await this.kube.createNamespace();
    for (const object of objects) await this.kube.create(this.redirected(object));
    await this.kube.create(this.redirected(canary, interval));
    await this.done;
    await this.kube.delete(canary.apiVersion, 'canaries', canary.metadata.name);
    return {
      before: this.before.map((tick, index) => ({ ...tick, tick: index - this.before.length })),
      ticks: this.ticks,
    };
  }

  /** Flagger begins a tick. */
  async tick(): Promise<boolean> {
    try {
      if (this.recording !== undefined) await this.close(this.recording);
      if (this.isOver()) {
        this.recording = undefined;
        this.finish();
        return false;
      }
      if (!this.releasing && this.before.at(-1)?.phase === 'Initialized') this.releasing = true;
      await this.prepare();
      this.recording = { events: [], hooks: [], queries: [], writes: [] };
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  event(type: string, message: string): void {
    this.recording?.events.push({ type, message });
  }

  hook(name: string, phase: string, { metadata = {} }: HookPayload): number {
    const type = this.hooks.find((hook) => hook.name === name)?.type ?? '';
    const status = this.script.hook?.({ name, type, tick: this.number }) ?? 200;
    if (type === 'event') this.event(metadata.eventType ?? '', metadata.eventMessage ?? '');
    this.recording?.hooks.push({ name, type, phase, status });
    return status;
  }

  metric(query: string): number | null {
    const { metric } = this.script;
    const value =
      metric === undefined ? (/response_code|success/.test(query) ? 100 : 1) : metric({ query, tick: this.number });
    this.recording?.queries.push({ query, value });
    return value;
  }

  wrote(write: Write): void {
    this.recording?.writes.push(write);
  }

  /** The tick that is under way, or comes next. */
  private get number(): number {
    return this.releasing ? this.ticks.length : -1;
  }

  private get hooks(): readonly CanaryHook[] {
    const { analysis } = this.script.canary.spec as {
      readonly analysis?: { readonly webhooks?: readonly CanaryHook[] };
    };
    return analysis?.webhooks ?? [];
  }

  private isOver(): boolean {
    if (this.before.length > 50)
      throw new Error(`the Canary is not initialised after 50 ticks: ${JSON.stringify(this.before.at(-1)?.events)}`);
    return this.releasing && this.ticks.length >= this.script.ticks;
  }

  /** What happens between ticks. */
  private async prepare(): Promise<void> {
    const { changes = {}, canary } = this.script;
    const due = changes[this.number] ?? (this.number === 0 ? [newVersion(canary, 1)] : []);
    for (const { apiVersion, resource, name, patch } of due) await this.kube.patch(apiVersion, resource, name, patch);
    await playReadiness(this.kube, this.number, this.script);
  }

  private async close(recording: Recording): Promise<void> {
    const { canary } = this.script;
    const now = await this.kube.read(canary.apiVersion, 'canaries', canary.metadata.name);
    const status = (now?.status ?? {}) as Status;
    const { service, targetRef } = canary.spec as {
      readonly service: { readonly name?: string };
      readonly targetRef: { readonly name: string };
    };
    const virtualService = await this.kube.read(
      'networking.istio.io/v1beta1',
      'virtualservices',
      service.name ?? targetRef.name,
    );
    const { phase = '', iterations = 0, failedChecks = 0 } = status;
    (this.releasing ? this.ticks : this.before).push({
      tick: this.ticks.length,
      phase,
      ...weightsOf(virtualService),
      iterations,
      failedChecks,
      ...recording,
      ...(virtualService === undefined ? {} : { virtualService }),
      status: { ...status },
    });
  }

  /** An object whose webhooks and metrics lead to what is played here. */
  private redirected(object: KubeObject, interval?: string): KubeObject {
    if (object.kind === 'MetricTemplate') {
      const spec = object.spec as { readonly provider: object };
      return {
        ...object,
        spec: {
          ...spec,
          provider: { ...spec.provider, type: 'prometheus', address: this.surroundings.prometheusUrl(this.namespace) },
        },
      };
    }
    if (object.kind !== 'Canary') return object;
    const spec = object.spec as { readonly analysis?: object };
    const webhooks = this.hooks.map((hook) => ({ ...hook, url: this.surroundings.hookUrl(this.namespace, hook.name) }));
    const analysis = {
      ...spec.analysis,
      ...(webhooks.length > 0 ? { webhooks } : {}),
      ...(interval === undefined ? {} : { interval }),
    };
    return { ...object, spec: { ...spec, analysis } };
  }
}

interface Status {
  readonly phase?: string;
  readonly iterations?: number;
  readonly failedChecks?: number;
}

interface Route {
  readonly route?: readonly { readonly destination: { readonly host: string }; readonly weight?: number }[];
  readonly mirror?: object;
}

/** The weights of the last rule that leads to the new version: rules before it are for those who have a cookie. */
function weightsOf(virtualService: KubeObject | undefined): Pick<Tick, 'primaryWeight' | 'canaryWeight' | 'mirrored'> {
  const { http = [], tcp = [] } = (virtualService?.spec ?? {}) as Readonly<Record<'http' | 'tcp', readonly Route[]>>;
  const weight = (routes: Route | undefined, suffix: string) =>
    routes?.route?.find(({ destination }) => destination.host.endsWith(suffix))?.weight;
  const rule = [...http, ...tcp].filter((each) => weight(each, '-canary') !== undefined).at(-1);
  return {
    primaryWeight: weight(rule, '-primary') ?? 0,
    canaryWeight: weight(rule, '-canary') ?? 0,
    mirrored: rule?.mirror !== undefined,
  };
}
