import type { Database } from '@sqlite.org/sqlite-wasm';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { AnnotationGap } from '../../core/corpus/corpus.ts';
import {
  countStates,
  GAPS_BY_WEIGHT,
  NEGATIVE,
  POSITIVE,
  SAMPLE_STATES,
  type SampleState,
  type StateCounts,
} from '../../core/samples/sample-state.ts';
import { type SampleColumns, stateAt } from '../../core/selection/sample-columns.ts';
import { selectRows } from '../database/select-rows.ts';
import { readBoolean, readInteger, readOptional, readText } from '../database/sql-value.ts';

/** A sample with a gap, and whether somebody has settled it. */
interface GappedSample {
  readonly place: number;
  readonly file: string;
  readonly gap: AnnotationGap['kind'];
  readonly isMarked: boolean;
}

/** As `gapsWithin` has it: a gap without a span touches all samples of its passage. */
const TOUCHES = `(gap.start_offset IS NULL
  OR (gap.start_offset < sample.end_offset AND sample.start_offset < gap.end_offset)
  OR (gap.start_offset = gap.end_offset
    AND gap.start_offset BETWEEN sample.start_offset AND sample.end_offset))`;

const WEIGHT = `CASE gap.kind ${GAPS_BY_WEIGHT.map((kind, weight) => `WHEN '${kind}' THEN ${weight}`).join(' ')} END`;

/**
 * Puts into the columns what samples are, now that marks on them came or went.
 *
 * @returns the places of those with gaps, and by file how many samples more or fewer there are of each kind.
 */
export function takeMarks(
  db: Database,
  columns: SampleColumns,
  sampleIds: readonly string[],
): { readonly places: readonly number[]; readonly shifts: ReadonlyMap<string, StateCounts> } {
  const changes = new Map<string, { readonly before: SampleState[]; readonly after: SampleState[] }>();
  const places = readGapped(db, sampleIds).map(({ place, file, gap, isMarked }) => {
    const change = changes.get(file) ?? { before: [], after: [] };
    changes.set(file, change);
    change.before.push(stateAt(columns, place));
    const annotated = (columns.mentionCount[place] ?? 0) > 0 ? POSITIVE : NEGATIVE;
    columns.state[place] = isMarked ? annotated : SAMPLE_STATES.indexOf(gap);
    change.after.push(stateAt(columns, place));
    return place;
  });
  const shifts = [...changes].map(([file, { before, after }]): [string, StateCounts] => {
    const [from, to] = [countStates(before), countStates(after)];
    return [
      file,
      {
        positives: to.positives - from.positives,
        negatives: to.negatives - from.negatives,
        notAnnotated: to.notAnnotated - from.notAnnotated,
      },
    ];
  });
  return { places, shifts: new Map(shifts) };
}

/** Of these samples, those with gaps. */
function readGapped(db: Database, sampleIds: readonly string[]): readonly GappedSample[] {
  const rows = selectRows(db, {
    columns: 'place, source_file, weight, is_marked',
    from: `(SELECT sample.id AS place, source_file, min(${WEIGHT}) AS weight, mark.sample_id IS NOT NULL AS is_marked
      FROM sample JOIN annotation_gap AS gap ON gap.passage_id = sample.passage_id AND ${TOUCHES}
      JOIN passage ON passage.id = sample.passage_id JOIN document ON document.id = document_id
      LEFT JOIN mark ON mark.sample_id = sample.key
      WHERE sample.key IN (SELECT value FROM json_each(?)) GROUP BY sample.id)`,
    order: 'place',
    bind: [JSON.stringify(sampleIds)],
  });
  return rows.flatMap(([place, file, weight, isMarked]) => {
    const gap = readOptional(weight, (value) => GAPS_BY_WEIGHT[readInteger(value)]);
    if (gap === undefined) return [];
    return [{ place: readInteger(place), file: readText(file), gap, isMarked: readBoolean(isMarked) }];
  });
}

/** Passages of these samples whose file gives the answer: a mark puts the mentions in its place. */
export function readGivenPassages(db: Database, sampleIds: readonly string[]): readonly PassageRef[] {
  if (sampleIds.length === 0) return [];
  return selectRows(db, {
    columns: 'document.key, passage.key',
    from: `sample JOIN passage ON passage.id = passage_id JOIN document ON document.id = document_id
      WHERE given_answer IS NOT NULL AND sample.key IN (SELECT value FROM json_each(?))
        AND passage.id IN (SELECT passage_id FROM annotation_gap)`,
    order: 'sample.id',
    bind: [JSON.stringify(sampleIds)],
  }).map(([documentId, passageId]) => ({ documentId: readText(documentId), passageId: readText(passageId) }));
}
