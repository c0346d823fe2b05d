import type { Passage } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { buildAnswerPassage } from './answer-passage.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import type { JsonRow } from '../common/json-row.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, nameOfKind } from '../json/json-value.ts';
import { rulesOf } from '../common/parse-hints.ts';
import type { OffsetRules } from '../offsets/read-offsets.ts';
import { asOneDocument } from './one-document.ts';

/**
 * Training rows `{"instruction", "input", "output"}`, one a line or in one JSON array. Each row is a passage that
 * brings its own instruction and answer, kept word for word; the names of its answer get their places in the input.
 * Rows name no documents, so the file is one document with assumed boundaries.
 */
export function parseJsonl(source: SourceText): ParsedDocuments {
  const { rows, issues } = readJsonRows(source);
  const passages: Passage[] = [];
  for (const row of rows) {
    const passage = readTrainingRow(row, { file: source.file, rules: rulesOf(source.hints) }, issues);
    if (passage) passages.push(passage);
  }
  return asOneDocument(source.file, passages, issues);
}

/** True for an object with the keys of a training row; the input may be missing. */
export function isInstructionRow(value: unknown): boolean {
  return isJsonObject(value) && 'instruction' in value && 'output' in value;
}

/** A row as a passage; undefined where it is none. Issues are added to the list. */
export function readTrainingRow(
  row: JsonRow,
  { file, rules }: { readonly file: string; readonly rules: OffsetRules },
  issues: DataIssue[],
): Passage | undefined {
  const where = row.line === undefined ? { file } : { file, line: row.line };
  const { value } = row;
  if (!isJsonObject(value)) {
    const found = `row ${row.number} is ${nameOfKind(value)}`;
    issues.push({
      code: 'missing-field',
      severity: 'error',
      ...where,
      found,
      expected: 'an object with instruction, input and output',
    });
    return undefined;
  }
  const { instruction, input = '', output } = value;
  if (typeof instruction !== 'string' || typeof input !== 'string' || typeof output !== 'string') {
    const found = `row ${row.number}: instruction is ${nameOfKind(instruction)}, input is ${nameOfKind(value['input'])}, output is ${nameOfKind(output)}`;
    issues.push({ code: 'missing-field', severity: 'error', ...where, found, expected: 'three strings' });
    return undefined;
  }
  const given = { instruction, answer: output };
  const built = buildAnswerPassage({ id: `r${row.number}`, text: input, given }, where, rules);
  issues.push(...built.issues);
  return built.passage;
}
