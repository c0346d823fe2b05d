import { describe, expect, it } from 'vitest';
import {
  DEFAULT_INSTRUCTION_TEMPLATE,
  parseAnswer,
  renderAnswer,
  renderInstruction,
  renderPrompt,
} from './templates.ts';

const mention = (start: number, quote: string, entityType = 'Chemical') => ({
  span: { start, end: start + quote.length },
  quote,
  entityType,
});

describe('renderInstruction', () => {
  it('lists one, two and three types in English', () => {
    expect(renderInstruction('{types}', ['A'])).toBe('A');
    expect(renderInstruction('{types}', ['A', 'B'])).toBe('A and B');
    expect(renderInstruction('{types}/{types}', ['A', 'B', 'C'])).toBe('A, B and C/A, B and C');
  });

  it('takes replacement patterns in a type literally', () => {
    expect(renderInstruction('<{types}>', ['$&', "$'"])).toBe("<$& and $'>");
  });

  it('gives the default instruction', () => {
    expect(renderInstruction(DEFAULT_INSTRUCTION_TEMPLATE, ['Chemical', 'Disease'])).toBe(
      'Extract all Chemical and Disease entities from the following text. Answer with a JSON array of {"entity", "name"} objects in order of appearance, or [] if there are none.',
    );
  });
});

describe('renderAnswer', () => {
  it('is [] without mentions', () => {
    expect(renderAnswer([])).toBe('[]');
  });

  it("orders by start then end and spells as Python's json.dumps does with ensure_ascii off", () => {
    expect(renderAnswer([mention(9, 'β-“α”'), mention(0, 'lead acetate'), mention(0, 'lead')])).toBe(
      '[{"entity": "Chemical", "name": "lead"}, {"entity": "Chemical", "name": "lead acetate"}, {"entity": "Chemical", "name": "β-“α”"}]',
    );
    expect(renderAnswer([mention(0, 'a"b\\c\n\t\u0001\u007f\u2028😀')])).toBe(
      '[{"entity": "Chemical", "name": "a\\"b\\\\c\\n\\t\\u0001\u007f\u2028😀"}]',
    );
  });
});

describe('renderPrompt', () => {
  it('puts the input on its own line, and none where the input is empty', () => {
    expect(renderPrompt('Do.', 'Text.')).toBe('Do.\nText.\n');
    expect(renderPrompt('Do.', '')).toBe('Do.\n');
  });
});

describe('parseAnswer', () => {
  it('reads back what renderAnswer writes', () => {
    const answer = renderAnswer([mention(0, 'a "b" β'), mention(9, 'c', 'Disease')]);
    expect(parseAnswer(answer)).toEqual({
      kind: 'entities',
      entities: [
        { entity: 'Chemical', name: 'a "b" β' },
        { entity: 'Disease', name: 'c' },
      ],
    });
  });

  it.each(['', 'none', '{"entity":"A","name":"b"}', '[{"entity":"A"}]', '["b"]', '[{"entity":1,"name":"b"}]', '[{'])(
    'calls %j malformed and says why',
    (text) => {
      const parsed = parseAnswer(text);
      expect(parsed.kind).toBe('malformed');
      expect(parsed.kind === 'malformed' && parsed.detail.length > 0).toBe(true);
    },
  );
});
