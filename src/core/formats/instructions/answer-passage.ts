import type { AnnotationGap, GivenSample, Mention, Passage } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { placeNames, wordsAround, type RepairedName } from '../../samples/place-names.ts';
import { parseAnswer, type AnswerEntity } from '../../samples/templates.ts';
import { excerpt } from '../../text/excerpt.ts';
import { lostBy, withGaps } from '../common/no-mentions.ts';
import type { OffsetRules } from '../offsets/read-offsets.ts';

/**
 * A passage of a training row, which brings its own instruction and answer: kept word for word, and the names of the
 * answer get their places in the text. An answer that cannot be read is an issue, and so is a name that stands nowhere,
 * fewer times than it is named, only inside a longer word or only in another case. Where only exact places are asked
 * for, the last two have none, and are lost there.
 */
export function buildAnswerPassage(
  row: { readonly id: string; readonly text: string; readonly given: GivenSample },
  where: Pick<DataIssue, 'file' | 'line'>,
  rules: OffsetRules = {},
): { passage: Passage; issues: readonly DataIssue[] } {
  const { id, text } = row;
  // No words at all are a way to say that there is nothing; what goes out says it as an answer does.
  const said = row.given.answer.trim() === '' ? '[]' : row.given.answer;
  const given = { instruction: sameInstruction(row.given.instruction), answer: said };
  const answer = parseAnswer(said);
  if (answer.kind === 'malformed') {
    const expected = `a JSON array of {"entity", "name"} objects (${answer.detail}); the row is kept as it is`;
    const found = excerpt(row.given.answer);
    const issue: DataIssue = { code: 'answer-not-json', severity: 'warning', ...where, passageId: id, found, expected };
    const passage: Passage = { id, kind: 'row', text, given, mentions: [] };
    return { passage: withGaps(passage, [lostBy(issue)]), issues: [issue] };
  }
  const placed = placeNames(text, answer.entities);
  const { isExact = false } = rules;
  const issues: DataIssue[] = [];
  const gaps: AnnotationGap[] = [];
  const at = { ...where, passageId: id };
  for (const entity of placed.absent) {
    const expected = 'a name that stands in the input';
    const issue: DataIssue = { code: 'name-not-in-text', severity: 'warning', ...at, found: wordsOf(entity), expected };
    issues.push(issue);
    gaps.push(lostBy(issue));
  }
  for (const repaired of placed.repaired) {
    const issue = isExact ? refusedIssue(text, repaired, at) : repairIssue(text, repaired, at);
    issues.push(issue);
    // Nothing is lost but at the place itself.
    if (isExact) gaps.push({ kind: 'lost', span: repaired.mention.span, issue });
  }
  for (const { entity, namedCount, placedCount } of placed.repeated) {
    const found = `${wordsOf(entity)}, named ${countTimes(namedCount)}`;
    const expected = `as many as stand in the input: ${placedCount}`;
    issues.push({ code: 'name-repeated', severity: 'note', ...at, found, expected });
  }
  const refused = new Set(isExact ? placed.repaired.map(({ mention }) => mention) : []);
  const mentions = refused.size === 0 ? placed.mentions : placed.mentions.filter((each) => !refused.has(each));
  return { passage: withGaps({ id, kind: 'row', text, given, mentions }, gaps), issues };
}

type Where = Pick<DataIssue, 'file' | 'line' | 'passageId'>;

function repairIssue(text: string, { entity, mention, repair }: RepairedName, at: Where): DataIssue {
  const found = wordsOf(entity);
  switch (repair) {
    case 'within-word':
      return {
        code: 'name-within-word',
        severity: 'warning',
        ...at,
        found,
        expected: `placed in ${around(text, mention)}`,
      };
    case 'other-case':
      return {
        code: 'name-in-other-case',
        severity: 'note',
        ...at,
        found,
        expected: `read as "${excerpt(mention.quote)}"`,
      };
    default:
      return repair satisfies never;
  }
}

/** Of a place that is not taken, because only exact ones were asked for. */
function refusedIssue(text: string, { entity, mention, repair }: RepairedName, at: Where): DataIssue {
  const stands = repair === 'within-word' ? `${around(text, mention)} only` : `"${excerpt(mention.quote)}" only`;
  const expected = `the name as it is written, as a whole word; there is ${stands}`;
  return { code: 'name-not-in-text', severity: 'warning', ...at, found: wordsOf(entity), expected };
}

function around(text: string, { span }: Mention): string {
  const { start, end } = wordsAround(text, span);
  return `"${excerpt(text.slice(start, end))}"`;
}

function wordsOf({ entity, name }: AnswerEntity): string {
  return `${entity} "${excerpt(name)}"`;
}

function countTimes(count: number): string {
  return count === 2 ? 'twice' : `${count} times`;
}

let latestInstruction = '';

/** Files have the same instruction in each row: it is in memory once, which may be half of the file less. */
function sameInstruction(instruction: string): string {
  if (instruction !== latestInstruction) latestInstruction = instruction;
  return latestInstruction;
}
