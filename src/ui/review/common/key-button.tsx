import { Button, Kbd, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

export interface KeyButtonProps {
  /** As it is shown; `⇧z` is Shift and z. */
  readonly keys: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly tone?: string | undefined;
  readonly title?: string | undefined;
  readonly pressed?: boolean;
  /** Only icon and key are seen; `children` is its name. */
  readonly narrow?: boolean;
}

/** A button with its key on it. */
export function KeyButton(props: KeyButtonProps) {
  const { keys, disabled = false, onClick, children, icon, tone, title, pressed, narrow = false } = props;
  return (
    <Button
      size="compact-sm"
      variant="default"
      className={tone ?? ''}
      disabled={disabled}
      leftSection={narrow ? undefined : icon}
      rightSection={
        <Kbd size="xs" aria-hidden="true">
          {keys}
        </Kbd>
      }
      title={title}
      aria-keyshortcuts={keys.replace('⇧', 'Shift+')}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {narrow ? icon : children}
      {narrow && <VisuallyHidden>{children}</VisuallyHidden>}
    </Button>
  );
}
