import { Button } from '@mantine/core';
import { describeRule } from '../../core/selection/describe-rule.ts';
import type { OtherSelection } from '../../core/merge/other-selection.ts';
import type { StudioState } from '../../studio/state/state.ts';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { RecoveredTables } from './recovered-tables.tsx';

/** What the last merge brought, and what a damaged copy could not bring. */
export function MergeReport({ report }: { report: NonNullable<StudioState['mergeReport']> }) {
  const { name, step, copy } = report;
  const isTakenBack = useStudio(({ undo }) => step !== undefined && !undo.includes(step));
  if (isTakenBack) return <p role="status">The merge of “{name}” is taken back.</p>;
  return (
    <>
      <p role="status">
        “{name}” is merged: {formatNoun(report.decisionCount, 'decision')}, {formatNoun(report.noteCount, 'note')} and{' '}
        {formatNoun(report.mentionCount, 'mention')} changed here.
        {report.markCount > 0 &&
          ` ${formatNoun(report.markCount, 'mark')} that a sample is annotated in full changed too.`}
        {report.onlyThereCount > 0 &&
          ` ${formatNoun(report.onlyThereCount, 'document of it is', 'documents of it are')} not open here; what was done there waits for ${report.onlyThereCount === 1 ? 'it' : 'them'}.`}
        {report.conflictCount > 0 && ` You have to settle ${formatNoun(report.conflictCount, 'conflict')}.`}
        {step !== undefined && ' Undo in Review reverts all of it.'}
      </p>
      {report.isStranger && (
        <p>
          “{name}” has no common history with this project: an older studio saved it, or it was made separately. It is
          compared with what was imported. What both changed differently is a conflict. What only one of them has is
          taken, even if the other removed it.
        </p>
      )}
      {report.selection !== undefined && <OtherSelectionNote name={name} of={report.selection} />}
      {copy.kind === 'changed' && (
        <p>
          “{name}” can be read, but it was changed after it was saved: another program edited it, or a text in it is
          damaged. Check what it brought, or undo the merge and ask for a new copy.
        </p>
      )}
      {copy.kind === 'recovered' && (
        <>
          <p>
            “{name}” is damaged ({copy.damage}).{' '}
            {copy.tables.every(isWhole)
              ? 'Nothing of its decisions, notes, edits and settings was lost.'
              : 'Only what could be read was merged. The damaged parts were not merged. Ask for a fresh copy and merge it as well.'}
          </p>
          <RecoveredTables tables={copy.tables} />
        </>
      )}
    </>
  );
}

/** Whose selection stands, and how to select as the other copy does. */
function OtherSelectionNote({ name, of }: { readonly name: string; readonly of: OtherSelection }) {
  const studio = useCommands();
  const { keptThere, ruleThere, keptHere, ruleHere, onlyThere, onlyHere } = of;
  const rule = useStudio((state) => state.selectionOptions);
  const selection = useStudio((state) => state.selection);
  const theirs = `that of “${name}” keeps ${formatNoun(keptThere, 'sample')}, selected ${describeRule(ruleThere)}`;
  const canTake = JSON.stringify(rule) !== JSON.stringify(ruleThere) || selection === undefined;
  return (
    <div>
      <p>
        {keptHere === undefined || ruleHere === undefined
          ? `A merge does not change the selection. This project has none; ${theirs}.`
          : `The two selections differ, and the merge changed neither. Yours keeps ${formatNoun(keptHere, 'sample')}, selected ${describeRule(ruleHere)}; ${theirs}. ${formatCount(onlyHere)} are kept by yours alone, ${formatCount(onlyThere)} by theirs alone.`}
      </p>
      {canTake && (
        <Button
          size="compact-sm"
          variant="default"
          title="Selects by that rule, from the samples and scores here. You can undo it."
          onClick={() => {
            void studio.selectBy(ruleThere);
          }}
        >
          Select by their rule
        </Button>
      )}
    </div>
  );
}

type Table = Extract<NonNullable<StudioState['mergeReport']>['copy'], { kind: 'recovered' }>['tables'][number];

function isWhole({ refusedCount, isReadToTheEnd }: Table): boolean {
  return refusedCount === 0 && isReadToTheEnd;
}
