import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Document, Relation } from '../corpus/corpus.ts';
import { openSources } from './source-opener.ts';

/** The same documents in every format, kept beside the repository and not part of it, with what stands in them. */
const folder = join(import.meta.dirname, '../../../../shared/corpora/derived');
const hasCorpora = existsSync(folder);
if (!hasCorpora) console.warn('skipped: ../shared/corpora is not there, so formats are not compared on its documents');

interface KnownMention {
  readonly utf16_start: number;
  readonly utf16_end: number;
  readonly text: string;
  readonly type: string;
  readonly identifier: string;
}

interface KnownDocument {
  readonly id: string;
  readonly text: string;
  readonly mentions: readonly KnownMention[];
  readonly relations: readonly (readonly [type: string, first: string, second: string])[];
}

function readKnown(name: string): readonly KnownDocument[] {
  return hasCorpora ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : [];
}

function read(name: string): readonly Document[] {
  const path = join(folder, name);
  const names = statSync(path).isDirectory() ? readdirSync(path).map((file) => `${name}/${file}`) : [name];
  return openSources(names.map((file) => ({ name: file, bytes: readFileSync(join(folder, file)) }))).parsed.flatMap(
    ({ documents }) => documents,
  );
}

interface PlainMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: string;
  readonly quote: string;
  readonly conceptIds: readonly string[];
}

interface PlainDocument {
  readonly text: string;
  readonly mentions: readonly PlainMention[];
}

/** One text and its mentions, whatever the passages; Prodigy's types are in capitals. */
function joinPassages({ passages }: Document): PlainDocument {
  let base = 0;
  const mentions: PlainMention[] = [];
  for (const passage of passages) {
    for (const { span, entityType, quote, conceptIds = [] } of passage.mentions) {
      const type = entityType.toUpperCase();
      mentions.push({ start: span.start + base, end: span.end + base, entityType: type, quote, conceptIds });
    }
    base += passage.text.length + 1;
  }
  return { text: passages.map(({ text }) => text).join(' '), mentions };
}

const toPlain = ({ text, mentions }: KnownDocument): PlainDocument => ({
  text,
  mentions: mentions.map(({ utf16_start: start, utf16_end: end, text: quote, type, identifier }) => ({
    start,
    end,
    entityType: type.toUpperCase(),
    quote,
    // So PubTator says that there is none.
    conceptIds: identifier === '-1' ? [] : [identifier],
  })),
});

/** What formats hold that know neither nested mentions nor overlapping ones. */
function keepOutermost({ text, mentions }: PlainDocument): PlainDocument {
  const isWithin = (inner: PlainMention, outer: PlainMention) =>
    inner !== outer && inner.start >= outer.start && inner.end <= outer.end;
  return { text, mentions: mentions.filter((mention) => !mentions.some((other) => isWithin(mention, other))) };
}

/** Columns lose white space: places are counted in the characters that are none. */
function dropWhiteSpace({ text, mentions }: PlainDocument): PlainDocument {
  const bare = (piece: string) => piece.replace(/\s+/gu, '');
  return {
    text: bare(text),
    mentions: mentions.map((mention) => {
      const start = bare(text.slice(0, mention.start)).length;
      const quote = bare(mention.quote);
      return { ...mention, start, end: start + quote.length, quote };
    }),
  };
}

