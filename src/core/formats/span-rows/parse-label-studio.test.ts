import { describe, expect, it } from 'vitest';
import { parseLabelStudio } from './parse-label-studio.ts';

const task = JSON.stringify([{ id: 1, data: { note: 'a long note on lead', body: 'lead' }, annotations: [] }]);

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
