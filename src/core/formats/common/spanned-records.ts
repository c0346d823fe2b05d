import type {
  AnnotationGap,
  Document,
  GivenSample,
  Mention,
  PassagePrediction,
  SuggestedMention,
  Relation,
} from '../../corpus/corpus.ts';
import { mentionId } from '../../corpus/mention-id.ts';
import { createUniqueIds } from '../../corpus/unique-ids.ts';
import { keepWholeRelations } from '../../corpus/whole-relations.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { createOffsetIndex, type OffsetUnit } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';
import { withGaps } from './no-mentions.ts';
import { rulesOf, type ParseHints } from './parse-hints.ts';
import { claimIssue, fileIssues, lostClaim } from './offset-issues.ts';
import type { LocatedClaim, OffsetClaim } from '../offsets/offset-claims.ts';
import {
  createReadings,
  hullOf,
  joinPieces,
  locate,
  readingIn,
  readOffsets,
  type OffsetReading,
  type OffsetRules,
  UNIT_NAMES,
} from '../offsets/read-offsets.ts';
import { VIEW_NAMES } from '../offsets/text-views.ts';
import { countNoun } from '../../text/count-noun.ts';

/** A mention as a record of a text with spans has it. */
export interface RecordMention {
  /** Half-open ranges in the file's own unit, in order. */
  readonly pieces: readonly Span[];
  /** What stands there as the file says; empty where it says nothing. */
  readonly quote: string;
  readonly entityType: string;
  readonly id?: string | undefined;
  readonly conceptIds?: readonly string[] | undefined;
  /** Where it is written, if not in the record's own file and line. */
  readonly at?: Pick<DataIssue, 'file' | 'line'>;
}

/** One text of a tool's export with its spans: a document of one passage. */
export interface SpannedRecord {
  /** Undefined where the file names none: it is then numbered behind the file's name. */
  readonly id: string | undefined;
  readonly line: number | undefined;
  readonly text: string;
  readonly mentions: readonly RecordMention[];
  readonly given?: GivenSample;
  /** Of its annotation, besides mentions that find no place. */
  readonly gaps?: readonly AnnotationGap[];
  /** Of its mentions, by their ids. */
  readonly relations?: readonly Relation[];
  /** What models predicted of it, one for each. */
  readonly predictions?: readonly RecordPrediction[];
}

/** A model's mentions of a record's text. */
export interface RecordPrediction {
  readonly model: string;
  readonly mentions: readonly (RecordMention & { readonly confidence?: number | undefined })[];
}

interface RecordClaim extends OffsetClaim {
  readonly mention: RecordMention;
}

/** How a format's offsets may be meant besides "as written in code points". */
export interface SpanDialect {
  /** Some versions of the tool wrote the last character's offset as the end. */
  readonly mayEndInclusively?: boolean;
  /** The tool can be set to count graphemes. */
  readonly mayCountGraphemes?: boolean;
  /** The text is a file of its own, which may begin with a byte order mark. */
  readonly mayCountMark?: boolean;
}

/**
 * Documents of records whose offsets are decided for the whole file: by the quotes where the file has them, else by
 * how many spans begin and end at the edges of words.
 */
export function buildSpannedDocuments(
  records: readonly SpannedRecord[],
  {
    file,
    hints,
    dialect = {},
  }: { readonly file: string; readonly hints: ParseHints | undefined; readonly dialect?: SpanDialect },
): { documents: Document[]; issues: DataIssue[] } {
  const claims = records.map(({ text, mentions }) => claimsOf(text, mentions));
  const all = claims.flat();
  const plausible = all.some(({ quote }) => quote !== '') ? undefined : plausibleReading(all, dialect, rulesOf(hints));
  const readings = plausible === undefined ? readingsOf(dialect) : [plausible.reading];
  const offsets = readOffsets(all, readings, rulesOf(hints));
  const { located } = offsets;
  const issues: DataIssue[] = fileIssues(file, offsets);
  if (plausible?.doubt !== undefined) issues.push({ ...plausible.doubt, file });
  const uniqueId = createUniqueIds();
  let next = 0;
  const documents = records.map((record, number): Document => {
    const own = claims[number] ?? [];
    const name = record.id ?? `${file}/${number + 1}`;
    const id = uniqueId(name);
    const at = { file, documentId: id, ...(record.line === undefined ? {} : { line: record.line }) };
    if (id !== name) issues.push({ code: 'duplicate-document', severity: 'warning', ...at, found: `${name} again` });
    const places = located.slice(next, next + own.length);
    next += own.length;
    const mentions = placeMentions(own, places, (found, claim, place) =>
      claimIssue(claim, place, { ...at, ...claim.mention.at, found }),
    );
    issues.push(...mentions.issues);
    const passage = { id: 'text', kind: 'text', text: record.text, mentions: mentions.kept };
    const given = record.given === undefined ? passage : { ...passage, given: record.given };
    const whole = withGaps(given, [...(record.gaps ?? []), ...mentions.lost]);
    const document: Document = { id, source: file, passages: [whole], boundaries: 'given' };
    if (record.relations === undefined || record.relations.length === 0) return document;
    const uniqueRelationId = createUniqueIds();
    const relations = record.relations.map((relation) => ({ ...relation, id: uniqueRelationId(relation.id) }));
    return keepWholeRelations({ ...document, relations }, issues);
  });
  return { documents: withPredictions(documents, records, { hints, dialect, unit: offsets.unit, issues }), issues };
}

