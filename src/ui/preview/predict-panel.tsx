import { Button, Progress } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { sampleCount } from '../../studio/state/selectors.ts';
import { RunFailure } from '../common/models/model-failure.tsx';
import { formatAll, formatCount, formatDuration, formatNoun, formatRate } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './preview-screen.module.css';

/** The job that asks the model about every sample of the corpus. */
export function PredictPanel() {
  const studio = useCommands();
  const totalCount = useStudio(sampleCount);
  const predicting = useStudio((state) => state.predicting);
  const predictedCount = useStudio((state) => state.predictedBy.find(({ kind }) => kind === 'asked')?.answerCount ?? 0);
  const isLoading = useStudio((state) => state.model.kind === 'loading');
  if (totalCount === 0) return null;
  return (
    <Panel title="Whole corpus">
      <div className={classes.stack}>
        <div className={classes.buttons}>
          {predicting.kind === 'running' ? (
            <Button
              leftSection={<IconPlayerStop size={16} />}
              onClick={() => {
                studio.stopPredicting();
              }}
            >
              Stop predicting
            </Button>
          ) : (
            <Button
              variant="default"
              loading={isLoading}
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => void studio.predictCorpus()}
            >
              Predict the corpus
            </Button>
          )}
          <span className={classes.dim}>
            {predictedCount === 0
              ? `Asks the model about ${formatAll(totalCount, 'sample')}; the answers stand beside yours in Review.`
              : `${formatNoun(predictedCount, 'question')} answered so far; they are kept in the project.`}
          </span>
        </div>
        {predicting.kind === 'running' && (
          <>
            <Progress
              value={(100 * predicting.doneCount) / Math.max(1, predicting.totalCount)}
              aria-label="Predicted samples"
            />
            <p className={classes.plain}>
              {`${formatCount(predicting.doneCount)} of ${formatNoun(predicting.totalCount, 'sample')}`}
              {predicting.tokensPerSecond > 0 && `; ${formatRate(predicting.tokensPerSecond)} tokens per second`}
              {predicting.remainingMs !== undefined && `; about ${formatDuration(predicting.remainingMs)} left`}
            </p>
          </>
        )}
        {predicting.kind === 'stopped' && <RunFailure failure={predicting.failure} />}
      </div>
    </Panel>
  );
}
