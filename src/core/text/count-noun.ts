/** "1 sample", "1203 samples"; `plural` for words that take no s. */
export function countNoun(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
