import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconRefresh, IconSearch } from '@tabler/icons-react';
import { memo, useState, type RefObject } from 'react';
import { formatCount, formatNoun } from '../../common/number-format.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { ChoiceFilter } from './choice-filter.tsx';
import { MoreFilters } from './more-filters.tsx';
import {
  anyEntityType,
  decisionChoices,
  isRestricted,
  openFilter,
  pickChoices,
  queueChoices,
  type ReviewFilter,
} from './review-filter.ts';
import type { ReviewView } from './review-view.ts';
import { SavedViews } from './saved-views.tsx';
import type { ReviewQueue } from './use-review-queue.ts';
import classes from '../common/review-screen.module.css';

const queueLabels: Readonly<Record<(typeof queueChoices)[number], string>> = {
  any: 'Any queue',
  'to-check': 'Check the labels (IFD ≥ 1)',
  unannotated: 'Not annotated',
  incomplete: 'Annotation lost or partial',
  unscored: 'Without an IFD',
  differing: 'Both sides differ',
  conflicts: 'Conflicts of a merge',
  'near-duplicates': 'Near duplicates',
  audit: 'Audit of what was dropped',
};
const decisionLabels: Readonly<Record<(typeof decisionChoices)[number], string>> = {
  any: 'Any decision',
  undecided: 'Undecided',
  approved: 'Approved',
  rejected: 'Rejected',
  unsure: 'Unsure',
  overruling: 'Against the filter',
};
const pickLabels: Readonly<Record<(typeof pickChoices)[number], string>> = {
  any: 'Any pick',
  kept: 'Kept by filter',
  dropped: 'Dropped by filter',
};

export interface ReviewFilterBarProps extends Pick<
  ReviewQueue,
  'filter' | 'setFilter' | 'refresh' | 'stale' | 'totalCount'
> {
  readonly shownCount: number;
  readonly search: RefObject<HTMLInputElement | null>;
  /** Of the view as it is now, without the sample. */
  readonly query: string;
  readonly onView: (view: ReviewView) => void;
}

/** What the table shows, and the views that were kept of it. */
export const ReviewFilterBar = memo(function ReviewFilterBar(props: ReviewFilterBarProps) {
  const { filter, setFilter, refresh, stale, shownCount, totalCount, search, query, onView } = props;
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const [isOpen, setOpen] = useState(() => moreCount(filter) > 0);
  const more = moreCount(filter);
  const restricted = isRestricted(filter);
  return (
    <div role="search" aria-label="Filter samples">
      <div className={classes.filters}>
        <TextInput
          ref={search}
          size="xs"
          className={classes.search}
          aria-label="Search text or document"
          placeholder="Search ( / )"
          leftSection={<IconSearch size={14} />}
          value={filter.text}
          onChange={(event) => {
            setFilter({ text: event.currentTarget.value });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <ChoiceFilter
          label="Queue"
          value={filter.queue}
          labels={queueLabels}
          choices={queueChoices}
          onChoose={(value) => {
            setFilter({ queue: value });
          }}
        />
        <ChoiceFilter
          label="Decision"
          value={filter.decision}
          labels={decisionLabels}
          choices={decisionChoices}
          onChoose={(value) => {
            setFilter({ decision: value });
          }}
        />
        <ChoiceFilter
          label="Pick of the filter"
          value={filter.pick}
          labels={pickLabels}
          choices={pickChoices}
          onChoose={(value) => {
            setFilter({ pick: value });
          }}
        />
        <NativeSelect
          size="xs"
          aria-label="Entity type"
          value={filter.entityType}
          data={[
            { value: anyEntityType, label: 'Any type' },
            ...entityTypes.map((entityType) => ({ value: entityType, label: entityType })),
          ]}
          onChange={(event) => {
            setFilter({ entityType: event.currentTarget.value });
          }}
        />
        <Button
          size="xs"
          variant="default"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {more === 0 ? 'More filters' : `More filters (${more})`}
        </Button>
        <SavedViews query={query} onView={onView} />
        {restricted && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              setFilter(openFilter);
            }}
          >
            Clear
          </Button>
        )}
        <span className={classes.shown} role="status">
          {shownCount === totalCount
            ? formatNoun(totalCount, 'sample')
            : `${formatCount(shownCount)} of ${formatNoun(totalCount, 'sample')}`}
        </span>
        {stale && (
          <Button size="xs" variant="subtle" leftSection={<IconRefresh size={14} />} onClick={refresh}>
            Apply filter again
          </Button>
        )}
      </div>
      {isOpen && <MoreFilters filter={filter} setFilter={setFilter} />}
    </div>
  );
});

/** Restrictions that the first row of the bar does not show. */
function moreCount(filter: ReviewFilter): number {
  const keys = ['reason', 'kind', 'author', 'difference', 'ifdFrom', 'ifdTo', 'lengthFrom', 'lengthTo'] as const;
  return keys.filter((key) => filter[key] !== openFilter[key]).length;
}
