import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';

it('is SHA-256 over template id, instruction, input and answer', () => {
  const expected = createHash('sha256')
    .update(JSON.stringify(['json-entities-v1', 'Do.', 'β 😀', '[]']))
    .digest('hex');
  expect(contentHash({ instruction: 'Do.', input: 'β 😀', answer: '[]' })).toBe(expected);
});

it('tells apart what only the borders tell apart', () => {
  const a = contentHash({ instruction: 'a', input: 'bc', answer: '[]' });
  const b = contentHash({ instruction: 'ab', input: 'c', answer: '[]' });
  expect(a).not.toBe(b);
});
