import { Kbd } from '@mantine/core';
import { annotationKeys } from '../common/annotation-keys.ts';
import { Dialog } from '../common/dialog.tsx';
import { lineSteps, sideSteps } from './steps.ts';
import classes from './key-sheet.module.css';

interface KeyRow {
  readonly keys: readonly string[];
  readonly does: string;
}

const groups: readonly { readonly title: string; readonly rows: readonly KeyRow[] }[] = [
  {
    title: 'Anywhere',
    rows: [
      ...[...lineSteps, ...sideSteps].map((step) => ({ keys: ['g', step.key], does: `Go to ${step.label}` })),
      { keys: ['?'], does: 'This sheet' },
    ],
  },
  {
    title: 'Review',
    rows: [
      { keys: ['j'], does: 'Next sample (also ↓)' },
      { keys: ['k'], does: 'Previous sample (also ↑)' },
      { keys: ['a'], does: 'Approve: keep it, whatever the filter says' },
      { keys: ['r'], does: 'Reject: drop it, whatever the filter says' },
      { keys: ['q'], does: 'Unsure: the filter’s pick stands, to be looked at again' },
      { keys: ['u'], does: 'Undecided: the filter’s pick stands' },
      { keys: ['z'], does: 'Undo (also Ctrl+Z)' },
      { keys: ['Shift', 'z'], does: 'Redo (also Ctrl+Shift+Z)' },
      { keys: ['m'], does: 'Note on the sample; Esc leaves it' },
      { keys: ['/'], does: 'Search the text; Esc returns to the table' },
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
