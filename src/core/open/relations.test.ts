import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biocCorpus, pubtatorCorpus } from '../../testing/arbitraries/corpora.ts';
import { currentCorpus, editsOf } from '../annotations/current-corpus.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { TRIGGER_ROLE, type Corpus, type Document, type Mention, type Relation } from '../corpus/corpus.ts';
import { parseSource } from '../formats/parse-source.ts';
import { LARGE_BYTES, parseFile } from './source-stream.ts';
import { CORPUS_WRITERS } from '../write/corpus-writers.ts';
import { openSources } from './source-opener.ts';
import { WRITTEN_FORMAT_NAMES, isWrittenFormat, type WrittenFormatId } from '../write/written-format-names.ts';

interface Pick {
  readonly from: number;
  readonly to: number;
  readonly relationType: string;
}

const PICKS = fc.array(
  fc.record({ from: fc.nat(20), to: fc.nat(20), relationType: fc.constantFrom('CID', 'Binds_to', 'Rückbau') }),
  { maxLength: 4 },
);

/** Relations between mentions of each document, by the way a format writes them. */
function withRelations(
  corpora: fc.Arbitrary<Corpus>,
  relate: (picks: readonly Pick[], mentionIds: readonly string[]) => readonly Relation[],
): fc.Arbitrary<Corpus> {
  return fc.tuple(corpora, fc.array(PICKS, { minLength: 4, maxLength: 4 })).map(([{ documents }, picks]) => ({
    documents: documents.map((document, index): Document => {
      const ids = document.passages.flatMap(({ mentions }) => mentions.map(({ id }) => id));
      const relations = relate(picks[index] ?? [], ids);
      return relations.length === 0 ? document : { ...document, relations };
    }),
  }));
}

/** doccano's rows may have a span once a user: of the same place and type there is but one mention. */
function withoutTwins(corpora: fc.Arbitrary<Corpus>): fc.Arbitrary<Corpus> {
  const keyOf = ({ span, entityType }: Mention) => `${span.start} ${span.end} ${entityType}`;
  return corpora.map(({ documents }) => ({
    documents: documents.map((document) => ({
      ...document,
      passages: document.passages.map((passage) => ({
        ...passage,
        mentions: [...new Map(passage.mentions.map((mention) => [keyOf(mention), mention])).values()],
      })),
    })),
  }));
}

function pairs(roles: readonly [string, string], kind: 'mention' | 'concept') {
  return (picks: readonly Pick[], ids: readonly string[]): readonly Relation[] =>
    (ids.length === 0 ? [] : picks).map(({ from, to, relationType }, index) => ({
      id: `R${index + 1}`,
      relationType,
      arguments: [from, to].map((at, place) => ({
        role: roles[place] ?? '',
        kind,
        target: kind === 'concept' ? `D00${at}` : (ids[at % ids.length] ?? ''),
      })),
    }));
}

/** Each has the one before it as its cause. */
function events(picks: readonly Pick[], ids: readonly string[]): readonly Relation[] {
  return (ids.length === 0 ? [] : picks).map(({ from, to, relationType }, index) => ({
    id: `E${index + 1}`,
    relationType,
    arguments: [
      { role: TRIGGER_ROLE, kind: 'mention', target: ids[from % ids.length] ?? '' },
      { role: 'Theme', kind: 'mention', target: ids[to % ids.length] ?? '' },
      ...(index === 0 ? [] : [{ role: 'Cause', kind: 'relation', target: `E${index}` } as const]),
    ],
  }));
}

/** By document, with each mention as its place in the document: formats have ids of their own for them. */
function relationsOf({ documents }: Corpus) {
  return documents.map(({ relations = [], passages }) => {
    const ids = passages.flatMap(({ mentions }) => mentions.map(({ id }) => id));
    return relations.map(({ id, relationType, arguments: all }) => ({
      id,
      relationType,
      arguments: all.map(({ role, kind, target }) => [role, kind, kind === 'mention' ? ids.indexOf(target) : target]),
    }));
  });
}

