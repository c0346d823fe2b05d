import type { InstructionCounts } from '../../core/export/count-instructions.ts';
import { formatNoun } from '../common/number-format.ts';
import classes from './export-screen.module.css';

/** That rows have another instruction than the one of Corpus; nothing where none has. */
export function InstructionWords({ counts }: { readonly counts: InstructionCounts }) {
  const { ownRows, templateRows, distinctOwn } = counts;
  if (ownRows === 0) return null;
  const others = templateRows === 0 ? 'No row has' : formatNoun(templateRows, 'row has', 'rows have');
  return (
    <p className={classes.plain}>
      {formatNoun(ownRows, 'row brings its own instruction', 'rows bring their own instruction')}
      {ownRows > 1 && ` (${formatNoun(distinctOwn, 'instruction in all', 'different ones')})`}. {others} the one of
      Corpus.
    </p>
  );
}
