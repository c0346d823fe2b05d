import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const schemes = {
  light: { next: 'dark', label: 'Theme: light', icon: IconSun },
  dark: { next: 'auto', label: 'Theme: dark', icon: IconMoon },
  auto: { next: 'light', label: 'Theme: as the system', icon: IconDeviceDesktop },
} as const;

/** Light, dark, as the system; kept for the next visit. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const scheme = schemes[colorScheme];
  return (
    <Tooltip label={scheme.label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${scheme.label}. Change to ${scheme.next === 'auto' ? 'as the system' : scheme.next}`}
        onClick={() => {
          setColorScheme(scheme.next);
        }}
      >
        <scheme.icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
