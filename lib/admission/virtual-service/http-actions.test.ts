import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const route = [{ destination: { host: 'reviews' } }];
/** A rule that routes, with more fields, in a VirtualService with more fields. */
const http = (rule: object, more: object = {}) => ({ hosts: ['reviews'], http: [{ route, ...rule }], ...more });

describe('faults', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      http({
        fault: {
          abort: { httpStatus: 503, percentage: { value: 0.0001 } },
          delay: { fixedDelay: '1s', percentage: { value: 0 } },
        },
      }),
      [],
    ],
    ['nothing', http({ fault: {} }), ['error spec.http[0].fault: the fault does nothing']],
    [
      'an abort without status',
      http({ fault: { abort: { percentage: { value: 1 } } } }),
      ['warning spec.http[0].fault.abort: the abort says no status, so it does nothing'],
    ],
    [
      'statuses and percentages that are none',
      {
        hosts: ['reviews'],
        http: [
          {
            route,
            fault: {
              abort: { httpStatus: 100, percentage: { value: 0.00001 } },
              delay: { percentage: { value: 101 }, fixedDelay: '1us' },
            },
          },
          { route, fault: { abort: { grpcStatus: 'unavailable' } } },
          { route, fault: { abort: { http2Error: 'x' }, delay: { exponentialDelay: '1s' } } },
          { route, fault: { abort: { grpcStatus: 'UNAVAILABLE' } } },
        ].map((rule, index) => ({ match: [{ port: index + 1 }], ...rule })),
      },
      [
        'error spec.http[0].fault.abort.percentage.value: 0.00001 given: a percentage is 0, or from 0.0001 to 100',
        'error spec.http[0].fault.abort.httpStatus: 100 is not a status to answer with',
        'error spec.http[0].fault.delay.percentage.value: 101 given: a percentage is 0, or from 0.0001 to 100',
        'error spec.http[0].fault.delay.fixedDelay: "1us" is too short: a duration is at least 1ms',
        'error spec.http[1].fault.abort.grpcStatus: "unavailable" is not a status of gRPC',
        'error spec.http[2].fault.abort.http2Error: errors of HTTP/2 cannot be injected',
        'error spec.http[2].fault.delay.exponentialDelay: only fixed delays can be injected',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});

describe('retries', () => {
  test.each<[string, object, string[]]>([
    ['as they may be', http({ retries: { attempts: 2, perTryTimeout: '1s', retryOn: '5xx,reset,503' } }), []],
    ['none', http({ retries: { attempts: 0 } }), []],
    [
      'none, with conditions',
      http({ retries: { attempts: 0, retryOn: '5xx' } }),
      ['error spec.http[0].retries: with 0 attempts nothing is tried again, so retryOn has no meaning'],
    ],
    [
      'what is none',
      http({ retries: { attempts: -1, perTryTimeout: '1us', retryOn: '5xx, reset,599,often' } }),
      [
        'error spec.http[0].retries.attempts: -1 given: it cannot be less than 0',
        'error spec.http[0].retries.perTryTimeout: "1us" is too short: a duration is at least 1ms',
        'error spec.http[0].retries.retryOn: " reset": blanks around a condition are not ignored',
        'error spec.http[0].retries.retryOn: "599" is neither a condition nor a status of HTTP',
        'error spec.http[0].retries.retryOn: "often" is neither a condition nor a status of HTTP',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});

describe('redirects, answers and rewriting', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      {
        hosts: ['reviews'],
        http: [
          { redirect: { port: 8080, redirectCode: 307, scheme: 'https' } },
          { redirect: { derivePort: 'FROM_REQUEST_PORT' } },
          { directResponse: { status: 503, body: { string: 'x' } } },
          { route, rewrite: { uriRegexRewrite: { match: '^/a', rewrite: '/b' } } },
        ].map((rule, index) => ({ match: [{ port: index + 1 }], ...rule })),
      },
      [],
    ],
    [
      'redirects that are none',
      {
        hosts: ['reviews'],
        http: [
          { redirect: {} },
          { redirect: { uri: '/', redirectCode: 200 } },
          { redirect: { uri: '/', scheme: 'ftp' } },
          { redirect: { port: 70000 } },
        ].map((rule, index) => ({ match: [{ port: index + 1 }], ...rule })),
      },
      [
        'error spec.http[0].redirect: the redirect leads to where it was',
        'error spec.http[1].redirect.redirectCode: 200 is not the status of a redirect',
        'error spec.http[2].redirect.scheme: "ftp" is not a scheme to redirect to',
        'error spec.http[3].redirect.port: 70000 given: a port is a number from 1 to 65535',
      ],
    ],
    [
      'answers that are none',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ port: 1 }], directResponse: { status: 700, body: { string: 'x'.repeat(100 * 1024 + 1) } } },
          { directResponse: { status: 200, body: { bytes: 'eHh4'.repeat(400_000) } } },
        ],
      },
      [
        'warning spec.http[0].directResponse.body: the body has 102401 bytes, which every proxy is sent each time',
        'error spec.http[0].directResponse.status: 700 is not a status to answer with',
        'error spec.http[1].directResponse.body: the body has 1200000 bytes, 1048576 are allowed',
      ],
    ],
    [
      'rewriting that is none',
      {
        hosts: ['reviews'],
        http: [
          { rewrite: {} },
          { rewrite: { uri: '/', uriRegexRewrite: { match: 'a', rewrite: 'b' } } },
          { rewrite: { uriRegexRewrite: { match: 'a' } } },
          { rewrite: { uriRegexRewrite: { match: '(', rewrite: 'b' } } },
        ].map((rule, index) => ({ match: [{ port: index + 1 }], route, ...rule })),
      },
      [
        'error spec.http[0].rewrite: nothing is rewritten',
        'error spec.http[1].rewrite.uriRegexRewrite: uri and uriRegexRewrite exclude each other',
        'error spec.http[2].rewrite.uriRegexRewrite: both match and rewrite are needed',
        'error spec.http[3].rewrite.uriRegexRewrite.match: "(" is not a regular expression of RE2: error parsing regexp: missing closing ): `(`',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});
