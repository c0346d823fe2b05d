import { describe, expect, it } from 'vitest';
import { parseLabelStudio } from './parse-label-studio.ts';

const task = JSON.stringify([{ id: 1, data: { note: 'a long note on lead', body: 'lead' }, annotations: [] }]);

interface Range {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
  readonly score?: number;
}

function result(label: string, { score, ...range }: Range) {
  return {
    type: 'labels',
    to_name: 'text',
    value: { ...range, labels: [label] },
    ...(score !== undefined && { score }),
  };
}

describe('predictions of a task', () => {
  const TEXT = 'Lead harms; so does zinc 🧬 and lead.';
  const annotation = { result: [result('Drug', { start: 0, end: 4, text: 'Lead' })] };
  const read = (...tasks: readonly object[]) =>
    parseLabelStudio({
      file: 'a.json',
      text: JSON.stringify(tasks.map((each) => ({ data: { text: TEXT }, ...each }))),
    });

  it('are kept by the version of their model, and are no annotation', () => {
    const { documents, issues } = read(
      {
        annotations: [annotation],
        predictions: [
          { model_version: 'v1', score: 0.5, result: [result('Drug', { start: 20, end: 24, text: 'zinc' })] },
          {
            model_version: 'v2',
            result: [
              result('Metal', { start: 32, end: 36, text: 'lead', score: 0.9 }),
              result('Drug', { start: 0, end: 4, text: 'Lead' }),
            ],
          },
        ],
      },
      { annotations: [], predictions: [{ model_version: 'v1', result: [] }] },
      { annotations: [], predictions: [{ result: [result('Drug', { start: 0, end: 4, text: 'Lead' })] }] },
    );
    const passages = documents.flatMap((document) => document.passages);
    expect(passages.map(({ mentions, gaps }) => [mentions.length, gaps?.[0]?.kind])).toEqual([
      [1, undefined],
      [0, 'unannotated'],
      [0, 'unannotated'],
    ]);
    expect(passages.map(({ predictions }) => predictions)).toEqual([
      [
        { model: 'v1', mentions: [{ start: 20, end: 24, entityType: 'Drug', confidence: 0.5 }] },
        {
          model: 'v2',
          mentions: [
            { start: 0, end: 4, entityType: 'Drug' },
            { start: 32, end: 36, entityType: 'Metal', confidence: 0.9 },
          ],
        },
      ],
      [{ model: 'v1', mentions: [] }],
      [{ model: 'predictions in a.json', mentions: [{ start: 0, end: 4, entityType: 'Drug' }] }],
    ]);
    expect(issues.map(({ code, severity, found }) => [code, severity, found])).toEqual([
      ['predictions-beside', 'note', 'v1: 1 mention in 2 texts'],
      ['predictions-beside', 'note', 'v2: 2 mentions in 1 text'],
      ['predictions-beside', 'note', 'predictions in a.json: 1 mention in 1 text'],
    ]);
  });

  it('have no say in where annotations are, and lose nothing of them where they fit nowhere', () => {
    const wrong = Array.from({ length: 9 }, (_, at) => result('Drug', { start: at + 1, end: at + 3, text: 'gold' }));
    const { documents, issues } = read({
      annotations: [{ result: [result('Drug', { start: 31, end: 35, text: 'lead' })] }],
      predictions: [{ result: [...wrong, result('Drug', { start: 2, end: 6, text: 'Lead' })] }],
    });
    const [passage] = documents[0]?.passages ?? [];
    expect(passage?.mentions.map(({ span }) => span.start)).toEqual([32]);
    expect(passage?.gaps).toBeUndefined();
    expect(passage?.predictions?.[0]?.mentions).toEqual([{ start: 0, end: 4, entityType: 'Drug' }]);
    const ofPredictions = issues.filter(({ found }) => found?.startsWith('prediction of'));
    expect(ofPredictions).toHaveLength(10);
    expect(new Set(ofPredictions.map(({ severity }) => severity))).toEqual(new Set(['note']));
  });

  it('are read in the unit of the annotations where they bring no words', () => {
    const { documents } = read({
      annotations: [{ result: [result('Drug', { start: 32, end: 36, text: 'lead' })] }],
      predictions: [{ result: [result('Drug', { start: 32, end: 36 })] }],
    });
    expect(documents[0]?.passages[0]?.predictions?.[0]?.mentions).toMatchObject([{ start: 32, end: 36 }]);
  });

  it('say which of several texts is meant where nobody annotated', () => {
    const named = { ...result('Drug', { start: 0, end: 4, text: 'lead' }), to_name: 'body' };
    const one = [{ data: { note: 'a note', body: 'lead' }, annotations: [], predictions: [{ result: [named] }] }];
    const { documents } = parseLabelStudio({ file: 'a.json', text: JSON.stringify(one) });
    expect(documents[0]?.passages[0]?.text).toBe('lead');
  });
});

describe('parseLabelStudio', () => {
  it('asks which field is the text where several may be, and takes none of them', () => {
    const { documents, issues, columns } = parseLabelStudio({ file: 'a.json', text: task });
    expect(documents).toEqual([]);
    expect(issues).toMatchObject([{ code: 'missing-field', severity: 'error' }]);
    expect(columns).toEqual(['note', 'body']);
  });

  it('takes the field that a person names', () => {
    const hints = { columns: { text: 'body' } };
    const { documents, issues } = parseLabelStudio({ file: 'a.json', text: task, hints });
    expect(documents[0]?.passages[0]?.text).toBe('lead');
    expect(issues).toEqual([]);
  });
});
