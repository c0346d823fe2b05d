import { Kbd } from '@mantine/core';
import { actionIds, actions, type CustomKeys, keyOfAction } from '../../common/keys/actions.ts';
import { annotationKeys } from '../../common/text/annotation-keys.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { useStudio } from '../../common/studio-context.tsx';
import { lineSteps, sideSteps } from '../rail/steps.ts';
import classes from './key-sheet.module.css';

interface KeyRow {
  readonly keys: readonly string[];
  readonly does: string;
}

const fixedGroups: readonly { readonly title: string; readonly rows: readonly KeyRow[] }[] = [
  {
    title: 'Anywhere',
    rows: [
      ...[...lineSteps, ...sideSteps].map((step) => ({ keys: ['g', step.key], does: `Go to ${step.label}` })),
      { keys: ['?'], does: 'This sheet' },
      { keys: ['Ctrl', 'k'], does: 'Commands: type to find one; also where keys are chosen' },
    ],
  },
  { title: 'Text of a sample', rows: annotationKeys },
  {
    title: 'Select',
    rows: [
      { keys: ['←'], does: 'On the cut-off: keep one sample more' },
      { keys: ['→'], does: 'On the cut-off: keep one sample fewer' },
      { keys: ['Shift', '← →'], does: 'Ten at a time' },
    ],
  },
];

/** Every key of the studio on one sheet. */
export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const custom = useStudio((state) => state.customKeys);
  const [anywhere, ...others] = fixedGroups;
  const groups = [...(anywhere === undefined ? [] : [anywhere]), ...reviewGroups(custom), ...others];
  return (
    <Dialog opened={opened} onClose={onClose} title="Keys" size="lg">
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className={classes.title}>{group.title}</h3>
            <dl className={classes.rows}>
              {group.rows.map((row) => (
                <div key={row.does}>
                  <dt>
                    {row.keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd>{row.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function reviewGroups(custom: CustomKeys): typeof fixedGroups {
  const titles = [...new Set(actionIds.map((id) => actions[id].group))];
  return titles.map((title) => ({
    title: `Review: ${title.toLowerCase()}`,
    rows: actionIds
      .filter((id) => actions[id].group === title)
      .map((id) => ({ keys: keyOfAction(id, custom).split('+'), does: actions[id].does })),
  }));
}
