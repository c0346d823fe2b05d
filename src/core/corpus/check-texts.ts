import { describeText } from '../describe-issue.ts';
import type { DataIssue, IssueCode } from '../issue.ts';
import { sum } from '../numbers/sum.ts';
import { excerpt } from '../text/excerpt.ts';
import type { Corpus, EntityType, Mention, Passage } from './corpus.ts';
import { type FilePart, filePartOf } from './file-part.ts';
import { groupBy } from './group-by.ts';
import { findNearDuplicates } from './near-duplicates.ts';

/** Fewer words than this are a heading or a stock phrase, which may well stand twice. */
const MIN_WORDS = 6;

/** From here on, two texts are told as nearly the same. */
const MIN_SIMILARITY = 0.8;

/** A name that stands once as each type may well be both; from here on it is worth a look. */
const MIN_OCCURRENCES = 3;

/** More of a kind are counted, not listed. */
const MAX_LISTED = 200;

interface PlacedPassage {
  readonly passage: Passage;
  readonly documentId: string;
  readonly file: string;
}

/**
 * What a corpus says twice or in two ways: equal and nearly equal texts, texts that are on both sides of a train/test
 * split, equal texts with other mentions, spans with several types, names with several types. Nothing is left out of
 * the corpus for it. Linear in the corpus but for near duplicates, which are found by MinHash with a fixed seed.
 */
export function checkTexts({ documents }: Corpus): DataIssue[] {
  const placed = documents.flatMap(({ id, source, passages }) =>
    passages.map((passage) => ({ passage, documentId: id, file: source })),
  );
  const long = placed.filter(({ passage }) => hasEnoughWords(passage.text));
  const groups = Array.from(groupBy(long, ({ passage }) => passage.text).values());
  return [
    ...findCopies(groups),
    ...findConflicts(groups, typesByFile(placed)),
    ...findNearCopies(groups),
    ...findSpansWithTypes(placed),
    ...findNamesWithTypes(placed),
  ];
}

/** One issue for each pair of files that share texts, or file that repeats its own. */
function findCopies(groups: readonly (readonly PlacedPassage[])[]): DataIssue[] {
  const pairs = new Map<string, { first: PlacedPassage; again: PlacedPassage; count: number }>();
  for (const group of groups) {
    const seen = new Set<string>();
    /** The first copy of each part of a split, in their order; there are but a few parts. */
    const firstOfPart = new Map<FilePart | undefined, PlacedPassage>();
    for (const again of group) {
      const part = filePartOf(again.file);
      // Each file against the first that has the text, and the first of the other part of a split.
      const ofOther = Array.from(firstOfPart).find(([other]) => isOtherPart(other, part))?.[1];
      const first = ofOther ?? (again === group[0] ? undefined : group[0]);
      if (!firstOfPart.has(part)) firstOfPart.set(part, again);
      if (!first) continue;
      const key = JSON.stringify([first.file, again.file]);
      if (seen.has(key) && first.file !== again.file) continue;
      seen.add(key);
      const pair = pairs.get(key);
      if (pair) pair.count += 1;
      else pairs.set(key, { first, again, count: 1 });
    }
  }
  return Array.from(pairs.values(), ({ first, again, count }) => {
    const split = isSplit(first.file, again.file);
    const other = first.file === again.file ? `in ${textOf(first)} already` : `in ${textOf(first)} too`;
    const more = count === 1 ? '' : `; ${count} texts in all`;
    return {
      code: split ? 'text-in-train-and-test' : 'duplicate-text',
      severity: split ? 'warning' : 'note',
      ...placeOfText(again),
      found: `"${excerpt(again.passage.text)}", which stands ${other}${more}`,
    };
  });
}

/**
 * Only types that both files use can be in conflict: one file may hold diseases, the other chemicals. A copy that is not
 * annotated in full says nothing against another.
 */
function findConflicts(
  groups: readonly (readonly PlacedPassage[])[],
  types: ReadonlyMap<string, ReadonlySet<string>>,
): DataIssue[] {
  const issues: DataIssue[] = [];
  for (const copies of groups) {
    const group = copies.filter(({ passage }) => passage.gaps === undefined);
    const [first] = group;
    if (!first) continue;
    /** Of the first copy, as far as a file of another can tell: a text may stand in a file ten thousand times. */
    const labelsOfFirst = new Map<string, string>();
    const again = group.find((other) => {
      const shared = (entityType: EntityType) =>
        types.get(first.file)?.has(entityType) === true && types.get(other.file)?.has(entityType) === true;
      const expected = labelsOfFirst.get(other.file) ?? labelsOf(first.passage, shared);
      labelsOfFirst.set(other.file, expected);
      return expected !== labelsOf(other.passage, shared);
    });
    if (!again) continue;
    issues.push({
      code: 'conflicting-labels',
      severity: 'warning',
      ...placeOfText(again),
      found: `${showMentions(again.passage)} in "${excerpt(again.passage.text)}"`,
      expected: `${showMentions(first.passage)}, as in ${textOf(first)}`,
    });
  }
  return listed(issues, 'conflicting-labels');
}

