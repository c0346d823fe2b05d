import { type AnnotationGap, TRIGGER_ROLE, type Relation, type RelationArgument } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { Span } from '../../text/span.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import type { ParseHints } from '../common/parse-hints.ts';
import { lostBy } from '../common/no-mentions.ts';
import { buildSpannedDocuments, type RecordMention } from '../common/spanned-records.ts';

/** A text and what stands off from it: `.ann`, or `.a1` with given mentions and `.a2` with events. */
export interface BratSource {
  /** The text file's name; its stem is the document's id. */
  readonly file: string;
  /** As it is on disk: offsets count its line breaks, CRs too. */
  readonly text: string;
  readonly standoff: readonly { readonly file: string; readonly text: string }[];
  /** Standoff files that are no text. */
  readonly unread?: readonly DataIssue[];
  readonly hints?: ParseHints | undefined;
}

/** Kinds of lines that hold no mention and no relation, in the plural. */
const OTHERS: Readonly<Record<string, string>> = {
  A: 'attributes',
  M: 'attributes',
  '#': 'notes',
  '*': 'equivalences',
};

const TEXT_BOUND = /^T(\S*)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?$/u;
// A role has no colon: were it any run of characters, a line that does not match would be tried at each colon of it.
const RELATION = /^([RE]\S*)\t(\S+)((?: [^\s:]+:\S+)*) *(?:\t.*)?$/u;
const NORMALIZATION = /^N\S*\tReference (\S+) (\S+)/u;

/**
 * Brat and BioNLP shared task standoff. Fragments of a discontinuous mention are joined by one blank in the file's
 * own quote; normalizations become concept ids. Events are relations with a trigger; attributes and notes are counted.
 * A standoff file that is empty says that there are no mentions.
 */
export function parseBrat({ file, text, standoff, unread = [], hints }: BratSource): ParsedDocuments {
  const issues: DataIssue[] = [...unread];
  const gaps: AnnotationGap[] = unread.map(lostBy);
  const mentions: (RecordMention & { id: string; conceptIds: string[] })[] = [];
  const byId = new Map<string, (typeof mentions)[number]>();
  const left = new Map<string, number>();
  const relations: Relation[] = [];
  for (const source of standoff) {
    const references: (readonly [mentionId: string, conceptId: string])[] = [];
    for (const [index, line] of source.text.split(/\r?\n/u).entries()) {
      if (line.trim() === '') continue;
      const kind = line[0] ?? '';
      const normalization = NORMALIZATION.exec(line);
      if (normalization) {
        references.push([normalization[1] ?? '', normalization[2] ?? '']);
        continue;
      }
      const relation = readRelation(line);
      if (relation) {
        relations.push(relation);
        continue;
      }
      const other = OTHERS[kind];
      if (other !== undefined) {
        left.set(other, (left.get(other) ?? 0) + 1);
        continue;
      }
      const match = TEXT_BOUND.exec(line);
      if (!match) {
        const expected = 'T1, a tab, "Type start end", a tab, the text';
        const at = { file: source.file, line: index + 1 };
        const issue = { code: 'malformed-line', severity: 'error', ...at, found: excerpt(line), expected } as const;
        issues.push(issue);
        // A line that would be a relation or a reference takes no mention with it.
        if (!/^[REN]/u.test(kind)) gaps.push(lostBy(issue));
        continue;
      }
      const [, number = '', entityType = '', places = '', quote = ''] = match;
      const at = { file: source.file, line: index + 1 };
      const mention = { id: `T${number}`, entityType, pieces: readPlaces(places), quote, conceptIds: [], at };
      mentions.push(mention);
      byId.set(mention.id, mention);
    }
    for (const [mentionId, conceptId] of references) byId.get(mentionId)?.conceptIds.push(conceptId);
  }
  for (const [what, count] of left) {
    issues.push({ code: 'not-kept', severity: 'note', file, found: `${what}: ${count}` });
  }
  const id = file.replace(/^.*\//u, '').replace(/\.txt$/iu, '');
  const built = buildSpannedDocuments([{ id, line: undefined, text, mentions, relations, gaps }], {
    file,
    hints,
    dialect: { mayCountMark: true },
  });
  const documents = built.documents.map((document) => ({ ...document, source: file }));
  return { documents, issues: [...issues, ...built.issues], dialect: '' };
}

/**
 * `R1\tLives_In Microorganism:T3 Location:T4`, or an event, `E1\tBinding:T5 Theme:T3 Cause:E2`: a relation whose
 * first argument is its trigger.
 */
function readRelation(line: string): Relation | undefined {
  const [, id = '', head = '', tail = ''] = RELATION.exec(line) ?? [];
  if (id === '') return undefined;
  const [relationType = '', trigger] = id.startsWith('E') ? head.split(':') : [head];
  const targets = tail.split(' ').filter((each) => each !== '');
  const own = targets.map((each) => {
    const colon = each.indexOf(':');
    return argumentOf(each.slice(0, colon), each.slice(colon + 1));
  });
  const all = trigger === undefined ? own : [argumentOf(TRIGGER_ROLE, trigger), ...own];
  return { id, relationType, arguments: all };
}

function argumentOf(role: string, target: string): RelationArgument {
  return { role, kind: /^[RE]/u.test(target) ? 'relation' : 'mention', target };
}

/** One file of a pair says nothing without the other. */
export function parseLoneStandoff({ file }: SourceText): ParsedDocuments {
  const found = 'standoff without the text it stands off from';
  const expected = 'the .txt file and its .ann (or .a1 and .a2) with the same name, opened together';
  return { documents: [], issues: [{ code: 'missing-field', severity: 'error', file, found, expected }], dialect: '' };
}

/** True for a file of standoff lines. */
export function isStandoff(text: string): boolean {
  const lines = text.split(/\r?\n/u, 50).filter((line) => line.trim() !== '');
  return (
    lines.length > 0 && lines.every((line) => /^[TREAMN#*]\S*\t/u.test(line)) && lines.some((l) => l.startsWith('T'))
  );
}

function readPlaces(places: string): readonly Span[] {
  return places.split(';').map((place) => {
    const [start = 0, end = 0] = place.split(' ').map(Number);
    return { start, end };
  });
}
