import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlightSegments } from '../common/highlight-segments.ts';
import { textPieces } from './text-pieces.ts';

const TEXT = 'lung and left heart injuries';

test('a selection cuts a mention’s segment in three and keeps its line under all of them', () => {
  const mention = { id: 'm', span: { start: 0, end: 19 }, entityType: 'Organ' };
  const pieces = textPieces(highlightSegments(TEXT, [mention]), { start: 9, end: 13 });
  expect(pieces.map(({ start, end, selected }) => [TEXT.slice(start, end), selected])).toEqual([
    ['lung and ', false],
    ['left', true],
    [' heart', false],
    [' injuries', false],
  ]);
  expect(pieces.map(({ lines }) => lines.length)).toEqual([1, 1, 1, 0]);
  expect(pieces.map(({ endings }) => endings.length)).toEqual([0, 0, 1, 0]);
});

test('pieces cover the text once and in order, and the selected ones are the selection', () => {
  const span = fc.tuple(fc.nat(TEXT.length), fc.nat(TEXT.length)).map(([one, other]) => ({
    start: Math.min(one, other),
    end: Math.max(one, other),
  }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 4 }), span, (spans, selection) => {
      const mentions = spans.map((each, index) => ({ id: `m${index}`, span: each, entityType: 'X' }));
      const pieces = textPieces(highlightSegments(TEXT, mentions), selection);
      expect(pieces.map(({ start, end }) => TEXT.slice(start, end)).join('')).toBe(TEXT);
      const selected = pieces.filter((piece) => piece.selected);
      expect(selected.map(({ start, end }) => TEXT.slice(start, end)).join('')).toBe(
        TEXT.slice(selection.start, selection.end),
      );
      if (selected.length > 0) {
        expect(selected.filter(({ opens }) => opens)).toEqual([selected[0]]);
        expect(selected.filter(({ closes }) => closes)).toEqual([selected.at(-1)]);
      }
    }),
  );
});