function findNearCopies(groups: readonly (readonly PlacedPassage[])[]): DataIssue[] {
  const firsts = groups.flatMap(([first]) => (first ? [first] : []));
  const pairs = findNearDuplicates(
    firsts.map(({ passage }) => passage.text),
    { minSimilarity: MIN_SIMILARITY, seed: 1 },
  );
  const issues = pairs.flatMap(({ first, second, similarity }): DataIssue[] => {
    const [one, other] = [firsts[first], firsts[second]];
    if (!one || !other) return [];
    const split = isSplit(one.file, other.file);
    const percent = Math.floor(similarity * 100);
    const found = `"${excerpt(other.passage.text)}", ${percent} % like ${textOf(one)}`;
    return [
      {
        code: split ? 'text-in-train-and-test' : 'near-duplicate-text',
        severity: split ? 'warning' : 'note',
        ...placeOfText(other),
        found,
      },
    ];
  });
  return [...listed(issues, 'text-in-train-and-test'), ...listed(issues, 'near-duplicate-text')];
}

function findSpansWithTypes(placed: readonly PlacedPassage[]): DataIssue[] {
  const issues = placed.flatMap(({ passage, documentId, file }) =>
    Array.from(groupBy(passage.mentions, placeOf).values()).flatMap((mentions): DataIssue[] => {
      const types = new Set(mentions.map(({ entityType }) => entityType));
      const [mention] = mentions;
      if (types.size < 2 || !mention) return [];
      const found = `"${excerpt(mention.quote)}" as ${[...types].join(' and ')}`;
      const place = placeOfText({ passage, documentId, file });
      return [{ code: 'mention-with-several-types', severity: 'warning', ...place, found }];
    }),
  );
  return listed(issues, 'mention-with-several-types');
}

/** A name that is mostly one type and sometimes another: one note for the whole corpus. */
function findNamesWithTypes(placed: readonly PlacedPassage[]): DataIssue[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { passage } of placed) {
    for (const { quote, entityType } of passage.mentions) {
      const ofName = counts.get(quote) ?? new Map<string, number>();
      ofName.set(entityType, (ofName.get(entityType) ?? 0) + 1);
      counts.set(quote, ofName);
    }
  }
  const ambiguous = Array.from(counts)
    .filter(([, types]) => types.size > 1 && sum(types.values()) >= MIN_OCCURRENCES)
    .sort(([, a], [, b]) => sum(b.values()) - sum(a.values()));
  const [file] = placed;
  if (ambiguous.length === 0 || !file) return [];
  const shown = ambiguous
    .slice(0, 5)
    .map(
      ([name, types]) => `"${excerpt(name)}" (${Array.from(types, ([type, count]) => `${type} ${count}`).join(', ')})`,
    );
  const names = ambiguous.length === 1 ? 'a name' : `${ambiguous.length} names`;
  const found = `${names} with several types: ${shown.join('; ')}`;
  return [{ code: 'mention-with-several-types', severity: 'note', file: file.file, found }];
}

function placeOfText({
  file,
  documentId,
  passage,
}: PlacedPassage): Pick<DataIssue, 'file' | 'documentId' | 'passageId'> {
  return { file, documentId, passageId: passage.id };
}

function textOf({ file, documentId, passage }: PlacedPassage): string {
  return describeText({ file, documentId, passageId: passage.id });
}

function isSplit(one: string, other: string): boolean {
  return isOtherPart(filePartOf(one), filePartOf(other));
}

function isOtherPart(one: FilePart | undefined, other: FilePart | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function labelsOf({ mentions }: Passage, isAsked: (entityType: EntityType) => boolean): string {
  return mentions
    .filter(({ entityType }) => isAsked(entityType))
    .map((mention) => `${placeOf(mention)} ${mention.entityType}`)
    .sort()
    .join('|');
}

function typesByFile(placed: readonly PlacedPassage[]): Map<string, Set<string>> {
  const types = new Map<string, Set<string>>();
  for (const { passage, file } of placed) {
    const ofFile = types.get(file) ?? new Set();
    for (const { entityType } of passage.mentions) ofFile.add(entityType);
    types.set(file, ofFile);
  }
  return types;
}

function placeOf({ span, fragments }: Mention): string {
  return (fragments ?? [span]).map(({ start, end }) => `${start}-${end}`).join();
}

function showMentions({ mentions }: Passage): string {
  if (mentions.length === 0) return 'no mention';
  const names = mentions.slice(0, 5).map(({ entityType, quote }) => `${entityType} "${excerpt(quote)}"`);
  return `${names.join(', ')}${mentions.length > 5 ? ` and ${mentions.length - 5} more` : ''}`;
}

function hasEnoughWords(text: string): boolean {
  let words = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    words += match[0] === '' ? 0 : 1;
    if (words === MIN_WORDS) return true;
  }
  return false;
}

function listed(issues: readonly DataIssue[], code: IssueCode): DataIssue[] {
  const own = issues.filter((issue) => issue.code === code);
  const shown = own.slice(0, MAX_LISTED);
  const last = own[MAX_LISTED];
  // Of no text in particular.
  if (last)
    shown.push({
      code,
      severity: last.severity,
      file: last.file,
      found: `${own.length - MAX_LISTED} more of this kind`,
    });
  return shown;
}
