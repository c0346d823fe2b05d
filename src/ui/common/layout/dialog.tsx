import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'md' | 'lg' | 'xl';
  /** False where the opener gives the focus back itself. */
  readonly returnFocus?: boolean;
}

/**
 * A question or a sheet over the screen. Put together from Mantine's parts, because its own header is a `<header>`,
 * which counts as a second banner of the page. It does not lock the scroll: the page has none, and the lock would
 * write a `<style>` tag that the content security policy refuses. It is gone at once: the screen takes no key while a
 * dialog is there, and a curator's next key comes sooner than a transition ends.
 */
export function Dialog({ title, opened, onClose, children, size = 'md', returnFocus = true }: DialogProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={size}
      lockScroll={false}
      returnFocus={returnFocus}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title ?? ''}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
