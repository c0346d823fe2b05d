import type { GivenSample, Passage } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { placeNames } from '../samples/place-names.ts';
import { parseAnswer } from '../samples/templates.ts';
import { excerpt } from '../text/excerpt.ts';
import { lostBy, withGaps } from './no-mentions.ts';

/**
 * A passage of a training row, which brings its own instruction and answer: kept word for word, and the names of the
 * answer get their places in the text. An answer that cannot be read and names that stand nowhere are issues.
 */
export function buildAnswerPassage(
  row: { readonly id: string; readonly text: string; readonly given: GivenSample },
  where: Pick<DataIssue, 'file' | 'line'>,
): { passage: Passage; issues: readonly DataIssue[] } {
  const { id, text } = row;
  const given = { instruction: sameInstruction(row.given.instruction), answer: row.given.answer };
  const answer = parseAnswer(row.given.answer);
  if (answer.kind === 'malformed') {
    const expected = `a JSON array of {"entity", "name"} objects (${answer.detail}); the row is kept as it is`;
    const found = excerpt(row.given.answer);
    const issue: DataIssue = { code: 'answer-not-json', severity: 'warning', ...where, passageId: id, found, expected };
    const passage: Passage = { id, kind: 'row', text, given, mentions: [] };
    // No words at all are a way to say that there is nothing.
    const gaps = row.given.answer.trim() === '' ? [] : [lostBy(issue)];
    return { passage: withGaps(passage, gaps), issues: [issue] };
  }
  const { mentions, unplaced } = placeNames(text, answer.entities);
  const issues = unplaced.map(({ entity, name }): DataIssue => {
    const found = `${entity} "${excerpt(name)}"`;
    return {
      code: 'name-not-in-text',
      severity: 'warning',
      ...where,
      passageId: id,
      found,
      expected: 'a name that stands in the input',
    };
  });
  return { passage: withGaps({ id, kind: 'row', text, given, mentions }, issues.map(lostBy)), issues };
}

let latestInstruction = '';

/** Files have the same instruction in each row: it is in memory once, which may be half of the file less. */
function sameInstruction(instruction: string): string {
  if (instruction !== latestInstruction) latestInstruction = instruction;
  return latestInstruction;
}
