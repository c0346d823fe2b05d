import { expect, test } from 'vitest';
import { workWords } from './work-words.ts';

test('what was done is named with its numbers, and nothing else', () => {
  expect(workWords({ decisions: 0, notes: 0, marks: 0, edits: 0 })).toBeUndefined();
  expect(workWords({ decisions: 1, notes: 0, marks: 0, edits: 0 })).toBe('1 decision');
  expect(workWords({ decisions: 2, notes: 0, marks: 0, edits: 1 })).toBe('2 decisions and 1 edited mention');
  expect(workWords({ decisions: 2, notes: 1, marks: 0, edits: 3 })).toBe('2 decisions, 1 note and 3 edited mentions');
});
