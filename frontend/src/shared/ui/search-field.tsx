import Search from 'lucide-react/icons/search';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { announce } from './live-region';
import { Field, type FieldProps } from './field';
import { Icon } from './icon';

const AFTER_MS = 250;

export interface SearchFieldProps extends Pick<FieldProps, 'size'> {
  label: string;
  text: string;
  onText: (text: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** Words to search for; they are passed on once typing pauses. */
export function SearchField({ label, text, onText, inputRef, size }: SearchFieldProps) {
  const [value, setValue] = useState(text);
  const newest = useRef(onText);
  useEffect(() => {
    newest.current = onText;
  });
  useEffect(() => {
    if (value.trim() === text) return undefined;
    const timer = setTimeout(() => newest.current(value.trim()), AFTER_MS);
    return () => clearTimeout(timer);
  }, [value, text]);
  return (
    <Field
      ref={inputRef}
      size={size}
      hideLabel
      type="search"
      label={label}
      placeholder={label}
      value={value}
      icon={<Icon icon={Search} size={14} />}
      onChange={(event) => setValue(event.target.value)}
    />
  );
}

/** Tell readers of the screen what a search found; null while there is nothing to tell. */
export function useFound(words: string | null): void {
  const told = useRef(false);
  useEffect(() => {
    // What was found is no longer true once everything is shown again.
    if (words !== null || told.current) announce(words ?? '');
    told.current = words !== null;
  }, [words]);
}
