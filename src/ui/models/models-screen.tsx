import type { ReactNode } from 'react';
import { LoadProgress } from '../common/models/load-progress.tsx';
import { ModelFacts } from '../common/models/model-facts.tsx';
import { ModelFailure } from '../common/models/model-failure.tsx';
import { ModelSourceButtons } from '../common/models/model-source-buttons.tsx';
import { bundledModelNames, describeNextModel, smallModelNotice } from '../common/models/model-words.ts';
import { Panel } from '../common/layout/panel.tsx';
import { Screen } from '../common/layout/screen.tsx';
import { useStudio } from '../common/studio-context.tsx';
import { ModelRegistry } from './model-registry.tsx';
import blocks from '../common/layout/blocks.module.css';
import classes from './models-screen.module.css';

export function ModelsScreen() {
  const model = useStudio((state) => state.model);
  const nextWords = useStudio(describeNextModel);
  return (
    <Screen
      title="Models"
      lead="One model at a time is in memory. It scores the samples (Score) and reads texts (Preview). Scores belong to the model that made them and come back with it."
    >
      <Panel title="In use">
        {model.kind === 'none' && <p className={classes.plain}>None; {nextWords} loads when it is first needed.</p>}
        {model.kind === 'loading' && <LoadProgress loading={model} />}
        {model.kind === 'ready' && <ModelFacts ready={model} />}
        {model.kind === 'failed' && <ModelFailure failed={model} />}
      </Panel>
      <ModelRegistry />
      <div className={blocks.twoColumns}>
        <Panel title="Comes with the studio">
          <ModelNote heading={bundledModelNames.weak}>
            <p className={classes.plain}>{smallModelNotice}</p>
            <p className={classes.dim}>Qwen3 architecture, 6.8 million parameters, works without network.</p>
          </ModelNote>
          <ModelNote heading={bundledModelNames.strong}>
            <p className={classes.plain}>
              Of the same family, with more layers: the default model for local training. Untrained it finds few
              entities; after training on a corpus, about half.
            </p>
            <p className={classes.dim}>Qwen3 architecture, 10 million parameters, works without network.</p>
          </ModelNote>
        </Panel>
        <Panel title="For real curation">
          <ModelNote heading="Qwen3-0.6B">
            <p className={classes.plain}>
              A weak model of the same family as the larger models that people train, and large enough for biomedical
              text. About 1.5 GB as safetensors; a graphics card makes it practical.
            </p>
            <ModelSourceButtons />
          </ModelNote>
        </Panel>
      </div>
    </Screen>
  );
}

function ModelNote({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <div className={classes.stack}>
      <h3 className={classes.heading}>{heading}</h3>
      {children}
    </div>
  );
}
