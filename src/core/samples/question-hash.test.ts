import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { questionHash } from './question-hash.ts';
import { TEMPLATE_ID } from './templates.ts';

test('the hash is SHA-256 of a JSON array, and knows instruction from input', () => {
  const expected = createHash('sha256')
    .update(JSON.stringify([TEMPLATE_ID, 'Do.', 'β 😀']))
    .digest('hex');
  expect(questionHash({ instruction: 'Do.', input: 'β 😀' })).toBe(expected);
  expect(questionHash({ instruction: 'a', input: 'bc' })).not.toBe(questionHash({ instruction: 'ab', input: 'c' }));
});
