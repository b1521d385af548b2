import { GATEWAY_API_GATEWAY } from '../../../world/kinds';
import { documents } from '../../examples';
import type { Rule } from '../../rule';
import { api, REDIRECT } from './example';

const example = (port: number) =>
  documents(
    api(
      'Gateway',
      'shop',
      `gatewayClassName: istio
listeners:
- {name: http, port: 80, protocol: HTTP}
- {name: closed, port: ${port}, protocol: TLS, tls: {mode: Passthrough}}`,
    ),
    api('HTTPRoute', 'shop', `parentRefs: [{name: shop, sectionName: http}]\n${REDIRECT}`),
  );

export const listenerConflict: Rule = {
  id: 'GATEWAY_API_LISTENER_CONFLICT',
  severity: 'error',
  kinds: [GATEWAY_API_GATEWAY],
  docs: {
    says: 'listeners of a Gateway that cannot share their port',
    why: 'At one port either TLS is spoken or plain text, either HTTP or other bytes. Listeners that differ are in conflict: their status says ProtocolConflict, and Istio serves the first alone.',
    fix: 'Give one of them another port.',
    symptoms: ['Conflicted', 'ProtocolConflict', 'connection reset', '404'],
    see: 'https://gateway-api.sigs.k8s.io/reference/spec/#listener',
    wrong: example(80),
    right: example(443),
  },

  check({ given }, report) {
    for (const entity of given.all(GATEWAY_API_GATEWAY)) {
      const { listeners } = entity.spec;
      for (const [index, { name, port, protocol }] of listeners.entries()) {
        const other = listeners
          .slice(0, index)
          .findIndex((each) => each.port === port && familyOf(each.protocol) !== familyOf(protocol));
        const taken = listeners[other];
        if (taken === undefined) continue;
        report(entity, ['spec', 'listeners', index, 'port'], {
          message: `listener ${name} speaks ${protocol} at port ${port}, where ${taken.name} speaks ${taken.protocol}: it is in conflict, and not served`,
          fix: 'give it another port',
          related: [{ entity, path: ['spec', 'listeners', other], message: 'has the port' }],
        });
      }
    }
  },
};

/** Protocols that share a port, told apart by the name that is asked for. */
function familyOf(protocol: string): string {
  return protocol === 'HTTPS' || protocol === 'TLS' ? 'TLS' : protocol;
}
