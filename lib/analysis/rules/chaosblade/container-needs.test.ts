import { expect, test } from '@jest/globals';
import { attackedExample, experimentExample } from '../../experiment/example';
import { saying, telling } from '../../fixtures';
import { containerNeeds } from './container-needs';

const found = telling(containerNeeds);
const { wrong, right } = containerNeeds.docs;

test('GIVEN a read-only file system THEN nothing can be written', () => {
  expect(saying(containerNeeds)(wrong)).toEqual([
    'a.yaml:16 error CHAOSBLADE_CONTAINER_NEEDS: container disk fill writes to /var, and the file system of container reviews of Deployment shop/reviews is read-only there',
    '  fix: it may write to /tmp',
    '  a.yaml:9: the container',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN an image without ps THEN no process is found', () => {
  const slim = attackedExample().replace('reviews:1.0.0', 'reviews:1.0.0-slim');
  const kill = (flags: Record<string, string>) =>
    `${slim}\n---\n${experimentExample({ what: 'pod process kill', flags: { signal: '15', ...flags } })}`;
  expect(found(kill({ process: 'java' }))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0]: pod process kill looks for processes by ps, which image example.com/reviews:1.0.0-slim of container reviews of Deployment shop/reviews does not have',
  ]);
  expect(found(kill({ pid: '1' }))).toEqual([]);
});
