/** What scoring all that waits will take with the loaded model. */
export interface ScoringEstimate {
  readonly durationMs: number;
  /** Undefined where a run was begun before it was measured. */
  readonly memoryBytes: number | undefined;
}