const CASES: readonly (readonly [name: string, format: WrittenFormatId, corpora: fc.Arbitrary<Corpus>])[] = [
  ['BioC JSON', 'bioc-json', withRelations(biocCorpus('a'), pairs(['Cause', 'Theme'], 'mention'))],
  ['BioC JSON with events', 'bioc-json', withRelations(biocCorpus('a'), events)],
  ['BioC XML', 'bioc-xml', withRelations(biocCorpus('a'), events)],
  ['BioC XML with concepts', 'bioc-xml', withRelations(biocCorpus('a'), pairs(['Chemical', 'Disease'], 'concept'))],
  ['PubTator', 'pubtator', withRelations(pubtatorCorpus('a'), pairs(['Arg1', 'Arg2'], 'concept'))],
  ['brat', 'brat', withRelations(biocCorpus('a'), pairs(['Arg1', 'Arg2'], 'mention'))],
  ['brat with events', 'brat', withRelations(biocCorpus('a'), events)],
  ['doccano', 'doccano', withRelations(withoutTwins(pubtatorCorpus('a')), pairs(['from', 'to'], 'mention'))],
  ['PubAnnotation', 'pubannotation', withRelations(biocCorpus('a'), pairs(['subj', 'obj'], 'mention'))],
];

const STANDOFF = 'T1\tChemical 0 4\tLead\nT2\tEvent 5 10\tkills\nR1\tHarms Arg1:T1 Arg2:T2\n';

describe('relations', () => {
  it.each(CASES)('are the same after writing and reading %s', (_, format, corpora) => {
    fc.assert(
      fc.property(corpora, (corpus) => {
        const { files, issues } = CORPUS_WRITERS[format](corpus);
        expect(issues.filter(({ found }) => found?.includes('relation'))).toEqual([]);
        const read = assembleCorpus(openSources(files).parsed).corpus;
        const kept = relationsOf(corpus).filter((_own, index) => hasText(corpus.documents[index]));
        expect(relationsOf(read).filter((own) => own.length > 0)).toEqual(kept.filter((own) => own.length > 0));
      }),
      { numRuns: 60 },
    );
  });

  it('are lost by every other format with a line in its report', () => {
    const { documents } = openSources([file('a.txt', 'Lead kills'), file('a.ann', STANDOFF)]).parsed[0] ?? {};
    const formats = Object.keys(WRITTEN_FORMAT_NAMES).filter(isWrittenFormat);
    const losing = formats.filter((format) => {
      const { issues } = CORPUS_WRITERS[format]({ documents: documents ?? [] });
      return issues.some(({ found }) => found?.startsWith('relations') === true);
    });
    const keeping = new Set(['bioc-json', 'bioc-xml', 'brat', 'doccano', 'pubannotation']);
    expect(losing).toEqual(formats.filter((format) => !keeping.has(format)));
  });

  it('are left out and listed where a mention is gone, with the relations of them', () => {
    const [parsed] = openSources([
      file('a.txt', 'Lead kills'),
      file('a.ann', `${STANDOFF}R2\tX Arg1:T1 Arg2:R1\n`),
    ]).parsed;
    const [document] = parsed?.documents ?? [];
    expect(document?.relations?.map(({ id }) => id)).toEqual(['R1', 'R2']);
    if (document === undefined) return;
    const passages = document.passages.map((passage) => ({ ...passage, mentions: passage.mentions.slice(0, 1) }));
    const cut = { documents: [{ ...document, passages }] };
    const checked = assembleCorpus([cut]);
    expect(checked.corpus.documents[0]?.relations).toBeUndefined();
    expect(checked.issues.map(({ code }) => code)).toEqual(['relation-without-mention', 'relation-without-mention']);
    const written = CORPUS_WRITERS['bioc-json'](cut);
    expect(written.issues.map(({ found }) => found)).toEqual(['relations whose mention is gone: 2']);
  });
});

