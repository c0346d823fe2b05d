import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../text/encode-utf8.ts';
import { createSourceOpener } from './source-opener.ts';

const isLong = process.env['TEST_LONG'] === '1';
if (!isLong) process.stdout.write('files of 1 GB and 200 MB are read with TEST_LONG=1 only, of 30 MB now\n');

/** Nearly all of a record is something that no corpus keeps: what memory grows by then is what reading takes. */
const NOTE = 'Seen in the clinic, β-blockers given. '.repeat(1000);

const ROW = { instruction: 'Find diseases.', input: 'Asthma in users.', output: '[]', note: NOTE };
const DOCUMENT = {
  id: '1',
  infons: { note: NOTE },
  passages: [{ offset: 0, infons: { type: 'title' }, text: 'Asthma in users.', annotations: [] }],
};
const XML = `<document><id>1</id><infon key="note">${NOTE}</infon><passage><infon key="type">title</infon><offset>0</offset><text>Asthma in users.</text></passage></document>\n`;

const FORMATS = [
  { format: 'jsonl', megabytes: 1000, before: '', record: `${JSON.stringify(ROW)}\n`, after: '' },
  { format: 'bioc-xml', megabytes: 200, before: '<collection>\n', record: XML, after: '</collection>\n' },
  {
    format: 'bioc-json',
    megabytes: 200,
    before: '{"documents":[{"id":"0","passages":[]}',
    record: `,\n${JSON.stringify(DOCUMENT)}`,
    after: ']}',
  },
  {
    format: 'pubtator',
    megabytes: 200,
    before: '1|t|Asthma in users.\n',
    record: `2|t|Asthma in those who use.\n2\t0\t6\tAsthma\tDisease\tD001249\t${NOTE}\n\n`,
    after: '',
  },
] as const;

/** Of the whole process, so that nothing of it can hide outside of the heap: room for garbage, and for no file. */
const ROOM_BYTES = 250e6;

describe.each(FORMATS)('a large file, $format', ({ format, megabytes, before, record, after }) => {
  it('is read in memory that its size does not change', { timeout: 300_000 }, async () => {
    const bytes = encodeUtf8(record);
    const count = Math.ceil(((isLong ? megabytes : 30) * 1e6) / bytes.length);
    let most = 0;
    // eslint-disable-next-line typescript/require-await -- it stands for a disk, which does wait
    async function* pieces() {
      yield encodeUtf8(before);
      for (let index = 0; index < count; index += 1) {
        yield bytes;
        if (index % 100 === 0) most = Math.max(most, process.memoryUsage.rss());
      }
      yield encodeUtf8(after);
    }
    const atFirst = process.memoryUsage.rss();
    const opener = createSourceOpener();
    await opener.addLarge({ name: 'large', byteCount: count * bytes.length, pieces });
    const [parsed] = opener.finish().parsed;
    expect(parsed?.format).toBe(format);
    const passages = parsed?.documents.reduce((sum, document) => sum + document.passages.length, 0);
    expect(passages).toBe(format === 'pubtator' ? count + 1 : count);
    process.stdout.write(
      `${format}: ${Math.round((most - atFirst) / 1e6)} MB more for a file of ${Math.round((count * bytes.length) / 1e6)} MB\n`,
    );
    expect(most - atFirst).toBeLessThan(ROOM_BYTES);
  });
});
