import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.ts';

function read(text: string, columns?: { text: string; start?: string; end?: string }) {
  return parseCsv({ file: 'a.csv', text, ...(columns && { hints: { columns } }) });
}

describe('parseCsv', () => {
  it('names the line of the file where cells before it hold line breaks', () => {
    const text = 'id,text,entities\r\n1,"one\r\ntwo\r\nthree",[]\r\n\r\n2,four,[{]\r\n3,five\r\n';
    const { documents, issues } = read(text);
    expect(documents.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(issues.map(({ code, line }) => `${code} ${line}`)).toEqual(['malformed-line 7', 'malformed-json 6']);
  });

  it('refuses a chosen column that the table has not', () => {
    const { documents, issues, columns } = read('a,b\nx,y\n', { text: 'a', start: 'from' });
    expect(documents).toEqual([]);
    expect(issues).toMatchObject([{ code: 'missing-field', severity: 'error', expected: 'the chosen column from' }]);
    expect(columns).toEqual(['a', 'b']);
  });

  it('reads the texts of rows that label whole texts, and says that the labels have no place', () => {
    const { documents, issues } = read('text,label\nLead is bad,Chemical\nNone,\n');
    expect(documents.flatMap(({ passages }) => passages.map(({ text }) => text))).toEqual(['Lead is bad', 'None']);
    expect(issues).toMatchObject([{ code: 'not-kept', severity: 'warning', found: 'labels of whole texts: 1' }]);
  });

  it('keeps the first of two columns with one head', () => {
    const { documents, columns } = read('text,text\none,two\n');
    expect(columns).toEqual(['text', 'text_1']);
    expect(documents[0]?.passages[0]?.text).toBe('one');
  });
});
