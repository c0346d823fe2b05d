import type { SelectionOptions } from '../selection/selection.ts';

/** That a copy of a project holds another selection than the open one. A merge moves neither. */
export interface OtherSelection {
  /** Samples that it keeps. */
  readonly keptThere: number;
  readonly ruleThere: SelectionOptions;
  /** Undefined where the open project holds none. */
  readonly keptHere: number | undefined;
  readonly ruleHere: SelectionOptions | undefined;
  /** Samples that one of the two keeps and the other does not. */
  readonly onlyThere: number;
  readonly onlyHere: number;
}
