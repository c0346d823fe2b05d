import { Button, Chip, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { StudioState } from '../../studio/state/state.ts';
import { formatCount } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { UnusedTypesNotice } from '../common/selection/selection-notices.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { useKeptDraft } from '../common/use-kept-draft.ts';
import classes from './corpus-screen.module.css';

/** How the corpus becomes samples: types to ask for, unit of text, instruction. */
export function SampleSettings({ corpus }: { corpus: Extract<StudioState['corpus'], { kind: 'ready' }> }) {
  const studio = useCommands();
  const options = useStudio((state) => state.sampleOptions);
  // A type that somebody added stands behind those of the files until the first mention has it.
  const ofCorpus = new Set(corpus.entityTypes.map(({ entityType }) => entityType));
  const added = options.entityTypes.filter((entityType) => !ofCorpus.has(entityType));
  const types = [...corpus.entityTypes, ...added.map((entityType) => ({ entityType, count: 0 }))];
  const set = (change: Partial<SampleOptions>) => void studio.setSampleOptions({ ...options, ...change });
  return (
    <Panel title="Samples">
      <div className={classes.stack}>
        <div>
          <p className={classes.label} id="types-label">
            Entity types to ask for
          </p>
          <div className={classes.chips} role="group" aria-labelledby="types-label">
            {types.map(({ entityType, count }) => {
              const checked = options.entityTypes.includes(entityType);
              return (
                <Chip
                  key={entityType}
                  size="xs"
                  checked={checked}
                  // The last one stays: no type to ask for means no sample.
                  disabled={checked && options.entityTypes.length === 1}
                  onChange={() => {
                    const chosen = new Set(options.entityTypes);
                    if (checked) chosen.delete(entityType);
                    else chosen.add(entityType);
                    set({
                      entityTypes: types.map((each) => each.entityType).filter((each) => chosen.has(each)),
                    });
                  }}
                >
                  {entityType} {formatCount(count)}
                </Chip>
              );
            })}
          </div>
          <AddType />
          <UnusedTypesNotice />
        </div>
        <div>
          <p className={classes.label} id="unit-label">
            One sample is a
          </p>
          <SegmentedControl
            size="xs"
            aria-labelledby="unit-label"
            value={options.unit}
            data={[
              { value: 'sentence', label: 'sentence' },
              { value: 'passage', label: 'passage' },
            ]}
            onChange={(value) => {
              set({ unit: value === 'passage' ? 'passage' : 'sentence' });
            }}
          />
        </div>
        <InstructionField
          template={options.instructionTemplate}
          onSave={(instructionTemplate) => {
            set({ instructionTemplate });
          }}
        />
        <p className={classes.dim}>
          Changing types, unit or instruction makes new samples. Scores of unchanged samples are kept.
        </p>
      </div>
    </Panel>
  );
}

/** A type that the files do not have: what a person wants to annotate. */
function AddType() {
  const studio = useCommands();
  const [name, setName] = useState('');
  const isEmpty = name.trim() === '';
  return (
    <form
      className={classes.addType}
      onSubmit={(event) => {
        event.preventDefault();
        if (isEmpty) return;
        void studio.addEntityType(name);
        setName('');
      }}
    >
      <TextInput
        size="xs"
        aria-label="Entity type to add"
        placeholder="Another type, such as Disease"
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <Button size="xs" type="submit" variant="default" disabled={isEmpty}>
        Add type
      </Button>
    </form>
  );
}

function InstructionField({ template, onSave }: { template: string; onSave: (template: string) => void }) {
  const [draft, keepDraft] = useKeptDraft('instruction');
  const text = draft ?? template;
  const empty = text.trim() === '';
  const setDraft = (typed: string) => {
    keepDraft(typed === template ? undefined : typed);
  };
  return (
    <div>
      <Textarea
        label="Instruction"
        description="{types} becomes the list of types. Rows that bring an instruction of their own keep it."
        rows={4}
        resize="vertical"
        value={text}
        error={empty ? 'An instruction is needed.' : undefined}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
        }}
      />
      {draft !== undefined && draft !== template && (
        <div className={classes.pending}>
          <p role="status" className={classes.plain}>
            <strong>Not applied yet.</strong> The samples still have the instruction from before; your text is kept
            here.
          </p>
          <div className={classes.pendingButtons}>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                keepDraft(undefined);
              }}
            >
              Discard
            </Button>
            <Button
              size="xs"
              disabled={empty}
              onClick={() => {
                onSave(draft);
              }}
            >
              Apply
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
