import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../core/samples/templates.ts';
import { AnswerAutomaton, type AnswerMention, type AnswerState } from './answer-automaton.ts';
import { ByteTrie } from './byte-trie.ts';
import { escapeText } from './escaped-text.ts';
import { tokenBytes } from './token-bytes.ts';

const encoder = new TextEncoder();

function accept(automaton: AnswerAutomaton, text: string): AnswerState | undefined {
  let state: AnswerState | undefined = automaton.initial;
  for (const byte of encoder.encode(text)) {
    if (state === undefined) return undefined;
    state = automaton.step(state, byte);
  }
  return state?.phase === 'done' ? state : undefined;
}

/** Every answer about a text, written down the slow way: all increasing sequences of all places between word edges. */
function enumerateAnswers(text: string, entityTypes: readonly string[], maxMentions: number): ReadonlySet<string> {
  const { starts, isEnd, unitAt, bytes } = escapeText(text);
  const places: { start: number; end: number }[] = [];
  for (const start of starts) {
    for (let end = start + 1; end <= bytes.length; end += 1)
      if (isEnd(end)) places.push({ start: unitAt(start), end: unitAt(end) });
  }
  const answers = new Set<string>();
  const extend = (chosen: readonly AnswerMention[]): void => {
    const objects = chosen.map(({ start, end, entityType }) => {
      return `{"entity": ${JSON.stringify(entityType)}, "name": ${JSON.stringify(text.slice(start, end))}}`;
    });
    answers.add(`[${objects.join(', ')}]`);
    if (chosen.length === maxMentions) return;
    const last = chosen[chosen.length - 1];
    for (const { start, end } of places) {
      if (last !== undefined && (start < last.start || (start === last.start && end <= last.end))) continue;
      for (const entityType of entityTypes) extend([...chosen, { start, end, entityType }]);
    }
  };
  extend([]);
  return answers;
}

/** All answers with at most so many mentions that the automaton admits, found by walking it. */
function walkAnswers(automaton: AnswerAutomaton, maxMentions: number): ReadonlySet<string> {
  const answers = new Set<string>();
  const walk = (state: AnswerState, bytes: readonly number[]): void => {
    if (AnswerAutomaton.mentionsOf(state).length > maxMentions) return;
    if (state.phase === 'done') answers.add(new TextDecoder().decode(Uint8Array.from(bytes)));
    for (let byte = 0; byte < 256; byte += 1) {
      const next = automaton.step(state, byte);
      if (next !== undefined) walk(next, [...bytes, byte]);
    }
  };
  walk(automaton.initial, []);
  return answers;
}

describe('the automaton of answers', () => {
  test.each([
    ['one word', 'ab', ['X']],
    ['a repeated word', 'a b a', ['X', 'XY']],
    ['quotes and backslashes', '"a\\ b"', ['X']],
    ['a newline and an emoji', '𝛼\n(b)', ['X']],
  ])('admits exactly the answers of a plain enumeration: %s', (_, text, entityTypes) => {
    const automaton = new AnswerAutomaton({ text, entityTypes });
    expect(walkAnswers(automaton, 2)).toEqual(enumerateAnswers(text, entityTypes, 2));
  });

  test('names stand between word edges; hyphens, Greek letters and primes stay inside', () => {
    const automaton = new AnswerAutomaton({
      text: "IL-2 and β-catenin in 5'-UTR, (−)-nicotine",
      entityTypes: ['Gene'],
    });
    const answer = (name: string): string => `[{"entity": "Gene", "name": ${JSON.stringify(name)}}]`;
    for (const name of ['IL-2', 'β-catenin', "5'-UTR", '(−)-nicotine'])
      expect(accept(automaton, answer(name)), name).toBeDefined();
    for (const name of ['L-2', 'caten', 'and β-cat', 'in ', ' in', 'UTR,', 'il-2', 'Crohn']) {
      expect(accept(automaton, answer(name)), name).toBeUndefined();
    }
  });

  test('the order of appearance places repeated names one after the other', () => {
    const automaton = new AnswerAutomaton({ text: 'aspirin, then aspirin', entityTypes: ['Chemical'] });
    const one = '{"entity": "Chemical", "name": "aspirin"}';
    const state = accept(automaton, `[${one}, ${one}]`);
    expect(state && AnswerAutomaton.mentionsOf(state)).toEqual([
      { start: 0, end: 7, entityType: 'Chemical' },
      { start: 14, end: 21, entityType: 'Chemical' },
    ]);
    expect(accept(automaton, `[${one}, ${one}, ${one}]`)).toBeUndefined();
  });

  test('a text without a place for a name, or no type to ask for, leaves the empty array', () => {
    expect(walkAnswers(new AnswerAutomaton({ text: ' \n', entityTypes: ['X'] }), 1)).toEqual(new Set(['[]']));
    expect(walkAnswers(new AnswerAutomaton({ text: 'a', entityTypes: [] }), 1)).toEqual(new Set(['[]']));
  });

  test('whatever is chosen among the admitted tokens ends in a valid, verbatim answer', () => {
    const words = [
      '[',
      ']',
      '{',
      '}',
      '"',
      ', ',
      '{"',
      'entity',
      'name',
      '": "',
      'Gene',
      '"}',
      '", "',
      '"}]',
      ' ',
      'A',
      'b',
      '\\',
      '\\n',
      '𝛼',
    ];
    const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
    const trie = new ByteTrie([...words.map((word) => encoder.encode(word)), ...bytes]);
    const text = fc.string({
      unit: fc.constantFrom('A', 'b', ' ', '"', '\\', '\n', '𝛼', 'e\u0301', '-', '\u0007'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.nat()), (input, choices) => {
        const automaton = new AnswerAutomaton({ text: input, entityTypes: ['Gene', 'Disease "x"'] });
        let state: AnswerState = automaton.initial;
        const written: number[] = [];
        for (let step = 0; state.phase !== 'done'; step += 1) {
          const allowed = [...trie.collect(state, automaton.step)];
          expect(allowed.length).toBeGreaterThan(0);
          // Left to chance an answer may go on for long; the first token is then as good as any.
          const pick =
            step < 200
              ? (choices.next().value ?? 0) % allowed.length
              : allowed.findIndex(([, next]) => next.phase === 'done');
          const [id, next] = allowed[Math.max(0, pick)] ?? [0, state];
          const token = id < words.length ? encoder.encode(words[id]) : Uint8Array.of(id - words.length);
          written.push(...token);
          state = next;
        }
        const answer = parseAnswer(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(written)));
        const mentions = AnswerAutomaton.mentionsOf(state);
        expect(answer).toEqual({
          kind: 'entities',
          entities: mentions.map(({ start, end, entityType }) => ({
            entity: entityType,
            name: input.slice(start, end),
          })),
        });
      }),
      { numRuns: 200 },
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

  test('SentencePiece alphabets', () => {
    const bytes = tokenBytes(
      new Map([
        ['▁a', 0],
        ['<0x0A>', 1],
      ]),
      false,
    );
    expect(bytes[0]).toEqual(encoder.encode(' a'));
    expect(bytes[1]).toEqual(Uint8Array.of(10));
  });
});
