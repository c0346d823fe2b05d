import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../text/encode-utf8.ts';
import { decodeSource } from '../bytes/decode-source.ts';
import { parseJsonBeginning } from './json-beginning.ts';
import { isJsonObject, parseJson } from './json-value.ts';
import { parseSource } from '../parse-source.ts';
import { createSourceStream, FIRST_PLAN } from '../../open/source-stream.ts';

/** Whether a value may be what is complete of another: of its last element, and that one's last, there may be less. */
function isBeginningOf(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) return areBeginnings([...part.entries()], [...whole.entries()]);
  if (isJsonObject(part) && isJsonObject(whole)) return areBeginnings(Object.entries(part), Object.entries(whole));
  return JSON.stringify(part) === JSON.stringify(whole);
}

type Entry = readonly [key: string | number, value: unknown];

function areBeginnings(part: readonly Entry[], whole: readonly Entry[]): boolean {
  return part.every(([key, value], index) => {
    const other = whole[index];
    if (other === undefined || other[0] !== key) return false;
    const isLast = index === part.length - 1;
    return isLast ? isBeginningOf(value, other[1]) : JSON.stringify(value) === JSON.stringify(other[1]);
  });
}

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

  it('keeps all that is complete', () => {
    expect(parseJsonBeginning('{"a":{"b":1},"c":[1,2],"d":[[3]')).toEqual({
      kind: 'value',
      value: { a: { b: 1 }, c: [1, 2], d: [[3]] },
    });
  });

  it('takes no time to speak of for what is nested deep or made of commas', () => {
    const depth = 5_000_000;
    expect(parseJsonBeginning('['.repeat(depth)).kind).toBe('value');
    const nested = `${'['.repeat(depth / 10)}${'0,'.repeat(depth / 10)}`;
    expect(parseJsonBeginning(nested).kind).toBe('value');
    expect(parseJsonBeginning(`["${'a'.repeat(depth)}\\`)).toEqual({ kind: 'value', value: [] });
  });
});

describe('a list of rows with escapes, cut at every character', () => {
  // As Python writes it: every letter that is not of ASCII is an escape, and so is each line break and quote.
  const input = 'Given 5 \u00b5g of [3H]"x" {in\\n\\\\saline}, the rats' + ' ran and slept'.repeat(4) + '.\\u00b5';
  const rows = Array.from({ length: 5 }, (_, number) => ({
    instruction: `Find "chemicals" [${number}`,
    input,
    output: '["5 µg"]',
  }));
  const text = JSON.stringify(rows, null, 2).replaceAll('µ', '\\u00b5');
  const source = { name: 'rows.json', bytes: encodeUtf8(text) };
  const whole = parseSource(source);

  it('gives what is complete of it', () => {
    for (let end = 1; end <= text.length; end += 1) {
      const parsed = parseJsonBeginning(text.slice(0, end));
      expect(parsed.kind === 'value' && isBeginningOf(parsed.value, rows), text.slice(0, end)).toBe(true);
    }
  });

  it('is known by what there is of it, and read as it is at once', () => {
    expect(whole.documents.flatMap(({ passages }) => passages)).toHaveLength(rows.length);
    for (let headLength = JSON.stringify(rows[0], null, 2).length + 20; headLength < text.length; headLength += 1) {
      const stream = createSourceStream(source.name, { plan: FIRST_PLAN, headLength });
      // Byte by byte, so that the head is cut exactly there.
      for (let at = 0; at < source.bytes.length; at += 1) stream.push(source.bytes.subarray(at, at + 1));
      const outcome = stream.finish();
      if (outcome.kind !== 'parsed') expect.fail(`a head of ${headLength} characters asks for another reading`);
      expect(outcome.parsed.format).toBe(whole.format);
      expect(outcome.parsed.documents).toEqual(whole.documents);
    }
  });
});

const fixtures = join(import.meta.dirname, '../../../testing/fixtures');

const texts = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^formats.*input\.\w+$|^written.*\.\w+$/u.test(path))
  .map((path) => ({ path, decoded: decodeSource({ name: path, bytes: readFileSync(join(fixtures, path)) }) }))
  .flatMap(({ path, decoded }) => (decoded.kind === 'text' ? [{ path, text: decoded.text.trim() }] : []));

const jsonFiles = texts.filter(({ text }) => /^[{[]/u.test(text) && parseJson(text).kind === 'value');

/** Of more than one line, each of which is JSON. */
const jsonLineFiles = texts.filter(({ text }) => {
  const lines = text.split(/\r?\n/u);
  return lines.length > 1 && lines.every((line) => line.startsWith('{') && parseJson(line).kind === 'value');
});

/** Sixty, evenly. */
function placesIn(text: string): number[] {
  return Array.from({ length: 60 }, (_, index) => Math.max(1, Math.floor((text.length * (index + 1)) / 61)));
}

describe.each(jsonFiles)('$path cut at sixty places', ({ path, text }) => {
  const whole = parseJson(text);

  it('gives what is complete of it', () => {
    for (const place of placesIn(text)) {
      const parsed = parseJsonBeginning(text.slice(0, place));
      expect(parsed.kind).toBe('value');
      if (parsed.kind === 'value' && whole.kind === 'value')
        expect(isBeginningOf(parsed.value, whole.value)).toBe(true);
    }
  });

  it('is read with a word on what is missing', () => {
    for (const place of placesIn(text)) {
      const parsed = parseSource({ name: path, bytes: encodeUtf8(text.slice(0, place)) });
      expect(parsed.issues).not.toEqual([]);
    }
  });
});

describe.each(jsonLineFiles)('$path cut at sixty places', ({ path, text }) => {
  const whole = parseSource({ name: path, bytes: encodeUtf8(text) });

  it('is read up to there, with a word on the line that is cut', () => {
    for (const place of placesIn(text)) {
      const cut = text.slice(0, place);
      const parsed = parseSource({ name: path, bytes: encodeUtf8(cut) });
      const isAtLineEnd = parseJson(cut.slice(cut.lastIndexOf('\n') + 1)).kind === 'value' || cut.endsWith('\n');
      if (!isAtLineEnd) expect(parsed.issues).not.toEqual([]);
      const ids = parsed.documents.map(({ id }) => id);
      expect(whole.documents.map(({ id }) => id).slice(0, ids.length)).toEqual(ids);
    }
  });
});

it('has files of both kinds to cut', () => {
  expect(jsonFiles.length).toBeGreaterThanOrEqual(15);
  expect(jsonLineFiles.length).toBeGreaterThanOrEqual(5);
});
