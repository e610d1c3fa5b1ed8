import { useState, type ChangeEvent } from 'react';

/**
 * A number while it is typed: an empty field or a lone minus stays as it is until one leaves.
 *
 * Nothing written counts as `empty`.
 */
export function useNumberText(value: number | string, empty: number, onChange: (value: number) => void) {
  const [text, setText] = useState<string | null>(null);
  return {
    value: text ?? String(value),
    onChange: (event: ChangeEvent<HTMLInputElement>): void => {
      const typed = event.target.value;
      setText(typed);
      onChange(typed === '' ? empty : Number(typed));
    },
    onBlur: () => setText(null),
  };
}
