import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconRefresh, IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { formatCount } from '../common/number-format.ts';
import { reasonLabels, type ReasonKind } from '../common/reason-label.ts';
import { useStudio } from '../common/studio-context.tsx';
import { anyEntityType, decisionChoices, kindChoices, openFilter, pickChoices } from './review-rows.ts';
import type { ReviewQueue } from './use-review-queue.ts';
import classes from './review-screen.module.css';

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
const kindLabels: Readonly<Record<(typeof kindChoices)[number], string>> = {
  any: 'Any kind',
  positive: 'Positives',
  negative: 'Negatives',
};

function isReason(value: string): value is ReasonKind {
  return value in reasonLabels;
}

/** What the table shows: text, decision, the filter's pick and reason, entity type, positive or negative. */
export function ReviewFilterBar({ queue, search }: { queue: ReviewQueue; search: RefObject<HTMLInputElement | null> }) {
  const { filter, setFilter, rows, totalCount } = queue;
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const restricted = JSON.stringify(filter) !== JSON.stringify(openFilter);
  return (
    <div className={classes.filters} role="search" aria-label="Filter samples">
      <TextInput
        ref={search}
        size="xs"
        className={classes.search}
        aria-label="Search text, answer or document"
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
      <NativeSelect
        size="xs"
        aria-label="Decision"
        value={filter.decision}
        data={decisionChoices.map((value) => ({ value, label: decisionLabels[value] }))}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setFilter({ decision: decisionChoices.find((choice) => choice === value) ?? 'any' });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Pick of the filter"
        value={filter.pick}
        data={pickChoices.map((value) => ({ value, label: pickLabels[value] }))}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setFilter({ pick: pickChoices.find((choice) => choice === value) ?? 'any' });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Reason of the filter"
        value={filter.reason}
        data={[
          { value: 'any', label: 'Any reason' },
          ...Object.entries(reasonLabels).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setFilter({ reason: isReason(value) ? value : 'any' });
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
      <NativeSelect
        size="xs"
        aria-label="Positive or negative"
        value={filter.kind}
        data={kindChoices.map((value) => ({ value, label: kindLabels[value] }))}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setFilter({ kind: kindChoices.find((choice) => choice === value) ?? 'any' });
        }}
      />
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
        {rows.length === totalCount
          ? `${formatCount(totalCount)} samples`
          : `${formatCount(rows.length)} of ${formatCount(totalCount)} samples`}
      </span>
      {queue.stale && (
        <Button size="xs" variant="subtle" leftSection={<IconRefresh size={14} />} onClick={queue.refresh}>
          Apply filter again
        </Button>
      )}
    </div>
  );
}
