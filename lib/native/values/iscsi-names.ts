const FORMS: readonly (readonly [prefix: string, form: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];

/** A name of an iSCSI target or initiator. */
export function iscsiName(name: string): readonly string[] {
  const [, form] = FORMS.find(([prefix]) => name.startsWith(prefix)) ?? [];
  if (form === undefined) return ['must be valid format starting with iqn, eui, or naa'];
  return form.test(name) ? [] : ['must be valid format'];
}
