import { renderInstruction } from '../samples/templates.ts';
import type { Sample, SampleOptions } from '../samples/sample.ts';

/** Which instructions rows have: the one that the template gives, or one that a row brought with it. */
export interface InstructionCounts {
  /** Rows whose instruction is the template's. */
  readonly templateRows: number;
  /** Rows with another one, which the file gave. */
  readonly ownRows: number;
  /** Different instructions among the latter. */
  readonly distinctOwn: number;
}

/** Counts rows with the template's instruction and rows with their own. */
export function countInstructions(
  rows: readonly Pick<Sample, 'instruction'>[],
  { instructionTemplate, entityTypes }: SampleOptions,
): InstructionCounts {
  const ofTemplate = renderInstruction(instructionTemplate, entityTypes);
  const own = rows.filter(({ instruction }) => instruction !== ofTemplate);
  return {
    templateRows: rows.length - own.length,
    ownRows: own.length,
    distinctOwn: new Set(own.map(({ instruction }) => instruction)).size,
  };
}