/** In an order of their own; a mention that stands there twice is one. */
function comparable(documents: readonly PlainDocument[]): readonly (readonly [string, readonly string[]])[] {
  return documents
    .map(({ text, mentions }) => {
      const lines = mentions.map(({ start, end, entityType, quote }) => `${start}-${end} ${entityType} ${quote}`);
      return [text, [...new Set(lines)].toSorted()] as const;
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const countMentions = (documents: readonly PlainDocument[]): number =>
  comparable(documents).reduce((sum, [, mentions]) => sum + mentions.length, 0);

describe.runIf(hasCorpora)('the same twenty documents', () => {
  const known = readKnown('crossformat/expected.json');
  const expected = known.map(toPlain);

  it.each([
    'docs.BioC.json',
    'docs.BioC.xml',
    'docs.PubTator.txt',
    'docs.doccano.jsonl',
    'docs.doccano-entities.jsonl',
    'docs.label-studio.json',
    'docs.label-studio-min.json',
    'brat',
  ])('are whole in %s', (name) => {
    const documents = read(`crossformat/${name}`).map(joinPassages);
    expect(countMentions(documents)).toBe(324);
    expect(comparable(documents)).toEqual(comparable(expected));
  });

  it.each(['docs.spacy.jsonl', 'docs.spacy-tuples.json'])('lack only nested mentions in %s', (name) => {
    const documents = read(`crossformat/${name}`).map(joinPassages);
    expect(countMentions(documents)).toBe(316);
    expect(comparable(documents)).toEqual(comparable(expected.map(keepOutermost)));
  });

  it('lack nested mentions, and what was rejected or ignored, in docs.prodigy.jsonl', () => {
    const documents = read('crossformat/docs.prodigy.jsonl');
    const unannotated = expected.slice(18).map(({ text }) => ({ text, mentions: [] }));
    expect(comparable(documents.map(joinPassages))).toEqual(
      comparable([...expected.slice(0, 18).map(keepOutermost), ...unannotated]),
    );
    const gaps = documents.map(({ passages }) => passages[0]?.gaps?.map(({ kind }) => kind));
    expect(gaps.filter((each) => each !== undefined)).toEqual([['unannotated'], ['unannotated']]);
  });

  it('lack nested mentions and white space in docs.iob.tsv', () => {
    const documents = read('crossformat/docs.iob.tsv').map(joinPassages);
    expect(countMentions(documents)).toBe(316);
    expect(comparable(documents.map(dropWhiteSpace))).toEqual(
      comparable(expected.map(keepOutermost).map(dropWhiteSpace)),
    );
  });

  it.each(['docs.BioC.json', 'docs.BioC.xml', 'docs.PubTator.txt'])('have their 44 relations in %s', (name) => {
    const describeRelation = ({ relationType, arguments: ends }: Relation) =>
      [relationType, ...ends.map(({ target }) => target)].join(' ');
    const relations = read(`crossformat/${name}`).map(
      ({ id, relations: own = [] }) => [id, own.map(describeRelation).toSorted()] as const,
    );
    expect(relations.reduce((sum, [, own]) => sum + own.length, 0)).toBe(44);
    expect(relations).toEqual(
      known.map(({ id, relations: own }) => [id, own.map((ends) => ends.join(' ')).toSorted()]),
    );
  });

  it.each(['docs.BioC.json', 'docs.BioC.xml', 'docs.PubTator.txt', 'brat'])('have their concepts in %s', (name) => {
    const conceptsOf = (documents: readonly PlainDocument[]) =>
      documents
        .flatMap(({ mentions }) => mentions.flatMap(({ conceptIds }) => conceptIds.flatMap((id) => id.split('|'))))
        // Standoff names the database, too.
        .map((id) => id.replace(/^MESH:/u, ''))
        .toSorted();
    const documents = read(`crossformat/${name}`).map(joinPassages);
    expect(conceptsOf(documents)).toEqual(conceptsOf(expected));
  });
});

describe.runIf(hasCorpora)('characters beyond the basic plane', () => {
  it.each([
    'astral.codepoint.PubTator.txt',
    'astral.utf16.PubTator.txt',
    'astral.utf8-bytes.PubTator.txt',
    'astral.doccano.jsonl',
    'astral.escaped.doccano.jsonl',
    'astral.label-studio.utf16.json',
    'astral.prodigy.jsonl',
    'astral-brat',
  ])('leave every mention in its place in %s', (name) => {
    const documents = read(`nasty/${name}`).map(joinPassages);
    expect(countMentions(documents)).toBe(69);
    expect(comparable(documents)).toEqual(comparable(readKnown('nasty/astral.expected.json').map(toPlain)));
  });
});
