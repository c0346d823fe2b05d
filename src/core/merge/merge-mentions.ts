import type { PassageRef } from '../annotations/annotation-edit.ts';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import { type MentionEdit, passageKey } from '../annotations/current-corpus.ts';
import { isSameMention, isSamePlace, piecesOf } from '../annotations/stand-mention.ts';
import type { Mention } from '../corpus/corpus.ts';
import { canonicalText } from './canonical-text.ts';
import { groupBy } from '../corpus/group-by.ts';
import { type MergeConflict, mentionSubject } from './merge-conflict.ts';
import type { Copy } from './merge-conflict-lists.ts';
import { chooseSide, type HowWithSeen, type Merged, opposite } from './merge-sides.ts';
import { compareTexts, type ItemPair, pairsBy } from './pairs-by.ts';
import type { Ancestor } from './review-version.ts';
import { isEqual, whoChanged } from './three-way.ts';

/** A mention as it stands in the merged passage, and in which of the copies it stands so. */
interface Standing {
  readonly mention: Mention;
  readonly in: Readonly<Record<Copy, boolean>>;
  /** Where it stood when both had the same; undefined where it is new. */
  readonly before: Mention | undefined;
}

/** Merges the edits of mentions of two copies. */
export function mergeMentions(
  one: readonly MentionRecord[],
  other: readonly MentionRecord[],
  how: HowWithSeen,
): Merged<MentionRecord> {
  const merged: MentionRecord[] = [];
  const conflicts: MergeConflict[] = [];
  const passages = new Map([...one, ...other].map(({ passage }) => [passageKey(passage), passage]));
  const of = (records: readonly MentionRecord[]) => groupBy(records, ({ passage }) => passageKey(passage));
  const [ofOne, ofOther] = [of(one), of(other)];
  for (const [key, passage] of [...passages].toSorted(([a], [b]) => compareTexts(a, b))) {
    const pairs = pairsBy(ofOne.get(key) ?? [], ofOther.get(key) ?? [], ({ mentionId }) => mentionId);
    const inPassage = new PassageMerge(passage, how);
    for (const [mentionId, pair] of pairs) inPassage.add(mentionId, pair);
    merged.push(...inPassage.records());
    conflicts.push(...inPassage.conflicts());
  }
  return { merged, conflicts };
}

class PassageMerge {
  readonly #passage: PassageRef;
  readonly #how: HowWithSeen;
  readonly #imported: ReadonlyMap<string, Mention> | undefined;
  readonly #records: MentionRecord[] = [];
  readonly #conflicts: MergeConflict[] = [];
  /** Mentions of the file, and those that both copies know. */
  readonly #known: Standing[] = [];
  /** New in one copy, or in both. */
  #added: Standing[] = [];

  constructor(passage: PassageRef, how: HowWithSeen) {
    this.#passage = passage;
    this.#how = how;
    this.#imported = how.imported(passage);
  }

