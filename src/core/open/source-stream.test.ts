import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biocCorpus, iob2Corpus } from '../../testing/arbitraries/corpora.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { encodeUtf8 } from '../text/encode-utf8.ts';
import type { SourceFile } from '../formats/bytes/decode-source.ts';
import { parseSource, type ParsedSource, type ParseOptions } from '../formats/parse-source.ts';
import { serializeBiocJson } from '../formats/bioc/serialize-bioc-json.ts';
import { serializeBiocXml } from '../formats/bioc/serialize-bioc-xml.ts';
import { serializeIob2, serializeIobes } from '../formats/columns/serialize-iob2.ts';
import { serializePubtator } from '../formats/pubtator/serialize-pubtator.ts';
import {
  serializeDoccano,
  serializeLabelStudio,
  serializePubannotation,
} from '../formats/span-rows/serialize-span-rows.ts';
import { createSourceStream, FIRST_PLAN, streamAtOnce, type StreamPlan } from './source-stream.ts';

interface Cutting {
  /** Sizes of the pieces, again and again. */
  readonly sizes: readonly number[];
  readonly headLength: number;
}

function stream({ name, bytes }: SourceFile, { sizes, headLength }: Cutting, options: ParseOptions = {}) {
  const plans: StreamPlan[] = [];
  let plan = FIRST_PLAN;
  for (;;) {
    plans.push(plan);
    const source = createSourceStream(name, { ...options, plan, headLength });
    for (let at = 0, count = 0; at < bytes.length && !source.isOver; count += 1) {
      const size = sizes[count % sizes.length] ?? 1;
      source.push(bytes.subarray(at, at + size));
      at += size;
    }
    const outcome = source.finish();
    if (outcome.kind === 'parsed') return { parsed: outcome.parsed, plans };
    plan = outcome.plan;
  }
}

const cutting = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
  headLength: fc.integer({ min: 1, max: 300 }),
});

/** With the format said, so that a short beginning cannot be taken for something else: an unknown one needs it whole. */
function expectSame(source: SourceFile, cut: Cutting): { parsed: ParsedSource; plans: readonly StreamPlan[] } {
  const { format } = parseSource(source);
  const options = format === undefined ? {} : { format };
  const streamed = stream(source, format === undefined ? { ...cut, headLength: Infinity } : cut, options);
  expect(streamed.parsed).toEqual(parseSource(source, options));
  return streamed;
}

const WRITERS: Readonly<Record<string, (corpus: Corpus) => { readonly text: string }>> = {
  'bioc.json': serializeBiocJson,
  'bioc.xml': serializeBiocXml,
  pubtator: serializePubtator,
  iob2: serializeIob2,
  iobes: serializeIobes,
  'doccano.jsonl': serializeDoccano,
  'label-studio.json': serializeLabelStudio,
  'pubannotation.jsonl': serializePubannotation,
};

describe.each(Object.entries(WRITERS))('a %s file cut anywhere', (extension, write) => {
  it('is read as it is at once', () => {
    const corpus = extension.startsWith('iob') ? iob2Corpus('a.txt') : biocCorpus('a.txt');
    fc.assert(
      fc.property(corpus, cutting, fc.constantFrom('\n', '\r\n', '\r'), (written, cut, lineBreak) => {
        const { text } = write(written);
        const broken = extension.endsWith('xml') ? text : text.replaceAll('\n', lineBreak);
        expectSame({ name: `corpus.${extension}`, bytes: encodeUtf8(broken) }, cut);
      }),
      { numRuns: 25 },
    );
  });

  it('is read as it is at once where it is broken', () => {
    const corpus = extension.startsWith('iob') ? iob2Corpus('a.txt') : biocCorpus('a.txt');
    fc.assert(
      fc.property(corpus, cutting, fc.nat(), fc.string({ maxLength: 4 }), (written, cut, place, inserted) => {
        const { text } = write(written);
        const at = place % (text.length + 1);
        const isCutOff = place % 2 === 0;
        const broken = `${text.slice(0, at)}${inserted}${isCutOff ? '' : text.slice(at)}`;
        expectSame({ name: `corpus.${extension}`, bytes: encodeUtf8(broken) }, cut);
      }),
      { numRuns: 25 },
    );
  });
});

