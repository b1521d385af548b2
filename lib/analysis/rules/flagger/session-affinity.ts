import { isTcp } from '../../../flagger-objects/virtual-service';
import { goDurationSeconds } from '../../../kube/go-duration';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const COOKIE = 'sessionAffinity: {cookieName: reviews-version}';

export const sessionAffinity: Rule = {
  id: 'FLAGGER_SESSION_AFFINITY',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'session affinity that has no effect beside what else the analysis says',
    why: 'Flagger keeps clients at their version by rules for a cookie, which it writes for releases with shares alone: the rules of `analysis.match` take their place, with `iterations` there is nothing to keep, and connections have no cookies. An interval that Flagger cannot read as a duration fails each step when there is a cookie for the primary.',
    fix: 'Take `sessionAffinity` out, or release by shares without `analysis.match`.',
    symptoms: ['clients change versions', 'session affinity not working'],
    see: 'https://docs.flagger.app/usage/deployment-strategies#canary-release-with-session-affinity',
    wrong: releaseExample({
      analysis: [
        'interval: 1m',
        'threshold: 5',
        'iterations: 10',
        'match: [{headers: {x-beta: {exact: "1"}}}]',
        COOKIE,
      ],
    }),
    right: releaseExample({ also: [COOKIE] }),
  },

  check(mesh, report) {
    for (const { entity, spec, strategy, canary } of istioReleases(mesh)) {
      const { analysis } = spec;
      const { interval } = analysis;
      if (analysis.sessionAffinity === undefined) continue;
      const path = ['spec', 'analysis', 'sessionAffinity'];
      const why = isTcp(canary)
        ? 'connections have no cookies'
        : (analysis.match?.length ?? 0) > 0
          ? 'the rules of analysis.match take the place of those for the cookie'
          : strategy === 'canary'
            ? undefined
            : 'with iterations all requests are at one version';
      if (why !== undefined) {
        report(entity, path, { message: `session affinity has no effect: ${why}`, fix: 'take sessionAffinity out' });
      } else if (analysis.sessionAffinity.primaryCookieName && goDurationSeconds(interval) === undefined) {
        report(entity, ['spec', 'analysis', 'interval'], {
          severity: 'error',
          message: `interval ${interval} is no duration, which the cookie of the primary is to last: each step fails, and the share stays at 0 %`,
          fix: 'write a duration such as 30s or 1m',
          related: [{ entity, path: [...path, 'primaryCookieName'], message: 'the cookie' }],
        });
      }
    }
  },
};
