import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../kube/any-character.testing';
import { parseSources, parseSpec, printSources, type SourceRecord, versionOf } from './sources';

describe('parseSpec', () => {
  test.each([
    ['https://a.test/x.yaml', { text: 'https://a.test/x.yaml', location: 'https://a.test/x.yaml', isUrl: true }],
    ['n:=http://a.test/x', { text: 'n:=http://a.test/x', prefix: 'n', location: 'http://a.test/x', isUrl: true }],
    ['crds/x.yaml', { text: 'crds/x.yaml', location: 'crds/x.yaml', isUrl: false }],
    ['./crds//x.yaml', { text: 'crds/x.yaml', location: 'crds/x.yaml', isUrl: false }],
    ['n:=/home/me/x.yaml', { text: 'n:=../x.yaml', prefix: 'n', location: '../x.yaml', isUrl: false }],
  ])('reads %s', (text, spec) => {
    expect(parseSpec(text, '/home/me/project')).toEqual(spec);
  });

  const accepted = 'accepted is [NAME:=]SPEC, where SPEC is an https URL or a path of a file with CRDs';
  test.each([
    ['k8s', `cannot import "k8s": the kinds of Kubernetes itself come with cdk8s-plus: ${accepted}`],
    ['k8s@1.27.0', `cannot import "k8s@1.27.0": the kinds of Kubernetes itself come with cdk8s-plus: ${accepted}`],
    [
      'github:a/b',
      `cannot import "github:a/b": it names no fixed file whose sha256 could be pinned: ${accepted}, so give the URL of the CRD file`,
    ],
    [
      'x:=helm:https://a/b@1',
      `cannot import "x:=helm:https://a/b@1": it names no fixed file whose sha256 could be pinned: ${accepted}, so give the URL of the CRD file`,
    ],
    ['ftp://a/b', `cannot import "ftp://a/b": ftp: cannot be fetched: ${accepted}`],
    ['', `cannot import "": ${accepted}`],
    ['a:=b:=c', `cannot import "a:=b:=c": there is more than one ":=": ${accepted}`],
    [
      '../a:=b',
      'cannot import "../a:=b": NAME becomes part of a file name: must consist of letters, digits, "-", "_" and "."',
    ],
    ['https://', 'cannot import "https://": it is not an URL'],
    [
      'https://me:secret@a.test/x',
      'cannot import https://a.test/x with a password in the URL: SOURCES.json would show the password to everyone: download the file instead',
    ],
  ])('refuses %j', (text, problem) => {
    expect(() => parseSpec(text, '/home/me')).toThrow(new Error(problem));
  });
});

describe('versionOf', () => {
  test.each([
    ['https://a.test/istio/1.30.3/crd.yaml', '1.30.3'],
    ['https://a.test/releases/download/v1.44.0-rc.1/crd.yaml', '1.44.0-rc.1'],
    ['https://a.test/v2.1/crd.yaml', '2.1'],
    ['https://a.test/main/crd.yaml', null],
    ['https://a.test/release-1.30/crd.yaml', null],
    ['https://10.0.0.1/v1/%zz/crd.yaml', null],
    ['crds/1.2.3/crd.yaml', null],
  ])('of %s', (text, version) => {
    expect(versionOf(parseSpec(text, '/home/me'))).toEqual(version);
  });
});

const HASH = 'a'.repeat(64);

describe('SOURCES.json', () => {
  test('is read as it was printed, in any order', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 20 });
    const record = fc.record({
      source: fc.tuple(fc.domain(), text).map(([host, path]) => `https://${host}/${encodeURIComponent(path)}`),
      version: fc.option(fc.constantFrom('1.2.3', '2.0')),
      sha256: fc.constant(HASH),
      modules: fc.uniqueArray(fc.constantFrom('a.io', 'b.io', 'c.io')),
    });
    fc.assert(
      fc.property(fc.uniqueArray(record, { selector: ({ source }) => source }), (records) => {
        const text = printSources(records);
        expect(printSources(parseSources('S', text))).toEqual(text);
        expect(printSources(records.toReversed())).toEqual(text);
      }),
    );
  });

  const good: SourceRecord = { source: 'x', version: null, sha256: HASH, modules: ['a.io'] };
  test.each([
    [{ source: '' }, 'S: sources[0].source is "": must be an URL or a path'],
    [{ version: 1 }, 'S: sources[0].version is 1: must be a string or null'],
    [{ sha256: 'A' }, 'S: sources[0].sha256 is "A": must be 64 hexadecimal digits in lower case'],
    [{ modules: ['../../main'] }, 'S: sources[0].modules is a list: must be a list of names of modules'],
  ])('reports %j', (bad, problem) => {
    const fix = 'restore S from version control, or delete it to record all sources anew';
    expect(() => parseSources('S', JSON.stringify({ sources: [{ ...good, ...bad }] }))).toThrow(
      new Error(`${problem}: ${fix}`),
    );
  });

  test.each(['<<<<<<< HEAD', '[]', '{"sources":{}}', '{"sources":[1]}'])('reports %s', (text) => {
    expect(() => parseSources('S', text)).toThrow(/^S: .*: restore S from version control/);
  });
});
