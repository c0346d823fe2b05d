import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { parseIobTag } from './iob-tags.ts';
import { parseConll } from './parse-conll.ts';

/** spaCy's one sentence a line: tokens `word|POS|tag` or `word|tag` between blanks. */
export function parseSentenceLines({ file, text }: SourceText): ParsedDocuments {
  const columns: string[] = [];
  /** Line of the file for each line of the columns. */
  const lineOf: number[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/u).entries()) {
    for (const token of line.split(/\s+/u)) {
      if (token === '') continue;
      const { word, tag } = splitToken(token);
      columns.push(`${word}\t${tag}`);
      lineOf.push(index + 1);
    }
    columns.push('');
    lineOf.push(index + 1);
  }
  const read = parseConll({ file, text: `${columns.join('\n')}\n` });
  const issues = read.issues.map((issue) => {
    return issue.line === undefined ? issue : { ...issue, line: lineOf[issue.line - 1] ?? issue.line };
  });
  return { ...read, issues };
}

/** True where the first lines with text are made of such tokens only. */
export function isSentenceLines(text: string): boolean {
  const lines = text
    .slice(0, 100_000)
    .split(/\r\n|\r|\n/u)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  const isTagged = (token: string): boolean => token.includes('|') && parseIobTag(splitToken(token).tag) !== undefined;
  return lines.length > 0 && lines.every((line) => line.trim().split(/\s+/u).every(isTagged));
}

/** The word itself may hold bars. */
function splitToken(token: string): { word: string; tag: string } {
  const last = token.lastIndexOf('|');
  const before = token.slice(0, Math.max(last, 0));
  const partOfSpeech = before.lastIndexOf('|');
  return { word: partOfSpeech > 0 ? before.slice(0, partOfSpeech) : before, tag: token.slice(last + 1) };
}
