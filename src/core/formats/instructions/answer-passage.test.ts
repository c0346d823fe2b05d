import { expect, it } from 'vitest';
import { buildSamples } from '../../samples/build-samples.ts';
import { sampleState } from '../../samples/sample-state.ts';
import { parseSource, type ParseOptions } from '../parse-source.ts';

interface Named {
  readonly entity: string;
  readonly name: string;
}

const INSTRUCTION = 'Name the drugs.';

/** Every format whose rows bring names without places. */
const FORMATS: Readonly<Record<string, (text: string, answer: string) => object>> = {
  alpaca: (input, output) => ({ instruction: INSTRUCTION, input, output }),
  messages: (text, answer) => ({
    messages: [
      { role: 'user', content: `${INSTRUCTION}\n${text}` },
      { role: 'assistant', content: answer },
    ],
  }),
  sharegpt: (text, answer) => ({
    conversations: [
      { from: 'human', value: `${INSTRUCTION}\n${text}` },
      { from: 'gpt', value: answer },
    ],
  }),
  'prompt and completion': (text, answer) => ({ prompt: `${INSTRUCTION}\n${text}`, completion: answer }),
};

function readRow(format: string, text: string, named: readonly Named[], options: ParseOptions = {}) {
  const row = FORMATS[format]?.(text, JSON.stringify(named));
  const bytes = new TextEncoder().encode(`${JSON.stringify(row)}\n`);
  const parsed = parseSource({ name: 'rows.jsonl', bytes }, options);
  const entityTypes = [...new Set(named.map(({ entity }) => entity))];
  const { samples } = buildSamples(parsed, { unit: 'sentence', instructionTemplate: 'Find {types}.', entityTypes });
  return {
    state: samples.map(sampleState),
    spans: parsed.documents.flatMap(({ passages }) =>
      passages.flatMap(({ mentions }) => mentions.map(({ entityType, span }) => `${entityType} ${span.start}`)),
    ),
    gaps: parsed.documents.flatMap(({ passages }) => passages.flatMap(({ gaps = [] }) => gaps)),
    issues: parsed.issues.map(({ code, severity, found, passageId }) => [code, severity, found, passageId]),
    expected: parsed.issues.map((issue) => issue.expected),
  };
}

const drugs = (...names: string[]): Named[] => names.map((name) => ({ entity: 'Drug', name }));

it.each(Object.keys(FORMATS))('%s: places a name that is named too often once, and loses nothing', (format) => {
  const twice = readRow(format, 'Aspirin, then lead.', drugs('Aspirin', 'Aspirin', 'lead'));
  expect(twice.state).toEqual(['positive']);
  expect(twice.spans).toEqual(['Drug 0', 'Drug 14']);
  expect(twice.issues).toEqual([['name-repeated', 'note', 'Drug "Aspirin", named twice', 'r1']]);
  const five = readRow(format, 'lead and lead', drugs('lead', 'lead', 'lead', 'lead', 'lead'));
  expect(five.state).toEqual(['positive']);
  expect(five.spans).toEqual(['Drug 0', 'Drug 9']);
  expect(five.issues).toEqual([['name-repeated', 'note', 'Drug "lead", named 5 times', 'r1']]);
  expect(five.expected).toEqual(['as many as stand in the input: 2']);
});

it.each(Object.keys(FORMATS))('%s: a name that stands nowhere is still a loss', (format) => {
  const { state, issues } = readRow(format, 'Aspirin.', drugs('Aspirin', 'zinc', 'zinc'));
  expect(state).toEqual(['lost']);
  expect(issues.map(([code]) => code)).toEqual(['name-not-in-text', 'name-not-in-text']);
});

it.each(Object.keys(FORMATS))('%s: one place with two types has both', (format) => {
  const named = [
    { entity: 'Chemical', name: 'aspirin' },
    { entity: 'Drug', name: 'aspirin' },
  ];
  const { state, spans, issues } = readRow(format, 'aspirin', named);
  expect([state, spans, issues]).toEqual([['positive'], ['Chemical 0', 'Drug 0'], []]);
});