function claimsOf(text: string, mentions: readonly RecordMention[]): RecordClaim[] {
  const index = createOffsetIndex(text);
  return mentions.map((mention): RecordClaim => {
    const { pieces, quote, entityType } = mention;
    return { text, index, pieces, quote, entityType, mention };
  });
}

interface PredictionOptions {
  readonly hints: ParseHints | undefined;
  readonly dialect: SpanDialect;
  /** Of the annotations. */
  readonly unit: OffsetUnit;
  /** What finds no place is added; it is no loss of the annotation. */
  readonly issues: DataIssue[];
}

/**
 * Documents with what models predicted of their texts. Their offsets are read for themselves, so that they have no say
 * in where annotations are; without the words that tell how they count, they are read as the annotations are.
 */
function withPredictions(
  documents: Document[],
  records: readonly SpannedRecord[],
  { hints, dialect, unit, issues }: PredictionOptions,
): Document[] {
  if (records.every(({ predictions = [] }) => predictions.length === 0)) return documents;
  const claims = records.map(({ text, predictions = [] }) =>
    predictions.map(({ mentions }) => claimsOf(text, mentions)),
  );
  const all = claims.flat(2);
  const readings = all.some(({ quote }) => quote !== '') ? readingsOf(dialect) : [readingIn(unit)];
  const { located } = readOffsets(all, readings, rulesOf(hints));
  let next = 0;
  return documents.map((document, number) => {
    const { predictions = [], line } = records[number] ?? {};
    if (predictions.length === 0) return document;
    const at = { file: document.source, documentId: document.id, ...(line !== undefined && { line }) };
    const placed = predictions.map(({ model, mentions }, of): PassagePrediction => {
      const kept: SuggestedMention[] = [];
      for (const [index, claim] of (claims[number]?.[of] ?? []).entries()) {
        const place = located[next];
        next += 1;
        const { entityType } = claim;
        if (place?.kind !== 'found') {
          const found = `prediction of ${model}: ${entityType} "${excerpt(claim.quote)}"`;
          const issue = claimIssue(claim, place, { ...at, found });
          if (issue) issues.push({ ...issue, severity: 'note' });
        }
        if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
        const { start, end } = hullOf(place.spans);
        const confidence = mentions[index]?.confidence;
        kept.push({
          start,
          end,
          entityType: claim.mention.entityType,
          ...(confidence !== undefined && { confidence }),
        });
      }
      kept.sort((a, b) => a.start - b.start || a.end - b.end);
      return { model, mentions: kept };
    });
    const passages = document.passages.map((passage) => ({ ...passage, predictions: placed }));
    return { ...document, passages };
  });
}

function placeMentions(
  claims: readonly RecordClaim[],
  places: readonly LocatedClaim[],
  issueOf: (found: string, claim: RecordClaim, place: LocatedClaim | undefined) => DataIssue | undefined,
): { kept: Mention[]; issues: DataIssue[]; lost: AnnotationGap[] } {
  const kept: Mention[] = [];
  const issues: DataIssue[] = [];
  const lost: AnnotationGap[] = [];
  // Numbers tell mentions apart unless some bring a name of their own.
  const uniqueId = claims.some(({ mention }) => mention.id !== undefined) ? createUniqueIds() : undefined;
  for (const [index, claim] of claims.entries()) {
    const place = places[index];
    const { entityType, conceptIds = [] } = claim.mention;
    // Words only for what needs them: nearly all mentions of nearly all files are where they should be.
    if (place?.kind !== 'found') {
      const at = claim.pieces.map(({ start, end }) => `${start}–${end}`).join(', ');
      const issue = issueOf(`${entityType} "${excerpt(claim.quote)}" at ${at || 'no place'}`, claim, place);
      if (issue) {
        issues.push(issue);
        lost.push(...lostClaim(claim, place, issue));
      }
    }
    if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
    const name = claim.mention.id ?? mentionId(index);
    const id = uniqueId === undefined ? name : uniqueId(name);
    const { spans } = place;
    const mention: Mention = { id, span: hullOf(spans), entityType, quote: joinPieces(claim.text, spans) };
    const hasMore = spans.length > 1 || conceptIds.length > 0;
    kept.push(hasMore ? withMore(mention, { fragments: spans, conceptIds }) : mention);
  }
  // A copy has no room for more: a list that grew has it for sixteen.
  return { kept: kept.slice(), issues, lost };
}