describe('relations of a mention that a person deletes', () => {
  const { documents = [] } = openSources([file('a.txt', 'Lead kills'), file('a.ann', STANDOFF)]).parsed[0] ?? {};
  const imported: Corpus = { documents };
  const passage = { documentId: documents[0]?.id ?? '', passageId: documents[0]?.passages[0]?.id ?? '' };
  const deletion = { passage, mentionId: 'T2', state: { kind: 'deleted' } } as const;
  const formats = Object.keys(WRITTEN_FORMAT_NAMES).filter(isWrittenFormat);

  it.each(formats)('are not written as %s, and are in its report', (format) => {
    const { corpus } = currentCorpus(imported, editsOf([deletion]));
    expect(corpus.documents[0]?.passages[0]?.mentions.map(({ id }) => id)).toEqual(['T1']);
    const { files, issues } = CORPUS_WRITERS[format](corpus);
    expect(issues.filter(({ found }) => /^relations.*: 1$/u.test(found ?? ''))).toHaveLength(1);
    const read = openSources(files).parsed.flatMap((source) => source.documents);
    expect(read.flatMap(({ relations = [] }) => relations)).toEqual([]);
  });

  it('are back when the deletion is undone', () => {
    const undone = { ...deletion, state: { kind: 'as-imported' } } as const;
    const { corpus } = currentCorpus(imported, editsOf([undone]));
    const { files, issues } = CORPUS_WRITERS['bioc-json'](corpus);
    expect(issues).toEqual([]);
    const read = openSources(files).parsed.flatMap((source) => source.documents);
    expect(read.flatMap(({ relations = [] }) => relations.map(({ relationType }) => relationType))).toEqual(['Harms']);
  });
});

describe('relations of a file that is read in pieces', () => {
  const sentence = 'Lead 🧬 kills rats and mice. '.repeat(80);
  const at = (word: string) => ({ start: sentence.indexOf(word), end: sentence.indexOf(word) + word.length });
  const mentions = ['Lead', 'kills', 'rats'].map((quote, index) => {
    return { id: `m${index + 1}`, span: at(quote), entityType: 'Thing', quote, conceptIds: [`D${index}`] };
  });
  const documentOf = (index: number, relations: readonly Relation[]): Document => {
    const text = { text: sentence, mentions };
    const passages = [{ id: 'title', kind: 'title', ...text }];
    return { id: String(index), source: 'a', boundaries: 'given', passages, relations };
  };
  const CAUSES = events(
    [
      { from: 1, to: 0, relationType: 'Harm' },
      { from: 1, to: 2, relationType: 'Harm' },
    ],
    ['m1', 'm2', 'm3'],
  );
  const CONCEPTS = pairs(['Arg1', 'Arg2'], 'concept')([{ from: 0, to: 2, relationType: 'CID' }], ['m1']);

  it.each([
    ['bioc-json', CAUSES],
    ['bioc-xml', CAUSES],
    ['pubtator', CONCEPTS],
  ] as const)('are those of the whole text: %s', (format, relations) => {
    const documents = Array.from({ length: 2000 }, (_, index) => documentOf(index, relations));
    const [written] = CORPUS_WRITERS[format]({ documents }).files;
    if (written === undefined) throw new Error('nothing was written');
    expect(written.bytes.length).toBeGreaterThan(LARGE_BYTES);
    const inPieces = parseFile(written);
    expect(inPieces.documents.map((each) => each.relations?.length)).toEqual(documents.map(() => relations.length));
    const atOnce = parseSource(written);
    expect(inPieces.documents).toEqual(atOnce.documents);
    expect(inPieces.issues).toEqual(atOnce.issues);
  });
});

function file(name: string, text: string) {
  return { name, bytes: new TextEncoder().encode(text) };
}

function hasText(document: Document | undefined): boolean {
  return document?.passages.some(({ text }) => text !== '') ?? false;
}
