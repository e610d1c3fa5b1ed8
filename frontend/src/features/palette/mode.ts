import { useEffect, useState } from 'react';

export interface Mode {
  kind: 'all' | 'commands' | 'number';
  rest: string;
}

/** ">theme" asks for commands only, "#1042" for a ticket by its number. */
export function modeOf(text: string): Mode {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('>')) return { kind: 'commands', rest: trimmed.slice(1).trim() };
  const number = /^#\s*(\d*)\s*$/.exec(trimmed);
  if (number) return { kind: 'number', rest: number[1] ?? '' };
  return { kind: 'all', rest: trimmed.trim() };
}

/** The value once it has been still for a while, so that not every letter asks the server. */
export function useDelayed(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return value === '' ? '' : settled;
}
