/** What is known of a world besides its manifests. */
export interface WorldSettings {
  /**
   * Whether whatever has no manifest does not exist. Otherwise an object in a namespace of which no manifest is given
   * may exist.
   *
   * @default false
   */
  readonly complete?: boolean;

  /**
   * What exists without a manifest: by kind (`Service`, `Secret`, `Namespace`, `Node`, `Gateway`, …, or `Host` for names
   * that clients may call), names as `namespace/name`, or `name` for any namespace; `*` stands for any characters.
   */
  readonly external?: Readonly<Record<string, readonly string[]>>;

  /** The namespace of objects that do not say theirs, as that of a context of `kubectl`. @default default */
  readonly defaultNamespace?: string;
}
