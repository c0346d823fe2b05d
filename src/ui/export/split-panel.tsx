import { Button, NumberInput } from '@mantine/core';
import { describeSmallShare, describeSplit, takesAllPositives, UNIT_NOUNS } from '../../core/export/split-words.ts';
import type { ExportOptions } from '../../studio/state/slices/export-slice.ts';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { SelectionNotice } from '../common/selection/selection-notices.tsx';
import type { ExportPreview } from './use-export-preview.ts';
import classes from './export-screen.module.css';

export interface SplitPanelProps {
  readonly preview: ExportPreview;
  readonly options: ExportOptions;
  readonly onChange: (options: ExportOptions) => void;
}

/** How much goes to dev.jsonl, what that gives, and what is wrong with it. */
export function SplitPanel({ preview, options, onChange }: SplitPanelProps) {
  return (
    <>
      <div className={classes.split}>
        <NumberInput
          label="Share for dev.jsonl"
          description={splitWords[preview.unit]}
          size="xs"
          min={0}
          max={90}
          step={5}
          suffix=" %"
          value={Number((options.devRatio * 100).toFixed(4))}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 0 && value < 100) {
              onChange({ ...options, devRatio: value / 100 });
            }
          }}
        />
        <NumberInput
          label="Seed"
          description={`The same seed draws the same ${UNIT_NOUNS[preview.unit][1]}.`}
          size="xs"
          min={0}
          max={2 ** 31 - 1}
          allowDecimal={false}
          value={options.seed}
          onChange={(value) => {
            if (typeof value === 'number') onChange({ ...options, seed: value });
          }}
        />
      </div>
      <p className={classes.plain} role="status">
        {describeSplit(preview, formatNoun)}
      </p>
      <SplitNotices
        preview={preview}
        onAllInTrain={() => {
          onChange({ ...options, devRatio: 0 });
        }}
      />
    </>
  );
}

/** Where the split is not what a person would take it for, with the button that puts everything into train.jsonl. */
function SplitNotices({
  preview,
  onAllInTrain,
}: {
  readonly preview: ExportPreview;
  readonly onAllInTrain: () => void;
}) {
  const { devUnits } = preview;
  const words = [allInDevWords(preview), describeSmallShare(preview, formatNoun)].filter((each) => each !== undefined);
  return words.map((each, index) => (
    <SelectionNotice
      key={each}
      action={
        index === 0 &&
        devUnits > 0 && (
          <Button size="compact-sm" variant="default" onClick={onAllInTrain}>
            Put all in train.jsonl
          </Button>
        )
      }
    >
      {each}
    </SelectionNotice>
  ));
}

function allInDevWords(preview: ExportPreview): string | undefined {
  const { train, dev, devPositives, unit } = preview;
  const another = `Another seed draws other ${UNIT_NOUNS[unit][1]}.`;
  if (takesAllPositives(preview)) {
    const all = devPositives === 1 ? 'The only positive row is' : `All ${formatCount(devPositives)} positive rows are`;
    return `${all} in dev.jsonl, and none is in train.jsonl. ${another}`;
  }
  return train === 0 && dev > 0 ? `Every row is in dev.jsonl, and train.jsonl is empty. ${another}` : undefined;
}

/** A file without document boundaries is split by its passages. */
const splitWords: Readonly<Record<ExportPreview['unit'], string>> = {
  document: 'Whole documents, so none is on both sides.',
  passage: 'Whole passages; the files do not say where a document ends.',
  'document-or-passage': 'Whole documents, or passages where a file does not say where a document ends.',
};
