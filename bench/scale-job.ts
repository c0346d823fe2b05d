import type { Document } from '../src/core/corpus/corpus.ts';

/** Sentences of a made-up document: what an abstract has. */
export const SENTENCES_PER_DOCUMENT = 10;

const SUBJECTS = ['Naloxone', 'Clonidine', 'Aspirin', 'Ketamine', 'Lithium', 'Warfarin', 'Morphine'];
const EFFECTS = ['hypotension', 'seizures', 'nausea', 'bradycardia', 'headache', 'neuropathy'];
const VERBS = ['reversed', 'caused', 'worsened', 'relieved', 'did not change'];

/** Sentences of some 90 characters with a chemical and, in four of five, a disease. */
export function madeUpDocument(index: number): Document {
  let text = '';
  const mentions: Document['passages'][number]['mentions'][number][] = [];
  const sentences: { start: number; end: number }[] = [];
  const name = (entityType: string, quote: string): void => {
    mentions.push({
      id: `m${mentions.length}`,
      span: { start: text.length, end: text.length + quote.length },
      entityType,
      quote,
    });
    text += quote;
  };
  for (let place = 0; place < SENTENCES_PER_DOCUMENT; place++) {
    const number = index * SENTENCES_PER_DOCUMENT + place;
    const start = text.length;
    if (number % 5 !== 0) name('Chemical', pick(SUBJECTS, number));
    else text += 'The vehicle';
    text += ` ${pick(VERBS, number >> 2)} the `;
    if (number % 5 !== 0) name('Disease', pick(EFFECTS, number >> 3));
    else text += 'outcome';
    text += ` of patient ${number} in group ${(number * 7919) % 1009} after ${number % 48} hours of follow-up.`;
    sentences.push({ start, end: text.length });
    text += ' ';
  }
  const passages = [{ id: '0', kind: 'abstract', text, mentions, sentences }];
  return { id: `${10_000_000 + index}`, source: 'made-up.txt', boundaries: 'given', passages };
}

function pick(words: readonly string[], number: number): string {
  return words[number % words.length] ?? '';
}
