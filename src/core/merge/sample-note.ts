/** What a curator wrote down about a sample. */
export interface SampleNote {
  readonly sampleId: string;
  readonly text: string;
  readonly author: string;
  /** Of the browser where it was written: tells two authors of one name apart. */
  readonly authorId?: string;
  /** Milliseconds since the epoch. */
  readonly writtenAtMs: number;
}
