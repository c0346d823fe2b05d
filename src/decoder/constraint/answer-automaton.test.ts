import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderAnswer } from '../../core/samples/templates.ts';
import { recogniseAnswer, type RecognisedRules } from '../../testing/models/recognise-answer.ts';
import type { AnswerState } from './answer-automaton.ts';
import { AnswerConstraint } from './answer-constraint.ts';
import { ENTITY_OBJECTS, renderShape, type AnswerShape } from './answer-shape.ts';
import { ByteTrie } from './byte-trie.ts';
import { tokenBytes } from './token-bytes.ts';

const encoder = new TextEncoder();
const singleBytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
const byteVocabulary = new ByteTrie(singleBytes);

const BY_TYPE: AnswerShape = { kind: 'by-type' };
const OTHER_KEYS: AnswerShape = { kind: 'objects', typeKey: 'label', nameKey: 'text' };

/** The state behind a whole answer, byte by byte; undefined where it is not admitted. */
function accept(constraint: AnswerConstraint, answer: string): AnswerState | undefined {
  let state: AnswerState | undefined = constraint.initial;
  for (const byte of encoder.encode(answer)) {
    state = constraint.advance(state, byte);
    if (state === undefined) return undefined;
  }
  return state.phase === 'done' ? state : undefined;
}

/** Every answer with at most so many mentions that tokens can write, by any division into tokens. */
function walkAnswers(constraint: AnswerConstraint, vocabulary: ByteTrie, maxMentions: number): ReadonlySet<string> {
  const answers = new Set<string>();
  const seen = new Set<string>();
  const walk = (state: AnswerState, written: string): void => {
    if (seen.has(written) || constraint.mentionsOf(state).length > maxMentions) return;
    seen.add(written);
    const allowed = constraint.allowed(state);
    if (state.phase === 'done') {
      expect(allowed).toEqual([]);
      const bytes = Uint8Array.from(written, (character) => character.charCodeAt(0));
      const answer = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      expect(constraint.answerOf(state)).toBe(answer);
      answers.add(answer);
      return;
    }
    expect(allowed.length).toBeGreaterThan(0);
    for (const id of allowed) {
      const next = constraint.advance(state, id);
      if (next === undefined) throw new Error(`token ${id} was allowed`);
      walk(next, written + String.fromCharCode(...(vocabulary.bytesOf(id) ?? [])));
    }
  };
  walk(constraint.initial, '');
  return answers;
}

/** All answers that recite pieces of the text, good or bad, with at most so many mentions: what is there to recognise. */
function reciteAnswers(
  text: string,
  entityTypes: readonly string[],
  { shape, maxMentions }: { shape: AnswerShape; maxMentions: number },
): readonly string[] {
  const characters = [...text];
  const names = characters.flatMap((_, start) =>
    characters.slice(start).map((__, length) => characters.slice(start, start + length + 1).join('')),
  );
  const pairs = entityTypes.flatMap((entityType) => [...new Set(names)].map((name) => ({ entityType, name })));
  let lists: readonly (readonly (typeof pairs)[number][])[] = [[]];
  const all = [...lists];
  for (let count = 0; count < maxMentions; count += 1) {
    lists = lists.flatMap((list) => pairs.map((pair) => [...list, pair]));
    all.push(...lists);
  }
  const rank = ({ entityType }: { entityType: string }): number => entityTypes.indexOf(entityType);
  const fits = shape.kind === 'objects' ? all : all.map((list) => list.toSorted((a, b) => rank(a) - rank(b)));
  return fits.map((list) => renderShape(shape, entityTypes, list));
}

const rules = fc.record<RecognisedRules>({
  edges: fc.constantFrom('word', 'any'),
  order: fc.constantFrom('appearance', 'free'),
  shape: fc.constantFrom(ENTITY_OBJECTS, OTHER_KEYS, BY_TYPE),
});

/** Tokens that cross every kind of border, two of the same bytes among them. */
const chunks = [
  '[{"',
  'entity": "',
  '", "name": "',
  '"}]',
  '"}, {"',
  '": [',
  '", "',
  '"]',
  'X',
  'X',
  '": ["a',
  'ab',
  ' a',
  'a b',
];
const crossing = new ByteTrie([...singleBytes, ...chunks.map((chunk) => encoder.encode(chunk))]);

