import { quote } from '../kube/go';
import { checkDuration } from './durations';
import type { Field } from './field';
import { readJsonWebKeys } from './json-web-keys';
import type { Context } from './kinds';
import type { Report } from './report';
import { checkAttachment } from './workload-selectors';

/** @see https://istio.io/latest/docs/reference/config/security/request_authentication/ */
export function checkRequestAuthentication(spec: Field, _context: Context, report: Report): void {
  checkAttachment(spec, report);
  for (const rule of spec.get('jwtRules').items()) checkRule(rule, report);
}

function checkRule(rule: Field, report: Report): void {
  const uri = rule.either('jwksUri', 'jwks_uri');
  if (rule.get('issuer').text === '' && uri.text === '') {
    report.refuse(rule.get('issuer'), 'it is not said whose tokens are accepted', 'write issuer or jwksUri');
  }
  if (uri.text !== '' && !/^https?:/i.test(uri.text)) {
    report.refuse(uri, `${quote(uri.text)} cannot be fetched`, 'write an address that begins with https:// or http://');
  }
  const jwks = rule.get('jwks');
  if (jwks.text !== '') checkKeys(jwks, report);
  for (const [name, what] of [
    ['audiences', 'audience'],
    ['fromParams', 'parameter'],
    ['fromCookies', 'cookie'],
  ] as const) {
    for (const [text, item] of rule.get(name).texts()) {
      if (text === '') report.refuse(item, `the name of the ${what} is empty`, 'write it, or remove the item');
    }
  }
  for (const header of rule.get('fromHeaders').items()) {
    const name = header.get('name');
    if (name.text === '') report.refuse(name, 'the name of the header is empty', 'write the name of a header');
  }
  for (const output of rule.get('outputClaimToHeaders').items()) checkOutput(output, report);
  checkDuration(rule.get('timeout'), report);
}

function checkOutput(output: Field, report: Report): void {
  const header = output.get('header');
  const claim = output.get('claim');
  if (!/^[-_A-Za-z0-9]+$/.test(header.text)) {
    const what = `${quote(header.text)} is not the name of a header`;
    report.refuse(header, what, 'use letters, digits, - and _');
  }
  if (claim.text === '') report.refuse(claim, 'the name of the claim is empty', 'write the name of a claim');
}

function checkKeys(at: Field, report: Report): void {
  const keys = readJsonWebKeys(at.text);
  if (typeof keys === 'string') report.refuse(at, `these are no keys: ${keys}`, 'write a JSON Web Key Set');
  else if (keys.some(({ isPrivate }) => isPrivate)) {
    const what = 'there is a private key in it: with it anybody can make tokens that are accepted';
    report.warn(at, what, 'write only the public part, and make a new key');
  }
}
