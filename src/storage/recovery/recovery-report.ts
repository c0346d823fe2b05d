/** What became of one table of a damaged project. */
export interface RecoveredTable {
  readonly table: string;
  /** Rows in the new project. */
  readonly keptCount: number;
  /** Rows that could be read but contradict the schema: of a wrong type, without their parent, twice. */
  readonly refusedCount: number;
  /** False where the table breaks off or has a hole: how many rows are lost then, nobody knows. */
  readonly isReadToTheEnd: boolean;
}

/** How a project file came in. */
export type ImportReport =
  | { readonly kind: 'whole' }
  /** Sound, but not the bytes that were saved: edited by another program, or damaged where only a text shows it. */
  | { readonly kind: 'changed' }
  /** Sound, but of the acts saved last this many are lost: the log that they lay in is damaged. */
  | { readonly kind: 'log-damaged'; readonly lostCount: number }
  | {
      readonly kind: 'recovered';
      /** The first thing that SQLite complained about. */
      readonly damage: string;
      readonly tables: readonly RecoveredTable[];
    };