describe('the automaton of answers', () => {
  test('admits exactly the answers that a plain recogniser admits, whatever the options', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '"', "'", '\\', '\n', '𝛼', ',', '(', '\ud800'),
      maxLength: 4,
    });
    const entityTypes = fc.constantFrom([], ['X'], ['X', 'XY'], ['"Y', 'X']);
    fc.assert(
      fc.property(text, entityTypes, rules, (input, types, given) => {
        const maxMentions = input.length > 3 && types.length > 1 ? 1 : 2;
        const constraint = new AnswerConstraint(crossing, { text: input, entityTypes: types }, given);
        const recited = reciteAnswers(input, types, { shape: given.shape, maxMentions });
        const recognised = recited.filter((answer) =>
          recogniseAnswer(answer, { text: input, entityTypes: types }, given),
        );
        expect(walkAnswers(constraint, crossing, maxMentions)).toEqual(new Set(recognised));
      }),
      { numRuns: 150, examples: [['a a', ['X'], { edges: 'any', order: 'free', shape: BY_TYPE }]] },
    );
  });

  test('spells training data’s shape as the template does', () => {
    const mentions = [
      { entityType: 'Gene', name: 'β"\\\n\ud800' },
      { entityType: 'A "b"', name: 'x' },
    ];
    const placed = mentions.map(({ entityType, name }, start) => ({
      entityType,
      quote: name,
      span: { start, end: 9 },
    }));
    const types = mentions.map(({ entityType }) => entityType);
    expect(renderShape(ENTITY_OBJECTS, types, mentions)).toBe(renderAnswer(placed));
    expect(renderShape(ENTITY_OBJECTS, types, [])).toBe(renderAnswer([]));
    expect(renderShape(BY_TYPE, ['Gene', 'Species'], mentions.slice(0, 1))).toBe(
      '{"Gene": ["β\\"\\\\\\n\\ud800"], "Species": []}',
    );
    expect(renderShape(BY_TYPE, [], [])).toBe('{}');
  });

  test('names stand between word edges; hyphens, Greek letters and primes stay inside', () => {
    const constraint = new AnswerConstraint(byteVocabulary, {
      text: "IL-2 and β-catenin in 5'-UTR, (−)-nicotine",
      entityTypes: ['Gene'],
    });
    const answer = (name: string): string => `[{"entity": "Gene", "name": ${JSON.stringify(name)}}]`;
    for (const name of ['IL-2', 'β-catenin', "5'-UTR", '(−)-nicotine'])
      expect(accept(constraint, answer(name)), name).toBeDefined();
    for (const name of ['L-2', 'caten', 'and β-cat', 'in ', ' in', 'UTR,', 'il-2', 'Crohn']) {
      expect(accept(constraint, answer(name)), name).toBeUndefined();
    }
  });

  test('the order of appearance places repeated names one after the other; free order counts them', () => {
    const question = { text: 'aspirin, then aspirin', entityTypes: ['Chemical'] };
    const one = '{"entity": "Chemical", "name": "aspirin"}';
    const ordered = new AnswerConstraint(byteVocabulary, question);
    const state = accept(ordered, `[${one}, ${one}]`);
    expect(state && ordered.mentionsOf(state).map(({ span }) => span)).toEqual([
      { start: 0, end: 7 },
      { start: 14, end: 21 },
    ]);
    expect(accept(ordered, `[${one}, ${one}, ${one}]`)).toBeUndefined();
    const free = new AnswerConstraint(byteVocabulary, question, { order: 'free' });
    const then = '{"entity": "Chemical", "name": "then"}';
    expect(accept(free, `[${one}, ${then}, ${one}]`)).toBeDefined();
    expect(accept(free, `[${then}, ${one}, ${one}]`)).toBeDefined();
    expect(accept(ordered, `[${then}, ${one}, ${one}]`)).toBeUndefined();
    expect(accept(free, `[${one}, ${one}, ${one}]`)).toBeUndefined();
  });

  test('a character that no token spells stands in no name', () => {
    const ascii = new ByteTrie(singleBytes.slice(0, 128));
    const question = { text: 'a β b', entityTypes: ['X'] };
    const constraint = new AnswerConstraint(ascii, question);
    expect(walkAnswers(constraint, ascii, 1)).toEqual(
      new Set(['[]', '[{"entity": "X", "name": "a"}]', '[{"entity": "X", "name": "b"}]']),
    );
    expect(() => new AnswerConstraint(ascii, { text: 'a', entityTypes: ['β'] })).toThrow(
      'no token of the model spells "β"',
    );
  });
});

describe('bytes of tokens', () => {
  test('byte-level alphabets', () => {
    const bytes = tokenBytes(
      new Map([
        ['Ġa', 0],
        ['Ċ', 1],
        ['Î²', 2],
        ['<|end|>', 4],
      ]),
      true,
    );
    expect(bytes[0]).toEqual(encoder.encode(' a'));
    expect(bytes[1]).toEqual(encoder.encode('\n'));
    expect(bytes[2]).toEqual(encoder.encode('β'));
    expect(bytes[3]).toBeUndefined();
  });

  test('SentencePiece alphabets: a character and its byte are both allowed where either is', () => {
    const bytes = tokenBytes(
      new Map([
        ['▁a', 0],
        ['<0x0A>', 1],
        ['<0x61>', 2],
        ['a', 3],
      ]),
      false,
    );
    expect(bytes[0]).toEqual(encoder.encode(' a'));
    expect(bytes[1]).toEqual(Uint8Array.of(10));
    const trie = new ByteTrie(bytes);
    const onlyA = (state: number): { byte: number; state: number }[] => (state === 0 ? [{ byte: 97, state: 1 }] : []);
    expect(new Set(trie.collect(0, onlyA))).toEqual(new Set([2, 3]));
  });
});
