/** What scoring all that waits will take with the loaded model. */
export interface ScoringEstimate {
  readonly durationMs: number;
  readonly memoryBytes: number;
}
