import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { cookieHeader } from '../istio/cookie';
import type { SourceConditions } from '../istio/gateway-binding';
import type { NonEmpty } from '../istio/non-empty';
import type { StringMatch } from '../istio/string-match';
import { type Selectable, selectedLabels } from '../istio/workload-selector';

/**
 * Whose requests a canary gets. Unlike `HttpMatch` it knows headers, parameters of the query and labels only:
 * Flagger's CRD has no other condition there.
 *
 * @see https://docs.flagger.app/usage/deployment-strategies#a-b-testing
 */
export class CanaryMatch {
  /** A header. Its name is compared in lower case, as Envoy has it. */
  static header(name: string, match: StringMatch): CanaryMatch {
    // Every way of comparing that a StringMatch has is one that Flagger has; only presence is not.
    return new CanaryMatch({ headers: { [headerName(name)]: match._toWire() as wire.CanaryMatchHeaders } });
  }

  /** A header by the end of its value. */
  static headerSuffix(name: string, suffix: string): CanaryMatch {
    if (suffix === '') {
      throw new MeshwrightError('CanaryMatch.headerSuffix', 'an empty suffix matches everything: give a character');
    }
    return new CanaryMatch({ headers: { [headerName(name)]: { suffix } } });
  }

  /** A cookie, wherever it stands among the others; its value as it is, or by a {@link StringMatch}. */
  static cookie(name: string, value: string | StringMatch): CanaryMatch {
    return new CanaryMatch({ headers: { cookie: cookieHeader('CanaryMatch.cookie', name, value) } });
  }

  /** A parameter of the query. */
  static queryParameter(name: string, match: StringMatch): CanaryMatch {
    return new CanaryMatch({ queryParams: { [name]: match._toWire() } });
  }

  /** Labels of the pod that sends the request. Not for requests that come through a gateway. */
  static sourceLabels(pods: Selectable): CanaryMatch {
    return new CanaryMatch({ sourceLabels: selectedLabels('CanaryMatch.sourceLabels', pods, 'the source') });
  }

  /**
   * All of several conditions.
   *
   * @throws MeshwrightError when two are about the same thing, because only one of them would be written
   */
  static all(conditions: NonEmpty<CanaryMatch>): CanaryMatch {
    const merged: Record<string, Record<string, unknown>> = {};
    for (const { conditions: parts } of conditions) {
      for (const [field, entries] of Object.entries(parts)) {
        merged[field] ??= {};
        for (const [name, value] of Object.entries(entries)) {
          if (name in merged[field]) {
            throw new MeshwrightError('CanaryMatch.all', `two conditions on "${name}": join them into one`);
          }
          merged[field][name] = value;
        }
      }
    }
    return new CanaryMatch(merged as wire.CanaryAnalysisMatch);
  }

  private constructor(private readonly conditions: wire.CanaryAnalysisMatch) {}

  /** What it asks of the pod that sends the request, which no gateway knows. @internal */
  get _source(): SourceConditions {
    return { sourceLabels: this.conditions.sourceLabels };
  }

  /** Whether a parameter of the query is among the conditions. */
  get matchesQuery(): boolean {
    return this.conditions.queryParams !== undefined;
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.CanaryAnalysisMatch {
    return this.conditions;
  }
}

function headerName(name: string): string {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new MeshwrightError('CanaryMatch', `"${name}" is not the name of a header: only letters, digits and "-"`);
  }
  return name.toLowerCase();
}
