import { createTheme, Modal, Popover, Tooltip } from '@mantine/core';

/** Behaviour of the components; colours and sizes are variables in `common/theme.css`. */
export const studioTheme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // The body cuts off what stands over its edge, as the ring round a focused first control would.
    Modal: Modal.extend({
      defaultProps: { transitionProps: { duration: 100 }, styles: { body: { paddingTop: 4 } } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 100 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } }),
  },
});
