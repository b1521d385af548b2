import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import type { FieldPath } from '../../model/finding';
import type { Entity } from '../../world/entity';
import type { Release } from './releases';

/** A text of an object that may name a host: a command, an argument, a variable. */
interface Text {
  readonly text: string;
  readonly entity: Entity;
  readonly path: FieldPath;
}

/** The texts of the containers of all workloads, in which the addresses of their servers often stand. */
const textsOfWorkloads = perMesh(({ given }): readonly Text[] =>
  given.workloads.flatMap(({ entity, pod, template }) =>
    (['containers', 'initContainers'] as const).flatMap((list) =>
      (pod?.[list] ?? []).flatMap(({ command = [], args = [], env = [] }, index) => {
        const at: FieldPath = [...template, 'spec', list, index];
        return [
          ...command.map((text, i) => ({ text, entity, path: [...at, 'command', i] })),
          ...args.map((text, i) => ({ text, entity, path: [...at, 'args', i] })),
          ...env.flatMap(({ value }, i) =>
            value === undefined ? [] : [{ text: value, entity, path: [...at, 'env', i, 'value'] }],
          ),
        ];
      }),
    ),
  ),
);

/** The texts by the words in them: asking each text about each Service would take the square of their number. */
const textsByWord = perMesh((mesh): ReadonlyMap<string, readonly Text[]> => {
  const found = new Map<string, Text[]>();
  for (const text of textsOfWorkloads(mesh)) {
    for (const word of new Set(text.text.split(/[^\w-]+/))) {
      const same = found.get(word);
      if (same === undefined) found.set(word, [text]);
      else same.push(text);
    }
  }
  return found;
});

/** Where workloads, and the webhooks of a Canary, name one of its Services as somebody whom they ask. */
export function callersOf(
  mesh: Mesh,
  { entity, spec, namespace, targetId }: Release,
  service: string,
): readonly Text[] {
  const hooks = (spec.analysis.webhooks ?? []).flatMap(({ metadata = {} }, index) =>
    Object.entries(metadata).map(([key, text]) => ({
      text,
      entity: entity as Entity,
      path: ['spec', 'analysis', 'webhooks', index, 'metadata', key],
    })),
  );
  const workloads = (textsByWord(mesh).get(service) ?? []).filter((each) => each.entity.id.name !== targetId.name);
  return [...hooks, ...workloads].filter(({ text, entity: from }) =>
    asks(text, service, namespace, from.id.namespace === namespace && from !== entity),
  );
}

/** Whether a text has the address of a Service in it: `http://ad.weather:3003/ad`, `ad:3003` where that is enough. */
function asks(text: string, service: string, namespace: string, isNear: boolean): boolean {
  const name = escaped(service);
  const within = `\\.${escaped(namespace)}(?:\\.svc(?:\\.[\\w.-]+)?)?`;
  const full = `${name}${within}`;
  const short = `(?:${within})?`;
  const end = `(?=[:/?\\s'",;]|$)`;
  if (new RegExp(`(?:\\/\\/|^|[\\s,;=@'"])${full}${end}`).test(text)) return true;
  if (!isNear) return false;
  return new RegExp(`(?:\\/\\/${name}${short}|(?:^|[\\s,;=@'"])${name}:\\d+)${end}`).test(text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
