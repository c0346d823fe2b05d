import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSource } from '../../src/core/formats/parse-source.ts';
import { splitSentences } from '../../src/core/text/split-sentences.ts';

interface BiocAnnotation {
  id: string;
  infons: { type: string };
  text: string;
  locations: { offset: number; length: number }[];
}
interface BiocPassage {
  offset: number;
  infons: { type: string };
  text: string;
  annotations: BiocAnnotation[];
}
interface BiocCollection {
  infons: { notice: string };
  documents: { id: string; passages: [BiocPassage, BiocPassage] }[];
}
interface Counts {
  documents: number;
  sentences: number;
  negativeSentences: number;
  mentions: number;
  documentsWithNested: number;
  discontinuousMentions: number;
  documentsWithoutAbstractMention: number;
  nonBmpCharacters: number;
  combiningMarks: number;
}

const builder = fileURLToPath(new URL('build-demo-corpus.mjs', import.meta.url));
const builtFile = fileURLToPath(new URL('../../public/demo/demonstration-corpus.bioc.json', import.meta.url));
const built = readFileSync(builtFile, 'utf8');
const collection: BiocCollection = JSON.parse(built);
const passages = collection.documents.flatMap((document) => document.passages);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-corpus-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runBuilder(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builder, ...options], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the built file', () => {
  it('says that it is invented', () => {
    expect(collection.infons.notice).toMatch(/Invented.*Not medical knowledge/);
  });

  it('is what the sources give, byte for byte', () => {
    const out = join(folder, 'rebuilt.json');
    expect(runBuilder('--out', out).stderr).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(built);
  });

  it('has every mention where its offsets say, counted in code points of the document', () => {
    for (const { id, passages: parts } of collection.documents) {
      const characters = Array.from(parts.map((passage) => passage.text).join(' '));
      for (const { text, locations } of parts.flatMap((passage) => passage.annotations)) {
        const quotes = locations.map(({ offset, length }) => characters.slice(offset, offset + length).join(''));
        expect(`${id} ${quotes.join(' ')}`).toBe(`${id} ${text}`);
        expect(text.trim()).toBe(text);
      }
    }
  });

  it('puts the abstract one code point behind the title, and every mention inside its passage', () => {
    for (const { passages: parts } of collection.documents) {
      const [title, abstract] = parts;
      expect(abstract.offset).toBe(Array.from(title.text).length + 1);
      for (const passage of parts) {
        const end = passage.offset + Array.from(passage.text).length;
        for (const { offset, length } of passage.annotations.flatMap(({ locations }) => locations)) {
          expect(offset).toBeGreaterThanOrEqual(passage.offset);
          expect(offset + length).toBeLessThanOrEqual(end);
        }
      }
    }
  });

  it('numbers documents and mentions without repeats and annotates no place twice', () => {
    const ids = collection.documents.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { passages: parts } of collection.documents) {
      const annotations = parts.flatMap((passage) => passage.annotations);
      expect(new Set(annotations.map(({ id }) => id)).size).toBe(annotations.length);
      const places = annotations.map(({ infons, locations }) => `${infons.type} ${JSON.stringify(locations)}`);
      expect(new Set(places).size).toBe(places.length);
    }
  });

  it('holds what a demonstration needs', () => {
    const counts: Counts = JSON.parse(runBuilder('--out', join(folder, 'counted.json'), '--json').stdout);
    expect(counts.documents).toBe(collection.documents.length);
    expect(counts.mentions).toBe(passages.flatMap(({ annotations }) => annotations).length);
    expect(counts.documents).toBeGreaterThanOrEqual(64);
    expect(counts.sentences).toBeGreaterThanOrEqual(400);
    expect(counts.negativeSentences / counts.sentences).toBeGreaterThanOrEqual(0.25);
    expect(counts.documentsWithNested).toBeGreaterThanOrEqual(12);
    expect(counts.discontinuousMentions).toBeGreaterThanOrEqual(10);
    expect(counts.documentsWithoutAbstractMention).toBeGreaterThanOrEqual(2);
    expect(counts.nonBmpCharacters).toBeGreaterThanOrEqual(3);
    expect(counts.combiningMarks).toBeGreaterThanOrEqual(1);
  });

  it('has no mention across the edge of a sentence, as the studio finds sentences', () => {
    for (const { text, offset, annotations } of passages) {
      const edges = splitSentences(text).map(({ end }) => offset + Array.from(text.slice(0, end)).length);
      for (const { text: quote, locations } of annotations) {
        const start = Math.min(...locations.map((location) => location.offset));
        const end = Math.max(...locations.map((location) => location.offset + location.length));
        const crossed = edges.filter((edge) => start < edge && edge < end);
        expect(`${quote} ${crossed.length}`).toBe(`${quote} 0`);
      }
    }
  });

  it('is read by the studio with no issue and every mention', () => {
    const parsed = parseSource({
      name: 'demonstration-corpus.bioc.json',
      bytes: new Uint8Array(readFileSync(builtFile)),
    });
    expect(parsed.issues).toEqual([]);
    expect(parsed.format).toBe('bioc-json');
    expect(parsed.documents.map(({ id }) => id)).toEqual(collection.documents.map(({ id }) => id));
    const read = parsed.documents.flatMap((document) =>
      document.passages.map(({ text, mentions }) => ({ text, mentions })),
    );
    expect(read.map(({ text }) => text)).toEqual(passages.map(({ text }) => text));
    const found = read.map(({ mentions }) =>
      mentions.map(({ entityType, quote }) => `${entityType} ${quote}`).toSorted(),
    );
    const written = passages.map(({ annotations }) =>
      annotations.map(({ infons, text }) => `${infons.type} ${text}`).toSorted(),
    );
    expect(found).toEqual(written);
  });
});

