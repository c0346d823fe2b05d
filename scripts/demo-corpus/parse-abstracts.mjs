// Reads the inline notation of the abstracts (README.md beside this file) into plain documents.
// All places are code points of the sentence's text, because BioC counts code points in practice.

const ENTITY_TYPES = new Map([
  ['C', 'Chemical'],
  ['D', 'Disease'],
  ['G', 'Gene'],
]);
const SENTENCE_COUNT = { min: 4, max: 8 };
const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;

/** What is wrong with a source, and where: `line` is 1-based, `column` counts code points of the line from 1. */
export class NotationError extends Error {
  constructor(message, place) {
    super(`${place.file}:${place.line}${place.column === undefined ? '' : `:${place.column}`}: ${message}`);
    this.name = 'NotationError';
  }
}

/**
 * Parses one source file.
 * @param {string} source the file's text
 * @param {string} file its name, for messages
 * @returns {{ id: string, studyType: string, file: string, line: number, sentences: Sentence[] }[]} documents in
 *   file order; the first sentence is the title. A Sentence is `{ line, text, mentions }`, a mention is
 *   `{ entityType, fragments: { start, end }[] }` sorted by start.
 * @throws {NotationError} at the first thing that does not follow the notation
 */
export function parseAbstracts(source, file) {
  const documents = [];
  let current;
  source.split('\n').forEach((content, index) => {
    const place = { file, line: index + 1 };
    if (content.startsWith('//') || content === '') return;
    if (content !== content.trim()) throw new NotationError('line begins or ends with a blank', place);
    if (content.startsWith('@ ')) {
      const [id, studyType, ...rest] = content.slice(2).split(' | ');
      if (!id || !studyType || rest.length > 0) throw new NotationError('expected "@ id | study type"', place);
      current = { id, studyType, file, line: index + 1, sentences: [] };
      documents.push(current);
      return;
    }
    if (current === undefined) throw new NotationError('text before the first "@ id | study type"', place);
    const isTitle = content.startsWith('= ');
    if (isTitle !== (current.sentences.length === 0)) {
      throw new NotationError('each document has one title line "= …", and it comes first', place);
    }
    current.sentences.push({ line: index + 1, ...parseSentence(isTitle ? content.slice(2) : content, place) });
  });
  documents.forEach(checkLength);
  return documents;
}

function checkLength(document) {
  const count = document.sentences.length - 1;
  if (count >= SENTENCE_COUNT.min && count <= SENTENCE_COUNT.max) return;
  const expected = `${SENTENCE_COUNT.min} to ${SENTENCE_COUNT.max}`;
  throw new NotationError(`${document.id} has ${count} abstract sentences, expected ${expected}`, document);
}

/** Parses one line of running text with mentions in braces; see parseAbstracts for the shape and the errors. */
function parseSentence(content, place) {
  const characters = Array.from(content);
  const text = [];
  const open = [];
  const mentions = [];
  const numbered = new Map();

  const fail = (message, at) => {
    throw new NotationError(message, { ...place, column: at + 1 });
  };

  const openMention = (at) => {
    const colon = characters.indexOf(':', at);
    const header = characters.slice(at + 1, colon < 0 ? undefined : colon).join('');
    const start = /^([A-Z])(?:#(\d+))?$/u.exec(header);
    const more = /^(?:\+\d+)+$/u.exec(header);
    if (colon < 0 || (!start && !more)) fail(`"{${header.slice(0, 12)}" does not open a mention`, at);
    if (start) {
      const entityType = ENTITY_TYPES.get(start[1]);
      if (entityType === undefined) fail(`unknown entity type "${start[1]}"`, at);
      const mention = { entityType, fragments: [], number: start[2], at };
      if (start[2] !== undefined && numbered.has(start[2])) fail(`#${start[2]} is used twice in this sentence`, at);
      if (start[2] !== undefined) numbered.set(start[2], mention);
      mentions.push(mention);
      open.push({ at, start: text.length, owners: [mention] });
    } else {
      const owners = header
        .slice(1)
        .split('+')
        .map((number) => numbered.get(number) ?? fail(`+${number} has no #${number} before it`, at));
      open.push({ at, start: text.length, owners });
    }
    return colon;
  };

  const closeMention = (at) => {
    const opened = open.pop() ?? fail('"}" closes nothing', at);
    const fragment = { start: opened.start, end: text.length };
    const quote = text.slice(fragment.start).join('');
    if (quote === '') fail('empty mention', opened.at);
    if (quote !== quote.trim()) fail(`mention "${quote}" begins or ends with a blank`, opened.at);
    for (const owner of opened.owners) owner.fragments.push(fragment);
  };

  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    const escape = character === '\\' ? /^\\u\{([0-9A-F]{1,6})\}/u.exec(characters.slice(at, at + 10).join('')) : null;
    if (escape) {
      text.push(String.fromCodePoint(Number.parseInt(escape[1], 16)));
      at += escape[0].length - 1;
    } else if (character === '\\') fail('a backslash begins nothing but \\u{HEX}', at);
    else if (character === '{') at = openMention(at);
    else if (character === '}') closeMention(at);
    else if (character === ' ' && text.at(-1) === ' ') fail('two blanks in a row', at);
    else text.push(character);
  }
  const unclosed = open.at(-1);
  if (unclosed) fail('mention is never closed', unclosed.at);
  if (!/[.?!]$/u.test(text.join(''))) fail('sentence does not end in a full stop', characters.length - 1);
  mentions.forEach((mention) => checkMention(mention, { text, fail }));
  checkSameTypeNesting(mentions, fail);
  return {
    text: text.join(''),
    mentions: mentions.map(({ entityType, fragments }) => ({
      entityType,
      fragments: fragments.toSorted((a, b) => a.start - b.start),
    })),
  };
}

function checkMention({ fragments, number, at }, { text, fail }) {
  if (number !== undefined) {
    if (fragments.length < 2) fail(`#${number} has one part only; add {+${number}:…} or drop the number`, at);
    const sorted = fragments.toSorted((a, b) => a.start - b.start);
    if (sorted.some((part, index) => index > 0 && part.start < sorted[index - 1].end)) {
      fail(`parts of #${number} overlap`, at);
    }
    return;
  }
  const [{ start, end }] = fragments;
  const cutsBefore = WORD_CHARACTER.test(text[start]) && WORD_CHARACTER.test(text[start - 1] ?? ' ');
  const cutsAfter = WORD_CHARACTER.test(text[end - 1]) && WORD_CHARACTER.test(text[end] ?? ' ');
  if (cutsBefore || cutsAfter) fail(`mention "${text.slice(start, end).join('')}" cuts a word`, at);
}

// The guideline: of one type only the longest name is annotated, so a name inside a name has another type.
function checkSameTypeNesting(mentions, fail) {
  const whole = mentions.filter(({ fragments }) => fragments.length === 1);
  for (const inner of whole) {
    const [a] = inner.fragments;
    const holder = whole.find(({ entityType, fragments: [b] }) => {
      const isSame = a.start === b.start && a.end === b.end;
      return b !== a && (isSame || entityType === inner.entityType) && b.start <= a.start && a.end <= b.end;
    });
    if (holder) fail(`mention repeats a place or nests in another ${holder.entityType}`, inner.at);
  }
}
