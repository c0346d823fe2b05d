/** What can be wrong with data. A value, never a throw; nothing else of the file is lost because of it. */
export type IssueCode =
  | 'empty-file'
  | 'binary-file'
  | 'archive-damaged'
  | 'archive-refused'
  | 'archive-too-large'
  | 'certificate-mismatch'
  | 'unknown-format'
  | 'bad-encoding'
  | 'file-too-large'
  | 'line-too-long'
  | 'truncated-file'
  | 'malformed-line'
  | 'malformed-json'
  | 'malformed-xml'
  | 'missing-field'
  | 'duplicate-document'
  | 'duplicate-text'
  | 'near-duplicate-text'
  | 'text-in-train-and-test'
  | 'conflicting-labels'
  | 'mention-with-several-types'
  | 'offset-out-of-range'
  | 'quote-mismatch'
  | 'quote-repaired'
  | 'mention-crosses-passages'
  | 'mentions-within-mentions'
  | 'mention-crosses-sentences'
  | 'unknown-document'
  | 'relation-without-mention'
  | 'illegal-tag-transition'
  | 'answer-not-json'
  | 'name-not-in-text'
  | 'name-repeated'
  | 'name-within-word'
  | 'name-in-other-case'
  | 'not-annotated'
  | 'predictions-beside'
  | 'lost-to-damage'
  | 'read-failed'
  /** The data model or the target format has no place for it. */
  | 'not-kept';

/** `error`: data was left out. `warning`: data was kept but look at it. `note`: worth knowing. */
export type IssueSeverity = 'error' | 'warning' | 'note';

export interface DataIssue {
  readonly code: IssueCode;
  readonly severity: IssueSeverity;
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  readonly documentId?: string;
  /** Of the document, or of the only one of the file: `r12` is the row or line 12. */
  readonly passageId?: string;
  /** What stood there (cut to a readable length). */
  readonly found?: string;
  /** What should have stood there. */
  readonly expected?: string;
}
