import type { SelectionOptions } from '../core/selection/selection.ts';
import { refreshSamples } from './refresh-samples.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';
import { areUsableOptions } from './studio-settings.ts';

export function createSelectCommands(context: StudioContext): Pick<StudioCommands, 'setSelectionOptions'> {
  return {
    /** Options outside their bounds, as a half-typed number gives them, change nothing. */
    setSelectionOptions: async (selectionOptions: SelectionOptions) => {
      if (!areUsableOptions(selectionOptions)) return;
      context.set({ selectionOptions });
      void refreshSamples(context, 'ranks');
      await saveSetting(context, 'selectionOptions', selectionOptions);
    },
  };
}
