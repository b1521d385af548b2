import { describe, expect, test } from '@jest/globals';
import { RULES } from '../check/rules';
import { runIn } from './fixtures';

const explain = (...args: readonly string[]) => runIn('/', 'explain', ...args);

describe('meshwright explain', () => {
  test('GIVEN a rule THEN it is explained, with examples', async () => {
    const { code, out } = await explain('k8s_service_without_pods');
    const rule = RULES.get('K8S_SERVICE_WITHOUT_PODS');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^K8S_SERVICE_WITHOUT_PODS {2}error: a Service whose selector matches no pod\n\nWhat one sees: 503 UH/,
    );
    expect(out).toContain(`\n\nFix: ${rule?.docs.fix}\n\nWrong\n\n  apiVersion: v1\n  kind: Service\n`);
    expect(JSON.parse((await explain('K8S_SERVICE_WITHOUT_PODS', '--format', 'json')).out)).toEqual({
      id: rule?.id,
      severity: rule?.severity,
      docs: rule?.docs,
    });
  });

  test('GIVEN nothing, or what one sees THEN rules are listed', async () => {
    expect((await explain()).out.split('\n')).toHaveLength(RULES.size + 1);
    expect((await explain('--seen', '503 uh')).out).toMatch(/^K8S_SERVICE_WITHOUT_PODS {2,}error {4}a Service/m);
    expect(await explain('--seen', 'nothing like it')).toEqual({
      code: 1,
      out: '',
      err: 'no rule explains "nothing like it": `meshwright explain` lists them all\n',
    });
  });

  test('GIVEN an empty symptom THEN it is a wrong call', async () => {
    expect(await explain('--seen', '')).toEqual({
      code: 2,
      out: '',
      err: "--seen is empty: write what one sees, such as '503 UH'\n",
    });
  });

  test('GIVEN a rule that does not exist THEN the nearest is told', async () => {
    expect(await explain('K8S_SERVICE_WITHOUT_POD')).toEqual({
      code: 2,
      out: '',
      err: 'there is no rule K8S_SERVICE_WITHOUT_POD: did you mean K8S_SERVICE_WITHOUT_PODS?\n',
    });
  });
});
