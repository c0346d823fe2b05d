import type { DataIssue } from '../issue.ts';
import type { Span } from '../text/span.ts';

/** Class of an entity, in the corpus's own spelling ("Disease"). `UNTYPED` where a format gives none. */
export type EntityType = string;

/** Type of a mention whose format carries none (plain B/I/O tags), as seqeval names it. */
export const UNTYPED: EntityType = '_';

/**
 * An entity in a passage's text. `span` is its hull; a discontinuous mention also lists its `fragments`
 * (two or more, in order, inside the hull). `quote` is the text of the span, or of the fragments joined by one
 * space, and is checked against the passage on every import.
 */
export interface Mention {
  readonly id: string;
  readonly span: Span;
  readonly fragments?: readonly Span[];
  readonly entityType: EntityType;
  readonly quote: string;
  /** Identifiers in a vocabulary such as MeSH, as the file has them. */
  readonly conceptIds?: readonly string[];
}

/** A training row that the file itself brings (instruction/input/output): used verbatim, never rebuilt. */
export interface GivenSample {
  readonly instruction: string;
  readonly answer: string;
}

/**
 * Why the mentions of a passage may not be all there are. Without a gap, what has no mention holds no entity.
 *
 * - `unannotated`: nobody annotated the text.
 * - `partial`: only some places were asked about; what was not asked is unknown.
 * - `lost`: something that was annotated could not be read.
 */
export interface AnnotationGap {
  readonly kind: 'unannotated' | 'partial' | 'lost';
  /** Where in the passage's text; absent where it may be anywhere in it. */
  readonly span?: Span;
  /** What was lost, as it is listed for the file. */
  readonly issue?: DataIssue;
}

/** A mention that a file says a model found, in UTF-16 units of the passage's text. */
export interface SuggestedMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: EntityType;
  /** In (0, 1], as the file has it; absent where it gives none. */
  readonly confidence?: number;
}

/** What a model predicted of a passage, as its file brings it: a suggestion, never an annotation. */
export interface PassagePrediction {
  /** The model's version as the file names it, or `predictions in FILE`. */
  readonly model: string;
  /** By start, then end; none where the model found nothing. */
  readonly mentions: readonly SuggestedMention[];
}

export interface Passage {
  readonly id: string;
  /** BioC's word for what the passage is: "title", "abstract", "sentence", … */
  readonly kind: string;
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** Sentence spans the format itself gives; absent where sentences have to be found. */
  readonly sentences?: readonly Span[];
  readonly given?: GivenSample;
  /**
   * Where the file has mentions that edits changed or took away: sentences that these reach over are one sample all the
   * same, so that no edit makes other samples.
   */
  readonly joins?: readonly Span[];
  /** Absent where the annotation is complete. */
  readonly gaps?: readonly AnnotationGap[];
  /** One for each model of which the file has predictions; absent where there are none. */
  readonly predictions?: readonly PassagePrediction[];
}

/** What a relation holds between. `role` as the file has it ("Theme", "Arg1"). */
export interface RelationArgument {
  readonly role: string;
  /** A mention of the same document, a concept whose mentions the file does not single out, or another relation. */
  readonly kind: 'mention' | 'concept' | 'relation';
  /** The id of that mention, concept or relation. */
  readonly target: string;
}

/** Something said of mentions or concepts; an event has its trigger as the argument `TRIGGER_ROLE`. */
export interface Relation {
  /** Unique in the document. */
  readonly id: string;
  /** `UNTYPED` where the file gives none. */
  readonly relationType: string;
  readonly arguments: readonly RelationArgument[];
}

/** Role of the mention that names an event. */
export const TRIGGER_ROLE = 'Trigger';

export interface Document {
  /** Unique in the corpus: the format's identifier, with `#2`, `#3` … behind a repeated one. */
  readonly id: string;
  /** Name of the file it came from. */
  readonly source: string;
  readonly passages: readonly Passage[];
  /**
   * `assumed`: the format has no document boundaries (IOB without -DOCSTART-, JSONL rows), so the whole file is
   * one document and a split may cut between its passages.
   */
  readonly boundaries: 'given' | 'assumed';
  /** In the order of the file; absent where there are none. */
  readonly relations?: readonly Relation[];
}

export interface Corpus {
  readonly documents: readonly Document[];
}
