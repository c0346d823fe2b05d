import { Button, TagsInput, Textarea } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { LoadProgress } from '../common/models/load-progress.tsx';
import { smallModelNotice } from '../common/models/model-words.ts';
import { Panel } from '../common/layout/panel.tsx';
import { Screen } from '../common/layout/screen.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { useKeptDraft } from '../common/use-kept-draft.ts';
import { PredictPanel } from './predict-panel.tsx';
import { PreviewResult } from './preview-result.tsx';
import { TrainPanel, type TrainPanelProps } from './train-panel.tsx';
import blocks from '../common/layout/blocks.module.css';
import classes from './preview-screen.module.css';

const exampleText =
  'Famotidine-associated delirium was reported in six patients; haloperidol (2 mg) relieved the agitation but not the hallucinations.';

export function PreviewScreen({ saveFile }: TrainPanelProps) {
  const studio = useCommands();
  const asked = useStudio((state) => state.sampleOptions.entityTypes);
  const running = useStudio((state) => state.preview.kind === 'running');
  const model = useStudio((state) => state.model);
  const known = useStudio((state) => state.corpus);
  const [draft, setText] = useKeptDraft('preview');
  const text = draft ?? exampleText;
  const [ownTypes, setOwnTypes] = useState<readonly string[]>();
  const [shownText, setShownText] = useState('');
  const entityTypes = ownTypes ?? (asked.length > 0 ? asked : ['Chemical', 'Disease']);
  const ready = text.trim() !== '' && entityTypes.length > 0;
  const isSmall = model.kind !== 'ready' || model.source.kind === 'bundled';

  const start = () => {
    setShownText(text);
    void studio.preview(text, entityTypes);
  };

  return (
    <Screen title="Preview" lead="The model names the entities of a text, and the studio finds their places in it.">
      <div className={classes.columns}>
        <Panel title="Text">
          <div className={classes.stack}>
            <Textarea
              label="Text to read"
              rows={10}
              resize="vertical"
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && ready && !running) start();
              }}
            />
            <TagsInput
              label="Entity types to ask for"
              description="Enter adds one."
              value={[...entityTypes]}
              data={
                known.kind === 'ready'
                  ? known.entityTypes.map((each) => each.entityType)
                  : ['Chemical', 'Disease', 'Gene']
              }
              onChange={setOwnTypes}
              clearable={false}
              comboboxProps={{ withinPortal: false }}
            />
            <div className={classes.buttons}>
              {running ? (
                <Button
                  leftSection={<IconPlayerStop size={16} />}
                  onClick={() => {
                    studio.stopPreview();
                  }}
                >
                  Stop
                </Button>
              ) : (
                <Button
                  leftSection={<IconPlayerPlay size={16} />}
                  disabled={!ready}
                  loading={model.kind === 'loading'}
                  aria-keyshortcuts="Control+Enter"
                  onClick={start}
                >
                  Run
                </Button>
              )}
              <span className={classes.dim}>Ctrl+Enter</span>
            </div>
            {model.kind === 'loading' && <LoadProgress loading={model} />}
            {isSmall && <p className={blocks.warning}>{smallModelNotice}</p>}
          </div>
        </Panel>
        <PreviewResult runningText={shownText} askedTypes={entityTypes} />
      </div>
      <PredictPanel />
      <TrainPanel saveFile={saveFile} />
    </Screen>
  );
}
