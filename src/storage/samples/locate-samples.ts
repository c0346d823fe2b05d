import type { Database } from '@sqlite.org/sqlite-wasm';
import { passageKey } from '../../core/annotations/current-corpus.ts';
import type { SampleLocator } from '../contract/sample-answers.ts';
import type { PassageReader } from './passage-reader.ts';
import { selectRows } from '../database/select-rows.ts';
import { readInteger, readText } from '../database/sql-value.ts';

/** The place of each; undefined where there is no such sample. */
export function locateSamples(
  db: Database,
  passageReader: PassageReader,
  locators: readonly SampleLocator[],
): readonly (number | undefined)[] {
  const ids = locators.filter((each) => typeof each === 'string');
  const byId = new Map(
    selectRows(db, {
      columns: 'key, id',
      from: 'sample WHERE key IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [JSON.stringify(ids)],
    }).map(([key, place]) => [readText(key), readInteger(place)]),
  );
  const passages = locators.flatMap((each) => (typeof each === 'string' ? [] : [each.passage]));
  const inPassage = new Map<string, { place: number; start: number; end: number }[]>();
  for (const [place, , start, end, documentId, passageId] of passageReader.samplesIn(passages)) {
    const key = passageKey({ documentId: readText(documentId), passageId: readText(passageId) });
    const known = inPassage.get(key) ?? [];
    inPassage.set(key, known);
    known.push({ place: readInteger(place), start: readInteger(start), end: readInteger(end) });
  }
  return locators.map((each) => {
    if (typeof each === 'string') return byId.get(each);
    const { passage, span } = each;
    const ofPassage = inPassage.get(passageKey(passage)) ?? [];
    return ofPassage.find(({ start, end }) => start <= span.start && span.end <= end)?.place;
  });
}
