import { NativeSelect, NumberInput } from '@mantine/core';
import { isReasonKind, type ReasonKind } from '../../../core/selection/reason-kinds.ts';
import { reasonLabels } from '../../common/selection/reason-label.ts';
import { useReadStudio, useStudio } from '../../common/studio-context.tsx';
import { ChoiceFilter } from './choice-filter.tsx';
import { describeDifference, differenceKinds } from '../compare/describe-difference.ts';
import { allAuthors } from './review-facts.ts';
import { kindChoices, type ReviewFilter } from './review-filter.ts';
import classes from '../common/review-screen.module.css';

const kindLabels: Readonly<Record<(typeof kindChoices)[number], string>> = {
  any: 'Any kind',
  positive: 'Positives',
  negative: 'Negatives',
  'not-annotated': 'Not annotated',
  unannotated: 'Nobody annotated it',
  incomplete: 'Annotation lost or partial',
};

const reasons: readonly (ReasonKind | 'any')[] = ['any', ...Object.keys(reasonLabels).filter(isReasonKind)];

const bounds = [
  { key: 'ifdFrom', label: 'IFD from', step: 0.05 },
  { key: 'ifdTo', label: 'IFD to', step: 0.05 },
  { key: 'lengthFrom', label: 'Characters from', step: 50 },
  { key: 'lengthTo', label: 'Characters to', step: 50 },
] as const;

export interface MoreFiltersProps {
  readonly filter: ReviewFilter;
  readonly setFilter: (change: Partial<ReviewFilter>) => void;
}

/** The filters that are asked for less often; all of them compose with the rest. */
export function MoreFilters({ filter, setFilter }: MoreFiltersProps) {
  const readStudio = useReadStudio();
  // Named again when the list of names may have grown; the names are read off all of them.
  useStudio((state) => state.undo);
  const authors = allAuthors(readStudio());
  return (
    <div className={classes.moreFilters} role="group" aria-label="More filters">
      <ChoiceFilter
        label="Reason of the filter"
        value={filter.reason}
        choices={reasons}
        labels={{ any: 'Any reason', ...reasonLabels }}
        onChoose={(reason) => {
          setFilter({ reason });
        }}
      />
      <ChoiceFilter
        label="Positive, negative or not annotated"
        value={filter.kind}
        choices={kindChoices}
        labels={kindLabels}
        onChoose={(kind) => {
          setFilter({ kind });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Author"
        value={filter.author}
        data={[{ value: '', label: 'Anyone' }, ...authors.map((author) => ({ value: author, label: author }))]}
        onChange={(event) => {
          setFilter({ author: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Kind of difference"
        value={filter.difference}
        data={[
          { value: 'any', label: 'Any or no difference' },
          ...differenceKinds.map((kind) => ({ value: kind, label: `Differs: ${describeDifference(kind).words}` })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setFilter({ difference: differenceKinds.find((kind) => kind === value) ?? 'any' });
        }}
      />
      {bounds.map(({ key, label, step }) => (
        <NumberInput
          key={key}
          size="xs"
          className={classes.bound}
          aria-label={label}
          placeholder={label}
          min={0}
          step={step}
          hideControls
          value={filter[key] ?? ''}
          onChange={(value) => {
            setFilter({ [key]: typeof value === 'number' ? value : undefined });
          }}
        />
      ))}
    </div>
  );
}
