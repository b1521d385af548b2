import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const example = (rules: string) =>
  documents(
    shop('reviews'),
    istio('AuthorizationPolicy', 'reviews', `selector: {matchLabels: {app: reviews}}\nrules:\n${rules}`),
  );

export const policyAlternatives: Rule = {
  id: 'MESH_POLICY_ALTERNATIVES',
  severity: 'warning',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy with `from` in one rule and `to` in the next',
    why: 'Each dash begins a rule, and rules are alternatives: the one lets its clients do everything, the other lets everybody do what it says. Parts of one rule have to be met together.',
    fix: 'Remove the dash before `to`, so that both are one rule; keep it if they are meant as alternatives.',
    symptoms: ['200 instead of 403'],
    see: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule',
    wrong: example('- from: [{source: {namespaces: [shop]}}]\n- to: [{operation: {methods: [GET]}}]'),
    right: example('- from: [{source: {namespaces: [shop]}}]\n  to: [{operation: {methods: [GET]}}]'),
  },

  check({ given }, report) {
    for (const entity of given.all(AUTHORIZATION_POLICY)) {
      const { rules = [], action = 'ALLOW' } = entity.spec;
      const [first, second, ...others] = rules;
      // More than two are a list that somebody meant.
      if (first === undefined || second === undefined || others.length > 0) continue;
      if (action !== 'ALLOW' || !isOnly(first, 'from') || !(isOnly(second, 'to') || isOnly(second, 'when'))) continue;
      const field = isOnly(second, 'to') ? 'to' : 'when';
      // Such as what watches over the application.
      const isOpen = (second.to ?? []).every(
        ({ operation: { paths = [], ports = [] } = {} }) => paths.length + ports.length > 0,
      );
      report(entity, ['spec', 'rules', 1, field], {
        severity: field === 'to' && isOpen ? 'note' : 'warning',
        message: `rules are alternatives: everybody gets in by this one, whoever the client is, and those of rules[0] may do everything`,
        fix: 'if both are to be met, remove the dash, so that they are one rule',
        related: [{ entity, path: ['spec', 'rules', 0, 'from'], message: 'is a rule of its own' }],
      });
    }
  },
};

function isOnly(rule: object, field: string): boolean {
  const fields = Object.entries(rule).filter(([, value]) => Array.isArray(value) && value.length > 0);
  return fields.length === 1 && fields[0]?.[0] === field;
}
