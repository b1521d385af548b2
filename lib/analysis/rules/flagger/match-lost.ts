import { isTcp } from '../../../flagger-objects/virtual-service';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (match: string) =>
  releaseExample({
    service: 'port: 9080, match: [{uri: {prefix: /reviews}}]',
    analysis: ['interval: 1m', 'threshold: 5', 'iterations: 10', `match: [${match}]`],
  });

export const matchLost: Rule = {
  id: 'FLAGGER_MATCH_LOST',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'conditions of `analysis.match` or `service.match` that are lost when Flagger joins the two',
    why: 'Of each condition of the analysis only headers and labels of the source are put in place of those of the Service: its `queryParams` are dropped, so that other requests than meant reach the new version, and headers of the Service are dropped where the analysis has some.',
    fix: 'Tell the requests of the analysis apart by headers, and write headers that both need into `analysis.match`.',
    symptoms: ['too many requests reach the canary', 'A/B test matches everyone'],
    see: 'https://docs.flagger.app/usage/deployment-strategies#ab-testing',
    wrong: example('{queryParams: {beta: {exact: "1"}}}'),
    right: example('{headers: {x-beta: {exact: "1"}}}'),
  },

  check(mesh, report) {
    for (const { entity, spec, canary } of istioReleases(mesh)) {
      const own = spec.analysis.match ?? [];
      const common = spec.service?.match ?? [];
      if (common.length === 0 || isTcp(canary)) continue;
      for (const [index, { queryParams = {}, headers = {}, sourceLabels = {} }] of own.entries()) {
        const path = ['spec', 'analysis', 'match', index];
        if (Object.keys(queryParams).length > 0) {
          report(entity, [...path, 'queryParams'], {
            message: `queryParams ${Object.keys(queryParams).join(', ')} are dropped beside service.match: requests without them reach the new version, too`,
            fix: 'tell the requests apart by headers',
            related: [{ entity, path: ['spec', 'service', 'match'], message: 'is joined with it' }],
          });
        }
        for (const [field, given] of [
          ['headers', headers],
          ['sourceLabels', sourceLabels],
        ] as const) {
          if (Object.keys(given).length === 0) continue;
          const lost = common.findIndex((each) =>
            Object.keys(each[field] ?? {}).some((key) => !Object.hasOwn(given, key)),
          );
          if (lost < 0) continue;
          const names = Object.keys(common[lost]?.[field] ?? {}).filter((key) => !Object.hasOwn(given, key));
          report(entity, ['spec', 'service', 'match', lost, field], {
            message: `${field} ${names.join(', ')} do not count for the new version, as analysis.match has ${field} of its own`,
            fix: `write them into analysis.match, too`,
            related: [{ entity, path: [...path, field], message: 'takes their place' }],
          });
        }
      }
    }
  },
};