function withMore(mention: Mention, more: Required<Pick<Mention, 'fragments' | 'conceptIds'>>): Mention {
  return {
    ...mention,
    ...(more.fragments.length > 1 && { fragments: more.fragments }),
    ...(more.conceptIds.length > 0 && { conceptIds: more.conceptIds }),
  };
}

function readingsOf({
  mayEndInclusively = false,
  mayCountMark = false,
}: SpanDialect): readonly OffsetReading<RecordClaim>[] {
  const readings = createReadings<RecordClaim>([], mayCountMark ? ['mark', 'mark-and-line-feeds'] : []);
  if (!mayEndInclusively) return readings;
  const inclusive = readings
    .filter(({ view }) => view === undefined)
    .map((reading) => ({ ...reading, layout: 'the end is the last character', endShift: 1 }));
  return [...readings, ...inclusive];
}

const WORD = /[\p{L}\p{N}\p{M}]/u;

/** Fewer spans that tell the units apart prove nothing. */
const MIN_TELLING_SPANS = 8;

/** Line breaks and references are counted otherwise so often that fewer are enough, where all of them say so. */
const MIN_VIEWED_SPANS = 2;

/**
 * Without quotes only the words can tell how a file counts. Code points are every format's own; another unit is taken
 * only where enough spans differ in it, all of them lie at the edges of words, and fewer than half do in code points;
 * where there are too few to take it, that is said. Other line breaks, or characters in place of HTML's references, are
 * taken where at least two spans differ, all of them lie at words, and none of them does as it is written.
 */
function plausibleReading(
  claims: readonly RecordClaim[],
  { mayCountGraphemes = false }: SpanDialect,
  { isExact = false }: OffsetRules,
): { readonly reading: OffsetReading<RecordClaim>; readonly doubt?: Omit<DataIssue, 'file'> } {
  const [codePoints, ...others] = createReadings<RecordClaim>([]);
  if (codePoints === undefined) throw new Error('there is always a reading');
  const units = others.filter(({ view }) => view === undefined);
  if (mayCountGraphemes) units.push(readingIn('grapheme'));
  const views = isExact ? [] : others.filter(({ view, unit }) => view !== undefined && unit !== 'utf-8-byte');
  let doubt: Omit<DataIssue, 'file'> | undefined;
  for (const reading of [...units, ...views]) {
    const telling = claims.filter((claim) => differs(claim, reading, codePoints));
    if (telling.length === 0 || !telling.every((claim) => isAtWords(claim, reading))) continue;
    const inCodePoints = telling.filter((claim) => isAtWords(claim, codePoints)).length;
    if (inCodePoints >= telling.length / 2) continue;
    const { view, unit } = reading;
    const least = view === undefined ? MIN_TELLING_SPANS : MIN_VIEWED_SPANS;
    if (telling.length >= least && (view === undefined || inCodePoints === 0)) return { reading };
    const cutCount = telling.length - inCodePoints;
    const where = view === undefined ? `in ${UNIT_NAMES[unit]}` : `where ${VIEW_NAMES[view]}`;
    doubt ??= {
      code: 'quote-mismatch',
      severity: 'warning',
      found: `${cutCount} of ${countNoun(telling.length, 'span')} ${cutCount === 1 ? 'cuts' : 'cut'} words in ${UNIT_NAMES['code-point']}, none ${where}`,
      expected: `at least ${least} such spans to read the file otherwise: look at them`,
    };
  }
  return { reading: codePoints, ...(doubt !== undefined && { doubt }) };
}

type Reading = OffsetReading<RecordClaim>;

function differs(claim: RecordClaim, reading: Reading, codePoints: Reading): boolean {
  const [one, other] = [locate(claim, reading), locate(claim, codePoints)];
  return JSON.stringify(one) !== JSON.stringify(other);
}

/** Each piece begins with the first character of a word and ends with the last one of a word. */
function isAtWords(claim: RecordClaim, reading: Reading): boolean {
  const isWord = (at: number): boolean => WORD.test(claim.text[at] ?? '');
  const spans = locate(claim, reading);
  if (spans === undefined) return false;
  return spans.every(({ start, end }) => isWord(start) && !isWord(start - 1) && isWord(end - 1) && !isWord(end));
}
