import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonElements } from './json-elements.ts';

function read(pieces: readonly string[], keys: readonly string[] = []) {
  const values: unknown[] = [];
  const elements = createJsonElements({ keys, maxLength: 10_000, onElement: (value) => values.push(value) });
  for (const piece of pieces) elements.push(piece);
  return { isWhole: elements.finish(), values };
}

function cut(text: string, at: readonly number[]): string[] {
  const borders = [0, ...at.map((each) => each % (text.length + 1)).sort((a, b) => a - b), text.length];
  return borders.slice(1).map((border, index) => text.slice(borders[index], border));
}

const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe('createJsonElements', () => {
  it('gives the elements of any list, wherever its text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), cuts, fc.constantFrom(0, 1, 2), (list, at, indent) => {
        const text = JSON.stringify(list, null, indent);
        const normal: unknown = JSON.parse(text);
        expect(read(cut(text, at))).toEqual({ isWhole: true, values: normal });
      }),
    );
  });

  it('gives the elements of the list at a key, wherever the key stands', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), cuts, (documents, other, at) => {
        const text = JSON.stringify({ source: other, documents, 'documents\n': [other] });
        const normal: unknown = JSON.parse(JSON.stringify(documents));
        expect(read(cut(text, at), ['documents', 'PubTator3'])).toEqual({ isWhole: true, values: normal });
      }),
    );
  });

  it('says of exactly those texts that they are no JSON of which JSON.parse says so', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', '1', 'a', ' ', '"a"')), (parts) => {
        const text = `[${parts.join('')}]`;
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(read([text]).isWhole).toBe(isJson);
      }),
      { numRuns: 2000 },
    );
  });

  it('wants one list: of two keys nothing is known', () => {
    expect(read(['{"documents":[1],"PubTator3":[2]}'], ['documents', 'PubTator3']).isWhole).toBe(false);
    expect(read(['{"documents":{"documents":[1]}}'], ['documents']).isWhole).toBe(false);
  });

  it('takes no element beyond its length', () => {
    expect(read([`["${'a'.repeat(20_000)}"]`]).isWhole).toBe(false);
  });
});
