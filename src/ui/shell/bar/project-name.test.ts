import { expect, test } from 'vitest';
import { projectName } from './project-name.ts';

test('a project that is being opened is not said to be empty', () => {
  expect(projectName({ corpus: { kind: 'opening', fileCount: 1, doneCount: 0, totalBytes: 0, doneBytes: 0 } })).toBe(
    'Opening…',
  );
  expect(projectName({ corpus: { kind: 'empty' } })).toBe('No corpus open');
});
