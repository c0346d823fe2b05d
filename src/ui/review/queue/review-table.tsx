import { IconArrowDown, IconArrowUp, IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { type CSSProperties, memo, useEffect, useMemo, useRef } from 'react';
import { cueBackground, type EntityTypeCue, type EntityTypeCues } from '../../common/text/entity-types.ts';
import { formatScore } from '../../common/number-format.ts';
import { reasonLabels } from '../../common/selection/reason-label.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { type ReviewRow, reviewRow } from './review-rows.ts';
import type { SortColumn } from './review-view.ts';
import type { ReviewQueue } from './use-review-queue.ts';
import { useFixedRows } from './use-fixed-rows.ts';
import classes from './review-table.module.css';

const rowHeight = 32;
/** The head scrolls with the rows and stays at the top: rows begin below it and must not stop under it. */
const headHeight = 32;
/** Pixels that a character takes at least, but for texts of nothing but the thinnest: the browser lays out all it is given. */
const THINNEST = 4;
/** Pixels of the columns beside the text, those of a narrow window. */
const BESIDE = 328;

const headers: readonly { readonly column: SortColumn; readonly label: string }[] = [
  { column: 'position', label: 'No.' },
  { column: 'ifd', label: 'IFD' },
  { column: 'pick', label: 'Filter' },
  { column: 'mentions', label: 'Types' },
  { column: 'length', label: 'Text' },
];

export interface ReviewTableProps {
  readonly places: ReviewQueue['places'];
  readonly rowAt: ReviewQueue['rowAt'];
  readonly want: ReviewQueue['want'];
  readonly sorting: ReviewQueue['sorting'];
  readonly toggleSort: ReviewQueue['toggleSort'];
  readonly isFirst: boolean;
  readonly selectedIndex: number;
  readonly onSelect: (place: number) => void;
  readonly cues: EntityTypeCues;
}

/** The queue: only the rows in view exist, and a decision renders one of them again. */
export const ReviewTable = memo(function ReviewTable(props: ReviewTableProps) {
  const { places, rowAt, want, sorting, toggleSort, selectedIndex, onSelect, cues } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last, width, slotOf, scrollTo } = useFixedRows(scroller, { list: places, rowHeight, headHeight });
  const shownLength = Math.max(0, Math.ceil((width - BESIDE) / THINNEST));
  const rowVersion = useStudio(({ sampleView }) => sampleView?.rowVersion);

  useEffect(() => {
    if (places.length > 0) scrollTo(selectedIndex);
  }, [scrollTo, selectedIndex, places]);
  useEffect(() => {
    want(first, last);
  }, [want, first, last, places, rowVersion]);

  return (
    <div
      id="review-samples"
      className={classes.grid}
      role="grid"
      aria-label="Samples"
      aria-rowcount={places.length + 1}
      aria-activedescendant={places.length > 0 ? `sample-row-${selectedIndex}` : undefined}
      tabIndex={0}
      ref={scroller}
    >
      <div className={classes.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={classes.verdictHead}>
          <span className={classes.hidden}>Decision</span>
        </span>
        {headers.map(({ column, label }) => {
          const sort = sorting.find((each) => each.id === column);
          return (
            <span key={column} role="columnheader" aria-sort={sortWord(sort?.desc)} className={classes[column]}>
              <button
                type="button"
                className={classes.sort}
                onClick={() => {
                  toggleSort(column);
                }}
              >
                {label}
                {sort !== undefined &&
                  (sort.desc ? (
                    <IconArrowDown size={14} aria-hidden="true" />
                  ) : (
                    <IconArrowUp size={14} aria-hidden="true" />
                  ))}
              </button>
            </span>
          );
        })}
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: places.length * rowHeight }}>
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at).map((index) => {
          const row = rowAt(index);
          if (row === undefined) return null;
          return (
            <TableRow
              key={slotOf(index)}
              row={row}
              index={index}
              top={index * rowHeight}
              selected={index === selectedIndex}
              shownLength={shownLength}
              onSelect={onSelect}
              cues={cues}
            />
          );
        })}
      </div>
      {places.length === 0 && !props.isFirst && <p className={classes.none}>No sample matches the filter.</p>}
    </div>
  );
});

function sortWord(descending: boolean | undefined): 'ascending' | 'descending' | 'none' {
  if (descending === undefined) return 'none';
  return descending ? 'descending' : 'ascending';
}

interface TableRowProps {
  readonly row: ReviewRow;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  /** Characters of the text that have room. */
  readonly shownLength: number;
  readonly onSelect: (place: number) => void;
  readonly cues: EntityTypeCues;
}

const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row: read, index, top, selected, shownLength, onSelect, cues } = props;
  // What was edited just now stands in memory before it is read again.
  const open = useStudio((state) => state.opened.get(read.place)?.row);
  const row = useMemo(() => (open === undefined ? read : reviewRow(open)), [open, read]);
  const { sample, pick } = row;
  return (
    // The keys of the whole screen (j, k, arrows) move the selection; the click is for the mouse only.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`sample-row-${index}`}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes.row}
      style={{ top }}
      onClick={() => {
        onSelect(row.place);
      }}
    >
      <VerdictCell sampleId={sample.id} />
      <span role="gridcell" className={classes.position}>
        {row.position}
      </span>
      <span role="gridcell" className={classes.ifd}>
        {row.ifd === undefined ? '–' : formatScore(row.ifd)}
      </span>
      <span
        role="gridcell"
        className={pick?.kept === true ? `${classes.pick} ${classes.keeps}` : classes.pick}
        title={pick && reasonLabels[pick.reason.kind]}
      >
        {pick && reasonLabels[pick.reason.kind]}
      </span>
      <span role="gridcell" className={classes.mentions} title={row.entityTypes.join(', ')}>
        {row.entityTypes.slice(0, 3).map((entityType) => (
          <span key={entityType} className={classes.type} style={swatchOf(cues.get(entityType))}>
            {cues.get(entityType)?.key ?? entityType}
          </span>
        ))}
      </span>
      <span role="gridcell" className={classes.length}>
        {sample.input.slice(0, shownLength)}
      </span>
    </div>
  );
});

/** The swatch of a type as its name's background: an element less for each type of every row. */
function swatchOf(cue: EntityTypeCue | undefined): CSSProperties | undefined {
  return cue && { backgroundImage: cueBackground(cue) };
}

function VerdictCell({ sampleId }: { sampleId: string }) {
  const verdict = useStudio((state) => state.decisions.get(sampleId)?.verdict);
  // Most rows have none, and a dash in the background is no element to be laid out.
  if (verdict === undefined) {
    return <span role="gridcell" aria-label="undecided" className={`${classes.verdict} ${classes.undecided}`} />;
  }
  return (
    <span role="gridcell" className={classes.verdict} data-verdict={verdict}>
      {verdict === 'approved' && <IconCheck size={16} aria-label="approved" />}
      {verdict === 'rejected' && <IconX size={16} aria-label="rejected" />}
      {verdict === 'unsure' && <IconQuestionMark size={16} aria-label="unsure" />}
    </span>
  );
}
