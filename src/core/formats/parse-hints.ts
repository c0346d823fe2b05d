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

/** What a person adds to what a file says of itself. */
export interface ParseHints {
  readonly columns?: TableColumns;
  /** Names of tags that are numbers, in their order: the first is that of 0. */
  readonly tagNames?: readonly string[];
}
