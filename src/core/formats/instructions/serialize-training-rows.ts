import type { Corpus, Passage } from '../../corpus/corpus.ts';
import { countEntityTypes } from '../../corpus/entity-types.ts';
import { placeNames } from '../../samples/place-names.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE, parseAnswer, renderAnswer, renderInstruction } from '../../samples/templates.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';
import { splitQuestion } from './parse-chat-rows.ts';
import { countRelations } from '../columns/serialize-iob2.ts';

/** Alpaca's rows `{"instruction", "input", "output"}`, one a line: a passage each, with all its mentions by name. */
export function serializeAlpaca(corpus: Corpus): SerializedCorpus {
  return serializeRows(corpus, 'instruction rows', ({ instruction, input, output }) => ({
    instruction,
    input,
    output,
  }));
}

/** Rows `{"messages": [{"role", "content"}]}`: the user's is the instruction and, on the next line, the text. */
export function serializeMessages(corpus: Corpus): SerializedCorpus {
  return serializeRows(corpus, 'chat rows', (row, losses) => ({
    messages: [
      { role: 'user', content: questionOf(row, losses) },
      { role: 'assistant', content: row.output },
    ],
  }));
}

/** ShareGPT's rows `{"conversations": [{"from", "value"}]}`, said as in `serializeMessages`. */
export function serializeShareGpt(corpus: Corpus): SerializedCorpus {
  return serializeRows(corpus, 'chat rows', (row, losses) => ({
    conversations: [
      { from: 'human', value: questionOf(row, losses) },
      { from: 'gpt', value: row.output },
    ],
  }));
}

interface TrainingRow {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
}

function serializeRows(
  corpus: Corpus,
  name: string,
  toRow: (row: TrainingRow, losses: LossList) => object,
): SerializedCorpus {
  const losses = createLossList();
  const types = countEntityTypes(corpus).map(({ entityType }) => entityType);
  const instruction = renderInstruction(DEFAULT_INSTRUCTION_TEMPLATE, types);
  losses.add('borders of documents', Math.max(corpus.documents.length - 1, 0));
  losses.add('relations', countRelations(corpus));
  const passages = corpus.documents.flatMap((document) => document.passages);
  const lines = passages.flatMap((passage) => {
    if (passage.given === undefined && passage.text.trim() === '') {
      losses.add('passages without a text');
      return [];
    }
    if (passage.gaps !== undefined && passage.given === undefined) {
      // An answer made of the mentions would say that nothing else is there; one that the file gave says what it said.
      losses.add('texts that are not annotated');
      return [];
    }
    const output = passage.given?.answer ?? renderAnswer(passage.mentions);
    countLosses(passage, output, losses);
    const row = { instruction: passage.given?.instruction ?? instruction, input: passage.text, output };
    return [`${JSON.stringify(toRow(row, losses))}\n`];
  });
  return { text: lines.join(''), issues: losses.toIssues(corpus.documents[0]?.source ?? '', name) };
}

/** A name without a place is put to its first free occurrence by whoever reads it. */
function countLosses({ text, mentions, sentences }: Passage, output: string, losses: LossList): void {
  losses.add('lists of sentence borders', sentences ? 1 : 0);
  losses.add('lists of concept identifiers', mentions.filter(({ conceptIds }) => conceptIds).length);
  losses.add('discontinuous mentions, written as their words', mentions.filter(({ fragments }) => fragments).length);
  const answer = parseAnswer(output);
  const read = answer.kind === 'entities' ? placeNames(text, answer.entities).mentions : [];
  const places = new Set(read.map(({ entityType, span }) => `${span.start}-${span.end} ${entityType}`));
  const moved = mentions.filter(
    ({ entityType, span, fragments }) => !fragments && !places.has(`${span.start}-${span.end} ${entityType}`),
  );
  losses.add('mentions whose name alone stands for another place', moved.length);
}

function questionOf({ instruction, input }: TrainingRow, losses: LossList): string {
  // A line break at the end would be taken for the prompt's own.
  const question = `${instruction === '' ? '' : `${instruction}\n`}${input}${input.endsWith('\n') ? '\n' : ''}`;
  const read = splitQuestion(question);
  if (read.instruction !== instruction || read.input !== input) {
    losses.add('borders between an instruction and its text');
  }
  return question;
}
