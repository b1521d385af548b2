/** What a repository says of its manifests in `meshwright.yaml`. */
export interface Settings {
  /** The file, as messages name it; undefined when there is none. */
  readonly file?: string;
  /** The folder that patterns are relative to: that of the file. */
  readonly root: string;
  /** Which manifests are applied together. */
  readonly worlds: readonly WorldDefinition[];
  /**
   * Whether whatever has no manifest does not exist, in each world and among what belongs to none.
   *
   * @default false
   */
  readonly complete: boolean;
  /** What exists without a manifest: names, with `*`, by kind; `Host` for what clients may call. */
  readonly external: Readonly<Record<string, readonly string[]>>;
  /** The namespace of objects that do not say theirs. @default default */
  readonly namespace?: string;
  readonly suppress: readonly ConfiguredSuppression[];
  /** What the manifests are for: `kubernetes`, `istio`, `flagger`, `chaosblade`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Istio's MeshConfig, where no manifest has it. */
  readonly meshConfig?: Readonly<Record<string, unknown>>;
}

/** Manifests that are applied together, and what is applied on top of them, each alone. */
export interface WorldDefinition {
  readonly name: string;
  /** Patterns of files, relative to the root: `dist/*.k8s.yaml`. */
  readonly base: readonly string[];
  /** Patterns of files, each of which is applied alone on top of the base. */
  readonly overlays: readonly string[];
  /** Whether what no file of it has does not exist. @default - as all of the settings */
  readonly complete?: boolean;
}

/** Findings that are meant to be there. */
export interface ConfiguredSuppression {
  /** The id of a rule. */
  readonly rule: string;
  /** `Kind namespace/name` with `*`. @default - every object */
  readonly resource?: string;
  /** Why it is meant. */
  readonly reason: string;
  /** From 1, in the file of the settings. */
  readonly line: number;
}

/** Settings with more that exists without a manifest. */
export function withExternal(settings: Settings, more: Settings['external']): Settings {
  const external: Record<string, readonly string[]> = { ...settings.external };
  for (const [kind, names] of Object.entries(more)) external[kind] = [...(external[kind] ?? []), ...names];
  return { ...settings, external };
}
