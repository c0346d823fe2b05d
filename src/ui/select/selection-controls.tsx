import { NumberInput, Radio, SegmentedControl, Slider } from '@mantine/core';
import { useCommands } from '../common/studio-context.tsx';
import { formatNoun, formatPercent } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { describeBase } from '../../core/selection/describe-base.ts';
import { SELECTION_STRATEGIES, type SelectionOptions } from '../../core/selection/selection.ts';
import { STRATEGIES } from '../../core/selection/strategies.ts';
import type { CutOff } from './use-cut-off.ts';
import type { SelectionView } from './use-selection-view.ts';
import classes from './select-screen.module.css';

/** Steps of the keep ratio that the published study compares. */
const marks = [10, 30, 50, 70].map((value) => ({ value, label: `${value}` }));

function toNumber(value: number | string): number | undefined {
  const number = typeof value === 'number' ? value : Number.parseFloat(value);
  return Number.isFinite(number) ? number : undefined;
}

export function SelectionControls({ view, cutOff }: { view: SelectionView; cutOff: CutOff }) {
  const studio = useCommands();
  const { options } = view;
  const set = (change: Partial<SelectionOptions>) => void studio.setSelectionOptions({ ...options, ...change });
  const { base, ranksByIfd: ranks, heedsKeepRatio: cuts, heedsNegativeRatio } = STRATEGIES[options.strategy];
  const percent = options.keepRatio * 100;
  const { keptPositives, keptNegatives } = view.counts;
  const keptWords =
    base === 'samples' ? formatNoun(keptPositives + keptNegatives, 'sample') : formatNoun(keptPositives, 'positive');
  return (
    <div className={classes.stack}>
      <Panel title="Keep">
        <div className={classes.stack}>
          <div>
            <div className={classes.field}>
              <span className={classes.fieldLabel}>Keep ratio k</span>
              <NumberInput
                aria-label="Keep ratio in percent"
                size="xs"
                className={classes.short}
                disabled={!cuts}
                min={0.01}
                max={100}
                step={1}
                decimalScale={4}
                suffix=" %"
                value={Number(percent.toFixed(6))}
                onChange={(value) => {
                  const number = toNumber(value);
                  if (number !== undefined && number > 0 && number <= 100) set({ keepRatio: number / 100 });
                }}
              />
            </div>
            <Slider
              thumbLabel="Keep ratio"
              disabled={!cuts}
              min={1}
              max={100}
              step={1}
              marks={marks}
              value={percent}
              label={(value) => formatPercent(value / 100)}
              thumbValueText={(value) => `${formatPercent(value / 100)} of ${describeBase(options)}, ${keptWords} kept`}
              onChange={(value) => {
                set({ keepRatio: value / 100 });
              }}
              mb={24}
            />
          </div>
          <NumberInput
            label="Cut-off IFD"
            description="Keeps what has this IFD or more; changes k."
            size="xs"
            disabled={!ranks}
            min={0}
            max={options.ifdCeiling}
            step={0.01}
            decimalScale={4}
            value={view.cutOffIfd === undefined ? '' : Number(view.cutOffIfd.toFixed(4))}
            // On leaving the field and not on every digit: half a number is another cut-off.
            onBlur={(event) => {
              const number = toNumber(event.currentTarget.value);
              // The field shows four decimals; typing nothing must move nothing.
              if (number !== undefined && number.toFixed(4) !== view.cutOffIfd?.toFixed(4)) cutOff.cutAt(number);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
          <NumberInput
            label="IFD ceiling"
            description="Samples at or above it are not eligible. Check their labels."
            size="xs"
            disabled={!ranks}
            min={0.05}
            max={100}
            step={0.05}
            decimalScale={3}
            value={options.ifdCeiling}
            onChange={(value) => {
              const number = toNumber(value);
              if (number !== undefined && number > 0) set({ ifdCeiling: number });
            }}
          />
          <div>
            <p className={classes.fieldLabel} id="base-label">
              k is a share of
            </p>
            <SegmentedControl
              aria-labelledby="base-label"
              size="xs"
              fullWidth
              disabled={!cuts}
              value={options.base}
              data={[
                { value: 'all-positives', label: describeBase({ ...options, base: 'all-positives' }) },
                { value: 'eligible-positives', label: describeBase({ ...options, base: 'eligible-positives' }) },
              ]}
              onChange={(value) => {
                set({ base: value === 'eligible-positives' ? 'eligible-positives' : 'all-positives' });
              }}
            />
          </div>
          <NumberInput
            label="Negatives kept"
            description="Samples without an entity. The hybrid method keeps all of them."
            size="xs"
            disabled={!heedsNegativeRatio}
            min={0}
            max={100}
            step={5}
            suffix=" %"
            value={Number((options.negativeRatio * 100).toFixed(4))}
            onChange={(value) => {
              const number = toNumber(value);
              if (number !== undefined && number >= 0 && number <= 100) set({ negativeRatio: number / 100 });
            }}
          />
        </div>
      </Panel>
      <Panel title="Strategy">
        <Radio.Group
          aria-label="Strategy"
          value={options.strategy}
          onChange={(value) => {
            const strategy = SELECTION_STRATEGIES.find((each) => each === value);
            if (strategy !== undefined) set({ strategy });
          }}
        >
          <div className={classes.radios}>
            {SELECTION_STRATEGIES.map((each) => (
              <Radio
                key={each}
                size="xs"
                value={each}
                label={STRATEGIES[each].label}
                description={STRATEGIES[each].note}
              />
            ))}
          </div>
        </Radio.Group>
      </Panel>
    </div>
  );
}