  add(mentionId: string, records: ItemPair<MentionRecord>): void {
    const { ancestors, seen } = this.#how;
    const subject = mentionSubject(this.#passage, mentionId);
    const edits = { one: editOf(records.one), other: editOf(records.other) };
    const pair = { one: this.#whole(mentionId, edits.one), other: this.#whole(mentionId, edits.other) };
    const said = ancestors.mentions(subject, edits);
    const ancestor: Ancestor<MentionEdit> =
      said.kind === 'known' ? { ...said, value: this.#whole(mentionId, said.value) } : said;
    const imported = this.#imported?.get(mentionId);
    // What is not known is what was imported.
    const before = ancestor.kind === 'known' ? ancestor.value : this.#whole(mentionId, undefined);
    if (before === undefined && this.#imported !== undefined && imported === undefined) {
      this.#addNew(mentionId, pair, ancestor);
      return;
    }
    const changed = chooseSide(subject, edits, { changed: whoChangedWhole(pair, ancestor, imported), seen });
    const side = changed === 'both' ? this.#putConflict(mentionId, pair) : changed;
    this.#put(mentionId, pair[side]);
    const stands = pair[side];
    if (stands?.kind !== 'put') return;
    this.#known.push({
      mention: stands.mention,
      in: { one: isEqual(pair.one, stands), other: isEqual(pair.other, stands) },
      before: before?.kind === 'put' ? before.mention : undefined,
    });
  }

  /** A mention that neither had when both had the same. */
  #addNew(mentionId: string, pair: ItemPair<MentionEdit>, ancestor: Ancestor<MentionEdit>): void {
    const [one, other] = [mentionOf(pair.one), mentionOf(pair.other)];
    // One place, two types: of one mention they say two things.
    if (one && other && isSamePlace(one, other) && !isSameMention(one, other)) {
      const subject = mentionSubject(this.#passage, mentionId);
      const changed = ancestor.kind === 'unknown' ? 'unknown' : 'both';
      const chosen = chooseSide(subject, pair, { changed, seen: this.#how.seen });
      const side = chosen === 'both' ? this.#putConflict(mentionId, pair) : chosen;
      this.#put(mentionId, pair[side]);
      return;
    }
    for (const [copy, mention] of [['one', one] as const, ['other', other] as const]) {
      if (mention === undefined) continue;
      // Of copies that say nothing of each other, only a settled conflict tells that something is gone.
      const isTakenOut = ancestor.kind === 'unknown' && this.#how.seen.isTakenOut(this.#passage, mention, copy);
      const isInBoth = one !== undefined && other !== undefined && isSameMention(one, other);
      if (isTakenOut && !isInBoth) continue;
      this.#added.push({ mention, in: { one: copy === 'one', other: copy === 'other' }, before: undefined });
    }
  }

  records(): readonly MentionRecord[] {
    this.#added = distinct(
      this.#added,
      this.#records.map(({ mentionId }) => mentionId),
    );
    return [...this.#records, ...this.#added.map(({ mention }) => this.#record(mention.id, { kind: 'put', mention }))];
  }

  /** With those of mentions that come to stand in each other's place; to be asked for behind `records`. */
  conflicts(): readonly MergeConflict[] {
    const all = [...this.#known, ...this.#added].toSorted((a, b) => byPlace(a.mention, b.mention));
    const overlaps: MergeConflict[] = [];
    for (const [index, first] of all.entries()) {
      for (let next = index + 1; next < all.length; next += 1) {
        const second = all[next];
        // By place: behind the first that begins behind its end, none begins sooner.
        if (second === undefined || second.mention.span.start >= first.mention.span.end) break;
        if (!isNews(first, second)) continue;
        const { mention: one } = first;
        const conflict = { kind: 'overlap' as const, passage: this.#passage, one, other: second.mention };
        overlaps.push(this.#withSides(conflict, first.in.one ? 'one' : 'other'));
      }
    }
    return [...this.#conflicts, ...overlaps];
  }

  /** The side that stands until someone decides. */
  #putConflict(mentionId: string, pair: ItemPair<MentionEdit>): Copy {
    const [one, other] = [pair.one ?? DELETED, pair.other ?? DELETED];
    const side: Copy = byWorth(one, other) <= 0 ? 'one' : 'other';
    const [standing, second] = side === 'one' ? [one, other] : [other, one];
    if (!isEqual(standing, second)) {
      const conflict = { kind: 'mention' as const, passage: this.#passage, mentionId, standing, other: second };
      this.#conflicts.push(this.#withSides(conflict, side));
    }
    return side;
  }

  #withSides(conflict: MergeConflict, copy: Copy): MergeConflict {
    const { sides } = this.#how;
    return { ...conflict, ...(sides && { sides: { standing: sides[copy], other: sides[opposite(copy)] } }) };
  }

  /** A mention as an edit, also where it is as in the file; undefined where there is none. */
  #whole(mentionId: string, edit: MentionEdit | undefined): MentionEdit | undefined {
    const imported = this.#imported?.get(mentionId);
    if (imported !== undefined) return edit ?? { kind: 'put', mention: imported };
    // Of a passage that is not open here, nobody can tell what the file has.
    return edit?.kind === 'deleted' && this.#imported !== undefined ? undefined : edit;
  }

  #put(mentionId: string, value: MentionEdit | undefined): void {
    const imported = this.#imported?.get(mentionId);
    if (value === undefined) return;
    if (value.kind === 'put' && imported !== undefined && isEqual(value.mention, imported)) return;
    this.#records.push(this.#record(mentionId, value));
  }

  #record(mentionId: string, state: MentionEdit): MentionRecord {
    return { passage: this.#passage, mentionId, state };
  }
}

const DELETED = { kind: 'deleted' } as const;

function editOf(record: MentionRecord | undefined): MentionEdit | undefined {
  if (record?.state.kind === 'as-imported') throw new Error('an edit that is none was handed in');
  return record?.state;
}

function mentionOf(edit: MentionEdit | undefined): Mention | undefined {
  return edit?.kind === 'put' ? edit.mention : undefined;
}

/** As `whoChanged`, where what was imported counts as nothing said if no ancestor is known. */
function whoChangedWhole(
  pair: ItemPair<MentionEdit>,
  ancestor: Ancestor<MentionEdit>,
  imported: Mention | undefined,
): ReturnType<typeof whoChanged> {
  if (ancestor.kind === 'known' || imported === undefined) return whoChanged(pair.one, pair.other, ancestor);
  const said = (edit: MentionEdit | undefined): MentionEdit | undefined =>
    edit?.kind === 'put' && isEqual(edit.mention, imported) ? undefined : edit;
  return whoChanged(said(pair.one), said(pair.other), ancestor);
}

/** Whether two that overlap do so since the copies were united. */
function isNews(first: Standing, second: Standing): boolean {
  // Nested ones of one person are meant so, and so are those that were there before.
  if ((first.in.one && second.in.one) || (first.in.other && second.in.other)) return false;
  return !(first.before && second.before && overlap(first.before, second.before));
}

/** Equal ones become one, and of different ones with one id the later gets another id. */
function distinct(added: readonly Standing[], taken: readonly string[]): Standing[] {
  const byWords = new Map<string, Standing>();
  for (const each of added.toSorted((a, b) => byPlace(a.mention, b.mention))) {
    const words = canonicalText([each.mention.entityType, piecesOf(each.mention)]);
    const known = byWords.get(words);
    byWords.set(words, known === undefined ? each : united(known, each));
  }
  const used = new Set(taken);
  return [...byWords.values()]
    .toSorted((a, b) => byPlace(a.mention, b.mention))
    .map((each) => {
      let { id } = each.mention;
      for (let count = 2; used.has(id); count += 1) id = `${each.mention.id}#${count}`;
      used.add(id);
      return { ...each, mention: { ...each.mention, id } };
    });
}

function united(one: Standing, other: Standing): Standing {
  const id = compareTexts(one.mention.id, other.mention.id) <= 0 ? one.mention.id : other.mention.id;
  const ids = [...(one.mention.conceptIds ?? []), ...(other.mention.conceptIds ?? [])];
  const concepts = [...new Set(ids)].toSorted(compareTexts);
  const { conceptIds: _, ...rest } = one.mention;
  return {
    mention: { ...rest, id, ...(concepts.length > 0 && { conceptIds: concepts }) },
    in: { one: one.in.one || other.in.one, other: one.in.other || other.in.other },
    before: undefined,
  };
}

function overlap(one: Mention, other: Mention): boolean {
  return one.span.start < other.span.end && other.span.start < one.span.end;
}

/** What is kept before what is deleted, longer before shorter, earlier before later. */
function byWorth(one: MentionEdit, other: MentionEdit): number {
  if (one.kind === 'deleted' || other.kind === 'deleted') {
    return Number(one.kind === 'deleted') - Number(other.kind === 'deleted');
  }
  return lengthOf(other.mention) - lengthOf(one.mention) || byPlace(one.mention, other.mention);
}

function lengthOf(mention: Mention): number {
  return piecesOf(mention).reduce((sum, { start, end }) => sum + end - start, 0);
}

function byPlace(one: Mention, other: Mention): number {
  return (
    one.span.start - other.span.start ||
    one.span.end - other.span.end ||
    compareTexts(canonicalText(one), canonicalText(other))
  );
}
