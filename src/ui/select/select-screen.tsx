import { STRATEGIES } from '../../core/selection/strategies.ts';
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { IconChartHistogram } from '@tabler/icons-react';
import { measuredCount, sampleCount, scorableCount } from '../../studio/state/selectors.ts';
import { EmptyStep } from '../common/layout/empty-step.tsx';
import { IfdHistogram } from '../common/charts/ifd-histogram.tsx';
import { Panel } from '../common/layout/panel.tsx';
import { goTo } from '../common/route.ts';
import { Screen } from '../common/layout/screen.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { KeptByType } from './kept-by-type.tsx';
import { SelectionControls } from './selection-controls.tsx';
import { SelectionFigures } from './selection-figures.tsx';
import { SelectionStatus } from './selection-status.tsx';
import { useCutOff } from './use-cut-off.ts';
import { useSelectionView } from './use-selection-view.ts';
import classes from './select-screen.module.css';

export function SelectScreen() {
  const hasSamples = useStudio((state) => sampleCount(state) > 0);
  const hasScores = useStudio((state) => measuredCount(state) > 0);
  const isUnannotated = useStudio((state) => sampleCount(state) > 0 && scorableCount(state) === 0);
  const hasSelection = useStudio((state) => state.selection !== undefined);
  if (hasScores || hasSelection) return <SelectLab />;
  return (
    <Screen title="Select">
      <EmptyStep
        icon={<IconChartHistogram size={32} stroke={1.4} />}
        sentence={emptyWords({ hasSamples, isUnannotated })}
        action={
          <Button
            onClick={() => {
              if (isUnannotated) goTo('review');
              else goTo(hasSamples ? 'score' : 'corpus');
            }}
          >
            {nextWords({ hasSamples, isUnannotated })}
          </Button>
        }
      />
    </Screen>
  );
}

interface Emptiness {
  readonly hasSamples: boolean;
  readonly isUnannotated: boolean;
}

function nextWords({ hasSamples, isUnannotated }: Emptiness): string {
  if (isUnannotated) return 'Annotate in Review';
  return hasSamples ? 'Go to Score' : 'Open a corpus';
}

function emptyWords({ hasSamples, isUnannotated }: Emptiness): string {
  if (isUnannotated) return 'No sample is annotated yet, so there is nothing to select from.';
  return hasSamples
    ? 'Hybrid Superfiltering ranks by IFD: score the samples first.'
    : 'There is nothing to select until a corpus is open and scored.';
}

function SelectLab() {
  const studio = useCommands();
  useEffect(
    () => () => {
      void studio.settleRule();
    },
    [studio],
  );
  const view = useSelectionView();
  const cutOff = useCutOff(view);
  const { base, ranksByIfd: canCut } = STRATEGIES[view.options.strategy];
  return (
    <Screen title="Select" lead={view.sentence}>
      <SelectionStatus />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Panel
            title={base === 'samples' ? 'IFD of all samples' : 'IFD of the positive samples'}
            actions={
              <p className={classes.legend}>
                <span className={classes.kept} aria-hidden="true" /> kept
                <span className={classes.dropped} aria-hidden="true" /> dropped
                <span className={classes.hatched} aria-hidden="true" /> not eligible
              </p>
            }
          >
            {view.figures !== undefined && (
              <IfdHistogram
                bars={view.figures.bars}
                ceiling={view.options.ifdCeiling}
                height={300}
                {...(canCut
                  ? { cutOff: view.cutOffIfd, onCutOffChange: cutOff.cutAt, onKeepMore: cutOff.keepMore }
                  : {})}
              />
            )}
            <div className={classes.figures}>
              <SelectionFigures view={view} />
            </div>
          </Panel>
          <KeptByType statistics={view.statistics ?? []} isTried={view.goesOut === undefined} />
        </div>
        <SelectionControls view={view} cutOff={cutOff} />
      </div>
    </Screen>
  );
}
