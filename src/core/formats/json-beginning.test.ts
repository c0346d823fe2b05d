import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBeginning } from './json-beginning.ts';

describe('parseJsonBeginning', () => {
  it('closes what the cut left open', () => {
    expect(parseJsonBeginning('[{"id":1,"spans":[{"start":0},{"sta')).toEqual({
      kind: 'value',
      value: [{ id: 1, spans: [{ start: 0 }, {}] }],
    });
    expect(parseJsonBeginning('{"documents":[{"id":"a, [b]\\"')).toEqual({
      kind: 'value',
      value: { documents: [{}] },
    });
  });

  it('reads any beginning of any list', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(), (list, at) => {
        const text = JSON.stringify(list);
        expect(parseJsonBeginning(text.slice(0, 1 + (at % text.length)))).toMatchObject({ kind: 'value' });
      }),
    );
  });

  it('takes several values for none', () => {
    expect(parseJsonBeginning('{"a":1}\n{"a":2}\n')).toEqual({ kind: 'not-json' });
    expect(parseJsonBeginning('PMID|t|A title')).toEqual({ kind: 'not-json' });
  });
});
