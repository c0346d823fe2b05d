/** Half-open range `[start, end)` in UTF-16 code units, relative to the text it belongs to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
