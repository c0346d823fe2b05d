import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp, IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { formatScore } from '../common/number-format.ts';
import { reasonLabels } from '../common/reason-label.ts';
import { useStudio } from '../common/studio-context.tsx';
import { TypeSwatch } from '../common/type-swatch.tsx';
import type { ReviewRow } from './review-rows.ts';
import type { SortColumn } from './review-view.ts';
import type { ReviewQueue } from './use-review-queue.ts';
import classes from './review-table.module.css';

const rowHeight = 32;
/** The head scrolls with the rows and stays at the top: rows begin below it and must not stop under it. */
const headHeight = 32;

const headers: readonly { readonly column: SortColumn; readonly label: string }[] = [
  { column: 'position', label: 'No.' },
  { column: 'ifd', label: 'IFD' },
  { column: 'pick', label: 'Filter' },
  { column: 'mentions', label: 'Types' },
  { column: 'length', label: 'Text' },
];

export interface ReviewTableProps {
  readonly queue: ReviewQueue;
  readonly selectedId: string | undefined;
  readonly onSelect: (sampleId: string) => void;
  readonly cues: EntityTypeCues;
}

/** The queue: only the rows in view exist, and a decision renders one of them again. */
export function ReviewTable({ queue, selectedId, onSelect, cues }: ReviewTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, sorting } = queue;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const selectedIndex = rows.findIndex((row) => row.sample.id === selectedId);

  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [virtualizer, selectedIndex]);

  return (
    <div
      id="review-samples"
      className={classes.grid}
      role="grid"
      aria-label="Samples"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={selectedIndex >= 0 ? `sample-row-${selectedIndex}` : undefined}
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
                  queue.toggleSort(column);
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
      <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <TableRow
              key={row.sample.id}
              row={row}
              index={item.index}
              top={item.start - headHeight}
              selected={item.index === selectedIndex}
              onSelect={onSelect}
              cues={cues}
            />
          );
        })}
      </div>
      {rows.length === 0 && <p className={classes.none}>No sample matches the filter.</p>}
    </div>
  );
}

function sortWord(descending: boolean | undefined): 'ascending' | 'descending' | 'none' {
  if (descending === undefined) return 'none';
  return descending ? 'descending' : 'ascending';
}

interface TableRowProps {
  readonly row: ReviewRow;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: (sampleId: string) => void;
  readonly cues: EntityTypeCues;
}

const TableRow = memo(function TableRow({ row, index, top, selected, onSelect, cues }: TableRowProps) {
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
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        onSelect(sample.id);
      }}
    >
      <VerdictCell sampleId={sample.id} />
      <span role="gridcell" className={classes.position}>
        {row.position}
      </span>
      <span role="gridcell" className={classes.ifd}>
        {row.ifd === undefined ? '–' : formatScore(row.ifd)}
      </span>
      <span role="gridcell" className={pick?.kept === true ? `${classes.pick} ${classes.keeps}` : classes.pick}>
        {pick === undefined ? '' : reasonLabels[pick.reason.kind]}
      </span>
      <span role="gridcell" className={classes.mentions} title={row.entityTypes.join(', ')}>
        {row.entityTypes.slice(0, 3).map((entityType) => (
          <span key={entityType} className={classes.type}>
            <TypeSwatch cue={cues.get(entityType)} />
            {cues.get(entityType)?.key ?? entityType}
          </span>
        ))}
      </span>
      <span role="gridcell" className={classes.length}>
        {sample.input}
      </span>
    </div>
  );
});

function VerdictCell({ sampleId }: { sampleId: string }) {
  const verdict = useStudio((state) => state.decisions.get(sampleId)?.verdict);
  return (
    <span role="gridcell" className={classes.verdict} data-verdict={verdict ?? 'undecided'}>
      {verdict === 'approved' && <IconCheck size={16} aria-label="approved" />}
      {verdict === 'rejected' && <IconX size={16} aria-label="rejected" />}
      {verdict === 'unsure' && <IconQuestionMark size={16} aria-label="unsure" />}
      {verdict === undefined && <IconMinus size={12} aria-label="undecided" />}
    </span>
  );
}
