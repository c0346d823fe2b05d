import type { Passage } from '../../corpus/corpus.ts';
import { buildAnswerPassage } from './answer-passage.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';
import { rulesOf } from '../common/parse-hints.ts';
import { placeOfRow } from '../common/json-row.ts';
import { asOneDocument } from './one-document.ts';

/**
 * Training rows of chat tools whose answers are entity JSON: `messages` (role, content), ShareGPT's `conversations`
 * (from, value) and `prompt`/`completion`. Of what the user says the first line is the instruction, the rest the text.
 */
export function parseChatRows(source: SourceText): ParsedDocuments {
  const { file } = source;
  const { rows, issues } = readJsonRows(source);
  const passages: Passage[] = [];
  for (const { value, line, number } of rows) {
    const at = placeOfRow(file, { line });
    const turns = isJsonObject(value) ? readTurns(value) : undefined;
    if (turns === undefined) {
      const expected = 'a question of the user and an answer of the assistant';
      issues.push({ code: 'missing-field', severity: 'error', ...at, found: `row ${number}`, expected });
      continue;
    }
    const { instruction, input } = splitQuestion(turns.question);
    const given = { instruction, answer: turns.answer };
    const built = buildAnswerPassage({ id: `r${number}`, text: input, given }, at, rulesOf(source.hints));
    passages.push(built.passage);
    issues.push(...built.issues);
  }
  return asOneDocument(file, passages, issues);
}

/** True for a row of any of the three shapes. */
export function isChatRow(value: unknown): boolean {
  return isJsonObject(value) && readTurns(value) !== undefined;
}

interface Turns {
  readonly question: string;
  readonly answer: string;
}

const USERS = new Set(['user', 'human']);
const ASSISTANTS = new Set(['assistant', 'gpt']);

function readTurns(row: JsonObject): Turns | undefined {
  const { prompt, completion } = row;
  if (typeof prompt === 'string' && typeof completion === 'string') return { question: prompt, answer: completion };
  const listed = [row['messages'], row['conversations'], [...objectsOf(prompt), ...objectsOf(completion)]];
  const messages = listed.map(objectsOf).find((each) => each.length > 0) ?? [];
  const said = messages.map((message) => ({
    who: textOf(message['role']) ?? textOf(message['from']) ?? '',
    what: textOf(message['content']) ?? textOf(message['value']) ?? '',
  }));
  const answer = said.findLast(({ who }) => ASSISTANTS.has(who))?.what;
  const question = said.filter(({ who }) => USERS.has(who)).at(-1)?.what;
  return answer === undefined || question === undefined ? undefined : { question, answer };
}

/** Splits a question into instruction and input, as `renderPrompt` joins them. A question of one line is all input. */
export function splitQuestion(question: string): { instruction: string; input: string } {
  const trimmed = question.replace(/\r?\n$/u, '');
  const border = trimmed.indexOf('\n');
  if (border === -1) return { instruction: '', input: trimmed };
  return { instruction: trimmed.slice(0, border), input: trimmed.slice(border + 1) };
}