describe('the builder refuses', () => {
  const sentences = ['One.', 'Two.', 'Three.', 'Four.'];
  const cases: [string, string[], RegExp][] = [
    ['a mention that is never closed', ['Given {C:naloxone.'], /abstracts-x\.txt:3:7: mention is never closed/],
    ['a closing brace too many', ['Given naloxone}.'], /:3:15: "}" closes nothing/],
    ['an empty mention', ['Given {C:} twice.'], /:3:7: empty mention/],
    ['a blank at the edge', ['Given {C:naloxone }twice.'], /:3:7: mention "naloxone " begins or ends with a blank/],
    ['an unknown type', ['Given {X:naloxone}.'], /:3:7: unknown entity type "X"/],
    ['a part without its beginning', ['Breast {+1:cancer}.'], /:3:8: \+1 has no #1/],
    ['a numbered mention of one part', ['Some {D#1:cancer}.'], /:3:6: #1 has one part only/],
    ['a mention that cuts a word', ['Many {D:cance}rs.'], /:3:6: mention "cance" cuts a word/],
    ['a name left bare elsewhere', ['{C:Lead} is toxic.', 'It may lead to harm.'], /:4: demo-001 leaves "lead" bare/],
  ];
  it.each(cases)('%s, with file and line', (name, lines, message) => {
    const sources = mkdtempSync(join(folder, `${name.replaceAll(' ', '-')}-`));
    const text = ['@ demo-001 | case report', '= A title.', ...lines, ...sentences].join('\n');
    writeFileSync(join(sources, 'abstracts-x.txt'), text);
    writeFileSync(join(sources, 'allowed-bare.txt'), '');
    const { status, stderr } = runBuilder('--sources', sources, '--out', join(sources, 'out.json'));
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it('a reason in allowed-bare.txt that nothing needs', () => {
    const sources = mkdtempSync(join(folder, 'allowed-'));
    writeFileSync(join(sources, 'abstracts-x.txt'), ['@ demo-001 | x', '= A title.', ...sentences].join('\n'));
    writeFileSync(join(sources, 'allowed-bare.txt'), 'demo-001 | lead | a verb\n');
    const { status, stderr } = runBuilder('--sources', sources, '--out', join(sources, 'out.json'));
    expect(stderr).toContain('allowed-bare.txt:1: "demo-001 | lead" is needed nowhere');
    expect(status).toBe(1);
  });
});