it.each(Object.keys(FORMATS))('%s: a place inside a longer word is listed, and can be refused', (format) => {
  const named = drugs('ibu', 'IL-2', 'ASPIRIN');
  const text = 'ibuprofen, IL-2R and aspirin';
  const placed = readRow(format, text, named);
  expect(placed.state).toEqual(['positive']);
  expect(placed.spans).toEqual(['Drug 0', 'Drug 11', 'Drug 21']);
  expect(placed.issues).toEqual([
    ['name-within-word', 'warning', 'Drug "ibu"', 'r1'],
    ['name-within-word', 'warning', 'Drug "IL-2"', 'r1'],
    ['name-in-other-case', 'note', 'Drug "ASPIRIN"', 'r1'],
  ]);
  expect(placed.expected).toEqual(['placed in "ibuprofen"', 'placed in "IL-2R"', 'read as "aspirin"']);
  const refused = readRow(format, text, [...named, ...drugs('ibuprofen')], { hints: { exactOffsets: true } });
  expect(refused.state).toEqual(['lost']);
  expect(refused.spans).toEqual(['Drug 0']);
  expect(refused.gaps.map(({ kind, span }) => [kind, span])).toEqual([
    ['lost', { start: 0, end: 3 }],
    ['lost', { start: 11, end: 15 }],
    ['lost', { start: 21, end: 28 }],
  ]);
  expect(refused.issues.map(([code]) => code)).toEqual(Array(3).fill('name-not-in-text'));
});

it('reads names without offsets in a table in the same way', () => {
  const read = (text: string, list: readonly object[]) => {
    const cell = JSON.stringify(list).replaceAll('"', '""');
    const bytes = new TextEncoder().encode(`id,text,entities\n1,"${text}","${cell}"\n`);
    const { documents, issues } = parseSource({ name: 'a.csv', bytes });
    const [passage] = documents.flatMap(({ passages }) => passages);
    return {
      spans: passage?.mentions.map(({ entityType, span }) => `${entityType} ${span.start}`),
      gaps: passage?.gaps?.length ?? 0,
      codes: issues.map(({ code }) => code),
    };
  };
  const fever = { text: 'fever', label: 'Disease' };
  const finding = { text: 'fever', label: 'Finding' };
  expect(read('high fever', [fever, fever])).toEqual({
    spans: ['Disease 5'],
    gaps: 0,
    codes: ['quote-repaired', 'name-repeated'],
  });
  expect(read('fever, fever', [fever, fever, fever])).toEqual({
    spans: ['Disease 0', 'Disease 7'],
    gaps: 0,
    codes: ['quote-repaired', 'quote-repaired', 'name-repeated'],
  });
  expect(read('high fever', [fever, finding]).spans).toEqual(['Disease 5', 'Finding 5']);
  expect(read('high fever', [{ ...fever, start: 5, end: 10 }, fever])).toMatchObject({
    gaps: 0,
    codes: ['name-repeated'],
  });
  // Which of two is meant is not known; a name that stands nowhere is lost.
  expect(read('fever, fever', [fever])).toMatchObject({ spans: [], gaps: 2 });
  expect(read('healthy', [fever, fever])).toMatchObject({ spans: [], gaps: 2 });
});

it.each(Object.keys(FORMATS))('%s: an empty answer says that there is nothing, and goes out as []', (format) => {
  const row = FORMATS[format]?.('Aspirin was given.', ' ') ?? {};
  const { documents, issues } = parseSource({
    name: 'rows.jsonl',
    bytes: new TextEncoder().encode(`${JSON.stringify(row)}\n`),
  });
  const options = { entityTypes: ['Drug'], instructionTemplate: '{types}', unit: 'passage' } as const;
  const [sample] = buildSamples({ documents }, options).samples;
  expect(issues).toEqual([]);
  expect(sample && [sample.answer, sampleState(sample)]).toEqual(['[]', 'negative']);
});
