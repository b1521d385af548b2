import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('admissionPolicy', () => {
  test('passes when a admissionPolicy is as it should be', () => {
    // GIVEN
    const object = VALID.admissionPolicy();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'it has parameters, variables, conditions and annotations',
      changes: {
        'spec.paramKind': { apiVersion: 'rules.example.com/v1', kind: 'ReplicaLimit' },
        'spec.matchConditions': [
          { name: 'not-a-node', expression: '!request.userInfo.groups.exists(g, g == params.a)' },
        ],
        'spec.variables': [
          { name: 'images', expression: 'object.spec.containers.map(c, c.image)' },
          { name: 'limit', expression: 'params.limit' },
          { name: 'team', expression: "namespaceObject.metadata.labels[?'team'].orValue('')" },
        ],
        'spec.validations': [
          {
            expression:
              'variables.images.all(image, image.startsWith("a/")) && size(variables.images) <= variables.limit',
            messageExpression: "'of ' + variables.team",
            reason: 'Forbidden',
          },
          { expression: "authorizer.requestResource.check('delete').allowed()" },
        ],
        'spec.auditAnnotations': [
          { key: 'team', valueExpression: 'variables.team' },
          { key: 'none', valueExpression: 'null' },
        ],
      },
    },
    { when: 'failures are ignored', changes: { 'spec.failurePolicy': 'Ignore' } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.admissionPolicy(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: unknown[] }>([
    {
      when: 'what is required is missing',
      changes: { spec: {} },
      messages: [
        'spec.matchConstraints: Required value',
        'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
        'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
      ],
    },
    {
      when: 'an expression mentions what there is not, and is no condition',
      changes: {
        'spec.validations': [
          { expression: 'params.a == 1' },
          { expression: 'object.metadata.name' },
          { expression: '"a"' },
          { expression: 'request.userinfo.name == ""' },
          { expression: '1 == "a"' },
        ],
      },
      messages: [
        "spec.validations[0].expression: Invalid value: \"params.a == 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')",
        'spec.validations[1].expression: Invalid value: "object.metadata.name": must evaluate to bool but got dyn',
        'spec.validations[2].expression: Invalid value: "\\"a\\"": must evaluate to bool but got string',
        'spec.validations[3].expression: Invalid value: "request.userinfo.name == \\"\\"": compilation failed: ERROR: <input>:1:8: undefined field \'userinfo\'',
        'spec.validations[4].expression: Invalid value: "1 == \\"a\\"": compilation failed: ERROR: <input>:1:3: found no matching overload for \'_==_\' applied to \'(int, string)\'',
      ],
    },
    {
      when: 'messages and reasons are none',
      changes: {
        'spec.validations': [
          { expression: 'true', message: ' ', messageExpression: ' ', reason: 'NotFound' },
          { expression: 'true', message: 'a\nb', messageExpression: '1', reason: '' },
          {
            expression: 'true',
            messageExpression: 'string(authorizer.group("").resource("a").check("get").allowed())',
          },
        ],
      },
      messages: [
        'spec.validations[0].messageExpression: Invalid value: " ": must be non-empty if specified',
        'spec.validations[0].message: Invalid value: " ": must be non-empty if specified',
        'spec.validations[0].reason: Unsupported value: "NotFound": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
        'spec.validations[1].messageExpression: Invalid value: "1": must evaluate to string but got int',
        'spec.validations[1].message: Invalid value: "a\\nb": must not contain line breaks',
        'spec.validations[1].reason: Unsupported value: "": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
        'spec.validations[2].messageExpression: Invalid value: "string(authorizer.group(\\"\\").resource(\\"a\\").check(\\"get\\").allowed())": compilation failed: ERROR: <input>:1:8: undeclared reference to \'authorizer\' (in container \'\')',
      ],
    },
    {
      when: 'variables have no names, and are used before they are declared',
      changes: {
        'spec.variables': [
          { name: 'a', expression: 'variables.b + 1' },
          { name: 'b', expression: '1' },
          { name: 'c-d', expression: 'variables.b + "x"' },
          { name: 'in', expression: '' },
          { name: '', expression: 'object.a.b' },
        ],
        'spec.validations': [{ expression: 'variables.b == "x"' }, { expression: 'variables.z' }],
      },
      messages: [
        'spec.variables[0].expression: Invalid value: "variables.b + 1": compilation failed: ERROR: <input>:1:10: undefined field \'b\'',
        'spec.variables[2].name: Invalid value: "c-d": must be a valid CEL identifier',
        'spec.variables[2].expression: Invalid value: "variables.b + \\"x\\"": compilation failed: ERROR: <input>:1:13: found no matching overload for \'_+_\' applied to \'(int, string)\'',
        'spec.variables[3].name: Invalid value: "in": must be a valid CEL identifier',
        'spec.variables[3].expression: Required value: expression is not specified',
        'spec.variables[4].name: Required value: name is not specified',
        'spec.validations[0].expression: Invalid value: "variables.b == \\"x\\"": compilation failed: ERROR: <input>:1:13: found no matching overload for \'_==_\' applied to \'(int, string)\'',
        'spec.validations[1].expression: Invalid value: "variables.z": compilation failed: ERROR: <input>:1:10: undefined field \'z\'',
      ],
    },
    {
      when: 'the kind of parameters is none',
      changes: { 'spec.paramKind': { apiVersion: 'A_/1', kind: 'A_' } },
      messages: [
        "spec.paramKind.apiVersion: Invalid value: \"A_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        "spec.paramKind.apiVersion: Invalid value: \"1\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        "spec.paramKind.kind: Invalid value: \"A_\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'the kind of parameters has no version',
      changes: { 'spec.paramKind': { apiVersion: 'a.b/', kind: '' } },
      messages: [
        'spec.paramKind.apiVersion: Invalid value: "a.b/": version must be specified',
        'spec.paramKind.kind: Required value',
      ],
    },
    {
      when: 'annotations are none, and are there twice',
      changes: {
        'spec.auditAnnotations': [
          { key: 'a', valueExpression: '1' },
          { key: 'a', valueExpression: ' ' },
          { key: 'b c', valueExpression: "'x' + string(object.a)" },
          { key: 'd', valueExpression: `'${'x'.repeat(5120)}'` },
        ],
      },
      messages: [
        'spec.auditAnnotations[0].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
        'spec.auditAnnotations[1].valueExpression: Required value: valueExpression is not specified',
        'spec.auditAnnotations[1].key: Duplicate value: "a"',
        "spec.auditAnnotations[2].key: Invalid value: \"reviews/b c\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        'spec.auditAnnotations[3].valueExpression: Required value: must not exceed 5120 bytes in length',
      ],
    },
    {
      when: 'conditions are none, and are there twice',
      changes: {
        'spec.matchConditions': [
          { name: 'a', expression: 'params.a' },
          { name: 'a', expression: ' ' },
          { name: 'b c', expression: '1' },
          { name: '', expression: 'object.a == authorizer' },
        ],
      },
      messages: [
        "spec.matchConditions[0].expression: Invalid value: \"params.a\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')",
        'spec.matchConditions[1].expression: Required value',
        'spec.matchConditions[1].name: Duplicate value: "a"',
        'spec.matchConditions[2].expression: Invalid value: "1": must evaluate to bool but got int',
        "spec.matchConditions[2].name: Invalid value: \"b c\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        'spec.matchConditions[3].name: Required value',
      ],
    },
    {
      when: 'its rules name objects twice, and such as there cannot be',
      changes: {
        'spec.matchConstraints.matchPolicy': 'Same',
        'spec.matchConstraints.namespaceSelector': { matchLabels: { 'a b': 'c' } },
        'spec.matchConstraints.resourceRules[0].resourceNames': ['a', 'a', 'b/c'],
        'spec.matchConstraints.excludeResourceRules': [{ operations: ['PATCH'] }],
      },
      messages: [
        'spec.matchConstraints.matchPolicy: Unsupported value: "Same": supported values: "Equivalent", "Exact"',
        'spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"',
        'spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "b/c": may not contain \'/\'',
        'spec.matchConstraints.excludeResourceRules[0].apiGroups: Required value',
        'spec.matchConstraints.excludeResourceRules[0].apiVersions: Required value',
        'spec.matchConstraints.excludeResourceRules[0].operations[0]: Unsupported value: "PATCH": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
        'spec.matchConstraints.excludeResourceRules[0].resources: Required value',
        "spec.matchConstraints.namespaceSelector.matchLabels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    },
    {
      when: 'an expression breaks off',
      changes: { 'spec.validations': [{ expression: 'object.a <=' }] },
      messages: [
        'spec.validations[0].expression: Invalid value: "object.a <=": compilation failed: ERROR: <input>:1:12: Syntax error: mismatched input \'<EOF>\'',
      ],
    },
    {
      when: 'failures are treated in an unknown way',
      changes: { 'spec.failurePolicy': 'X' },
      messages: ['spec.failurePolicy: Unsupported value: "X": supported values: "Fail", "Ignore"'],
    },
    {
      when: 'an expression is empty',
      changes: { 'spec.validations': [{ expression: ' ' }] },
      messages: ['spec.validations[0].expression: Required value: expression is not specified'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.admissionPolicy(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('binding', () => {
  const BINDING = () => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'a' },
    spec: { policyName: 'a.example.com', validationActions: ['Deny'] },
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it binds everything', changes: {} },
    {
      when: 'parameters are selected, and namespaces',
      changes: {
        'spec.paramRef': { selector: { matchLabels: { a: 'b' } }, parameterNotFoundAction: 'Allow' },
        'spec.matchResources': { namespaceSelector: { matchLabels: { a: 'b' } } },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(BINDING(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'it denies and warns, twice',
      changes: { spec: { policyName: '', validationActions: ['Deny', 'Warn', 'Warn', 'Log'] } },
      messages: [
        'spec.policyName: Required value',
        'spec.validationActions[2]: Duplicate value: "Warn"',
        'spec.validationActions[3]: Unsupported value: "Log": supported values: "Audit", "Deny", "Warn"',
        'spec.validationActions: Invalid value: ["Deny","Warn","Warn","Log"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ],
    },
    {
      when: 'it does nothing, for a policy with an impossible name',
      changes: { spec: { policyName: 'A' } },
      messages: [
        "spec.policyName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        'spec.validationActions: Required value: at least one validation action is required',
      ],
    },
    {
      when: 'it does not say which parameters',
      changes: { 'spec.paramRef': {} },
      messages: [
        'spec.paramRef: Required value: one of name or selector must be specified',
        'spec.paramRef.parameterNotFoundAction: Required value',
      ],
    },
    {
      when: 'it says in two ways which parameters',
      changes: { 'spec.paramRef': { name: 'a/b', selector: {}, parameterNotFoundAction: 'Ask' } },
      messages: [
        'spec.paramRef.name: Invalid value: "a/b": may not contain \'/\'',
        'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
        'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
        'spec.paramRef.parameterNotFoundAction: Unsupported value: "Ask": supported values: "Deny", "Allow"',
      ],
    },
    {
      when: 'its rules are empty',
      changes: { 'spec.matchResources': { resourceRules: [{}], objectSelector: { matchExpressions: [{ key: 'a' }] } } },
      messages: [
        'spec.matchResources.resourceRules[0].operations: Required value',
        'spec.matchResources.resourceRules[0].apiGroups: Required value',
        'spec.matchResources.resourceRules[0].apiVersions: Required value',
        'spec.matchResources.resourceRules[0].resources: Required value',
        'spec.matchResources.objectSelector.matchExpressions[0].operator: Invalid value: "": not a valid selector operator',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(BINDING(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
