import { useEffect } from 'react';

/** "Snowflake export empty · Candor"; an empty text leaves the title alone (while loading). */
export function useDocumentTitle(text: string): void {
  useEffect(() => {
    if (text) document.title = `${text} · Candor`;
  }, [text]);
}
