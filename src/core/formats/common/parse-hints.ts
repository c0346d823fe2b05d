import type { NoMentions } from './no-mentions.ts';
import type { OffsetRules } from '../offsets/read-offsets.ts';

/** Which column of a table holds what, by its head. Mentions are JSON in one column, or one mention a row in four. */
export interface TableColumns {
  readonly text: string;
  readonly id?: string | undefined;
  readonly mentions?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly type?: string | undefined;
  readonly quote?: string | undefined;
}

/** What of a plain text is a document: all of it, what stands between blank lines, or a line. */
export type PlainTextUnit = 'file' | 'paragraph' | 'line';

/** What a person adds to what a file says of itself. */
export interface ParseHints {
  readonly columns?: TableColumns;
  /** Names of tags that are numbers, in their order: the first is that of 0. */
  readonly tagNames?: readonly string[];
  /** By default a file is a document, and its paragraphs are its passages. */
  readonly plainTextUnit?: PlainTextUnit;
  /** What texts without mentions are, whatever the format says of them. */
  readonly noMentions?: NoMentions;
  /**
   * A mention whose words do not stand where the file says, to the character, is lost: none is placed otherwise. Of
   * names without offsets: one that does not stand in the text as it is written, as whole words.
   */
  readonly exactOffsets?: boolean;
}

/** The rules for placing mentions that a person asked for. */
export function rulesOf(hints: ParseHints | undefined): OffsetRules {
  return hints?.exactOffsets === true ? { isExact: true } : {};
}
