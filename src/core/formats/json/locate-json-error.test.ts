import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json-value.ts';
import { locateJsonError } from './locate-json-error.ts';

describe('locateJsonError', () => {
  it.each([
    ['{"a": }', 6, 1, false],
    ['{"a": 1\n "b": 2}', 9, 2, false],
    ['[1, 2,\n]', 7, 2, false],
    ['{"a": 1}}', 8, 1, false],
    ['{"a": "x', 6, 1, true],
    ['{"a": [1, 2', 11, 1, true],
    ['{"a": tr', 6, 1, true],
    ['{"a": "b\\', 6, 1, true],
    ['{a: 1}', 1, 1, false],
    ['', 0, 1, true],
    ["['a']", 1, 1, false],
  ])('finds the fault of %j at %i', (text, position, line, isCut) => {
    expect(locateJsonError(text)).toEqual({ position, line, isCut });
  });

  it('calls every beginning of an object cut', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        expect(locateJsonError(text.slice(0, at % text.length)).isCut).toBe(true);
      }),
    );
  });

  it('stays within any text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:1e-tnull\\ \n')) }), (text) => {
        fc.pre(parseJson(text).kind === 'not-json');
        const { position } = locateJsonError(text);
        expect(position).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
