import { NativeSelect } from '@mantine/core';

export interface ChoiceFilterProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly labels: Readonly<Record<T, string>>;
  readonly onChoose: (value: T) => void;
}

/** One of a few words of a filter. */
export function ChoiceFilter<T extends string>({ label, value, choices, labels, onChoose }: ChoiceFilterProps<T>) {
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      data={choices.map((choice) => ({ value: choice, label: labels[choice] }))}
      onChange={(event) => {
        const chosen = choices.find((choice) => choice === event.currentTarget.value);
        if (chosen !== undefined) onChoose(chosen);
      }}
    />
  );
}
