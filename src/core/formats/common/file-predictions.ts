import type { Document } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { countNoun } from '../../text/count-noun.ts';
import { excerpt } from '../../text/excerpt.ts';

/** The name of predictions whose file names no model. */
export function predictionsIn(file: string): string {
  return `predictions in ${file}`;
}

/** One note for each model of which a file has predictions. */
export function predictionIssues(file: string, documents: readonly Document[]): readonly DataIssue[] {
  const counts = new Map<string, { texts: number; mentions: number }>();
  for (const { passages } of documents) {
    for (const { predictions = [] } of passages) {
      for (const { model, mentions } of predictions) {
        const { texts, mentions: before } = counts.get(model) ?? { texts: 0, mentions: 0 };
        counts.set(model, { texts: texts + 1, mentions: before + mentions.length });
      }
    }
  }
  return [...counts].map(([model, { texts, mentions }]) => {
    const found = `${excerpt(model)}: ${countNoun(mentions, 'mention')} in ${countNoun(texts, 'text')}`;
    return { code: 'predictions-beside', severity: 'note', file, found };
  });
}

/** A score that can be a probability; undefined for any other. */
export function confidenceOf(score: unknown): number | undefined {
  return typeof score === 'number' && score > 0 && score <= 1 ? score : undefined;
}