const fixtures = join(import.meta.dirname, '../../testing/fixtures/formats');

const cases = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(cases.map(({ name }) => name))('format fixture %s', (name) => {
  const inputName = readdirSync(join(fixtures, name)).find((file) => file.startsWith('input.')) ?? '';
  const source = { name: inputName, bytes: readFileSync(join(fixtures, name, inputName)) };

  it('is read in pieces as it is at once', () => {
    fc.assert(
      fc.property(cutting, (cut) => {
        expectSame(source, cut);
      }),
      { numRuns: 4 },
    );
  });
});

describe('a file of millions of characters', () => {
  const row = { instruction: 'Find diseases.', input: 'Asthma in β-blocker users.', output: '[]' };
  const rows = Array.from({ length: 20_000 }, () => row);
  const read = (text: string) => {
    const source = { name: 'rows', bytes: encodeUtf8(text) };
    const streamed = streamAtOnce(source);
    expect(streamed).toEqual(parseSource(source));
    return streamed;
  };

  it('shows its format in its beginning, as JSON in a list', () => {
    expect(read(JSON.stringify(rows)).evidence).toBe('the file is JSON with the keys "instruction" and "output"');
    expect(read(JSON.stringify(rows, null, 2)).format).toBe('jsonl');
  });

  it('shows its format in its beginning, one value a line', () => {
    expect(read(rows.map((each) => JSON.stringify(each)).join('\n')).evidence).toContain('line 1 is JSON');
  });

  it('may change its line breaks and count otherwise than its beginning', () => {
    const block = (id: number) => `${id}|t|Asthma\r${id}|a|In users\r${id}\t0\t6\tAsthma\tDisease\t\r\r`;
    const text = Array.from({ length: 25_000 }, (_, id) => block(id)).join('');
    expect(read(`${text}1|t|x\n`).format).toBe('pubtator');
    expect(read(text).documents).toHaveLength(25_000);
    const inUtf16 = `${text}900|t|😀 asthma\r900|a|x\r900\t3\t9\tasthma\tDisease\r`;
    expect(read(inUtf16).issues).toContainEqual(expect.objectContaining({ code: 'quote-repaired', severity: 'note' }));
  });
});

it('takes whatever stands in the documents of a collection for one, as it does at once', () => {
  const text = '{"documents": [{"id": "no passages"}, 7, {"id": "1", "passages": [{"text": "Asthma"}]}]}';
  const { parsed } = expectSame({ name: 'a.json', bytes: encodeUtf8(text) }, { sizes: [10], headLength: 60 });
  expect(parsed.documents.map(({ id }) => id)).toEqual(['no passages', '1']);
});

describe('what a stream has in memory', () => {
  it.each(['bioc.json', 'bioc.xml', 'pubtator', 'iob2'])('is never the text of a sound %s file', (extension) => {
    const mention = { id: 'm1', span: { start: 0, end: 6 }, entityType: 'Disease', quote: 'Asthma' };
    const documents = Array.from({ length: 50 }, (_, index) => ({
      id: String(1000 + index),
      source: 'a',
      boundaries: 'given' as const,
      passages: [{ id: 'title', kind: 'title', text: 'Asthma after 😀.', mentions: [mention] }],
    }));
    const bytes = encodeUtf8(WRITERS[extension]?.({ documents }).text ?? '');
    const { plans } = expectSame({ name: 'a', bytes }, { sizes: [100], headLength: 500 });
    expect(plans).toEqual([FIRST_PLAN]);
  });
});
