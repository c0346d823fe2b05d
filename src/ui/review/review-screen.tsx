import { Button } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { sampleCount } from '../../studio/state/selectors.ts';
import { EmptyStep } from '../common/layout/empty-step.tsx';
import { goTo } from '../common/route.ts';
import { Screen } from '../common/layout/screen.tsx';
import { useStudio } from '../common/studio-context.tsx';
import { ReviewWorkbench } from './review-workbench.tsx';
import { useComeBack } from './queue/use-come-back.ts';

export function ReviewScreen() {
  const hasSamples = useStudio((state) => sampleCount(state) > 0);
  const comeBack = useComeBack();
  if (hasSamples) return <ReviewWorkbench comeBack={comeBack} />;
  return (
    <Screen title="Review">
      <EmptyStep
        icon={<IconFilter size={32} stroke={1.4} />}
        sentence="There is nothing to review until a corpus is open."
        action={
          <Button
            onClick={() => {
              goTo('corpus');
            }}
          >
            Open a corpus
          </Button>
        }
      />
    </Screen>
  );
}
