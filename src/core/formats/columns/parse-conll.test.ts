import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseConll } from './parse-conll.ts';

const CELL = fc.constantFrom('O', 'NN', 'B-NP', '.', '𝒙', 'β-blocker', '-1', 'I-Drug');
const TAG = fc.constantFrom('O', 'O', 'B-Drug', 'B-Sign');

interface Line {
  readonly token: string;
  readonly between: readonly string[];
  readonly tag: string;
}

const LINE: fc.Arbitrary<Line> = fc.record({ token: CELL, between: fc.array(CELL, { maxLength: 3 }), tag: TAG });

const write = (sentences: readonly (readonly Line[])[], lineBreak: string): string =>
  sentences
    .map((lines) => lines.map(({ token, between, tag }) => [token, ...between, tag].join('\t') + lineBreak).join(''))
    .join(lineBreak);

it('takes the first cell for the token and the last for the tag, whatever stands between them in each line', () => {
  const sentences = fc.array(fc.array(LINE, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sentences, fc.constantFrom('\n', '\r\n'), (written, lineBreak) => {
      const { documents } = parseConll({ file: 'a.tsv', text: write(written, lineBreak) });
      const read = documents.flatMap(({ passages }) =>
        passages.map(({ text, mentions }) => [text, mentions.map(({ entityType, quote }) => `${entityType} ${quote}`)]),
      );
      expect(read).toEqual(
        written.map((lines) => [
          lines.map(({ token }) => token).join(' '),
          lines.flatMap(({ token, tag }) => (tag === 'O' ? [] : [`${tag.slice(2)} ${token}`])),
        ]),
      );
    }),
    { numRuns: 500 },
  );
});
